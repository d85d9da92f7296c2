"""A pane beside the text, in the place of the table."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from lmtui.tui.widgets.drawing import Pane


class SidePane(Pane):
    """A pane that stands in the table's place until it is closed."""

    @dataclass
    class Closed(Message):
        """The table is wanted again."""

        pane: SidePane

        @property
        def control(self) -> SidePane:
            """The pane."""
            return self.pane

    def action_close(self) -> None:
        """Ask for the table."""
        self.post_message(self.Closed(self))
