"""Apps that `lmtui bench` compares the playground with."""
