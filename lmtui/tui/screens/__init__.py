"""The screens; they compose widgets and route messages."""
