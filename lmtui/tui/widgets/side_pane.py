"""Panes beside the text, in the place of the table."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import Generic, TypeVar

from textual.message import Message

from lmtui.tui.widgets.drawing import Pane

View = TypeVar("View")


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


class AnswerPane(SidePane, Generic[View]):
    """A side pane that shows what a model has answered; an answer stays until the next one is known.

    Attributes:
        view: what is shown; None while there is no answer.
        waiting: what is waited for, where there is no answer.
        is_coming: whether the answer that is to be shown is not known yet.
    """

    def __init__(self) -> None:
        super().__init__()
        self.view: View | None = None
        self.waiting = ""
        self.is_coming = False

    def waiting_line(self, y: int) -> str:
        """Line y of what is waited for, below an empty one."""
        lines = ["", *wrap(self.waiting, max(self.size.width - 2, 1))]
        return f" {lines[y]}" if y < len(lines) else ""

    def show(self, view: View | None, waiting: str = "") -> None:
        """Show an answer, or what is being waited for."""
        self.view, self.waiting, self.is_coming = view, waiting, False
        self.lay_out()
        self.redraw()

    def show_coming(self) -> None:
        """Leave the last answer there until the next one is known."""
        self.is_coming = True
        self.redraw()

    def lay_out(self) -> None:
        """Make what depends on the answer and the size; called before each drawing of another answer."""
