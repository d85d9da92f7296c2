"""The parts of the screen, one a file; state goes in through methods, what happened comes out as messages."""
