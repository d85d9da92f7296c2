"""The widgets, one a file. State goes into a widget through methods; what happened comes out as messages."""
