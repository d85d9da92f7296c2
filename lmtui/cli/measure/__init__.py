"""What `lmtui bench` measures, one file a subject; each figure comes beside its yardstick, taken in the same run."""
