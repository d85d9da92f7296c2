"""The measurements of `lmtui bench`, one file a subject. Each figure comes with a yardstick from the same run."""
