"""Corpora with a name that a machine has and that nobody has to copy."""
