"""What can stand in the place of the table."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from lmtui.tui.widgets.drawing import Pane


class Aside(Pane):
    """A pane that takes the table's place until it is closed."""

    @dataclass
    class Closed(Message):
        """The table is wanted again."""

        aside: Aside

        @property
        def control(self) -> Aside:
            """The pane."""
            return self.aside

    def action_close(self) -> None:
        """Ask for the table."""
        self.post_message(self.Closed(self))
