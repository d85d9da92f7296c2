"""The command line: one file a subcommand, one face for the screen and one for pipes."""
