"""The field of a path, which Tab completes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.actions import SkipAction
from textual.message import Message

from lmtui.playground.path_listing import completed
from lmtui.tui.action import Place
from lmtui.tui.actions import bindings
from lmtui.tui.widgets.prompt import PromptInput


class PathField(PromptInput):
    """A line of text that holds a path.

    Args:
        value: the path that stands there at first.
        placeholder: is shown while there is none.
        entries: the names that a typed path can go on with, in the folder that is typed.
    """

    PLACE = Place.PATH_FIELD
    BINDINGS = bindings(PLACE)

    @dataclass
    class Offered(Message):
        """The path was completed as far as all names that it can go on with are alike."""

        entries: Sequence[str]

    def __init__(self, value: str, placeholder: str, entries: Callable[[str], Sequence[str]]) -> None:
        super().__init__(value, placeholder)
        self._entries = entries

    def action_complete(self) -> None:
        """Go on with what all names that could be meant begin with; the key does nothing where none is typed."""
        if not self.value:
            raise SkipAction
        entries = self._entries(self.value)
        self.value = completed(self.value, entries)
        self.action_end()
        self.post_message(self.Offered(entries))
