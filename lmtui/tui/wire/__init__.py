"""The wire to the terminal: only what changed is sent, only when the last of it has arrived, and all is undone."""
