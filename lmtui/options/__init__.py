"""Every option once: its name, its kind and range, its default and its help; see `lmtui.options.table`.

The arguments of every command, the fields of the settings screen, the checks of saved sessions and the help are made
from these: a new option is one entry, in the group where it belongs. Nothing here imports numpy or Textual: `--help`
must answer at once.
"""
