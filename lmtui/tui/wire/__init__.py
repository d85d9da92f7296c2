"""What goes to and from the terminal: frames that hold what has changed, keys, and the modes that are switched on."""
