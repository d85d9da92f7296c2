"""Asks for the name of a file, offers those there are, and stays open until the name could be used."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Label

from lmtui.errors import LmtuiError
from lmtui.files import AlreadyThere, quoted
from lmtui.playground.path_listing import completed, entries_beginning_with
from lmtui.text.safety import visible
from lmtui.tui.action import Place
from lmtui.tui.actions import bindings
from lmtui.tui.key_names import key_names
from lmtui.tui.screens.line_dialog import LineDialog
from lmtui.tui.widgets.pick_list import PickList, Row
from lmtui.tui.widgets.prompt import PromptInput

_ROWS = 6


class PathScreen(LineDialog[str]):
    """Asks for a name; the result of the dialog is what is to be said of it, or None where no name was given.

    Args:
        title: what the file is for.
        path: the name that stands there at first.
        hint: a line about the names that can be given.
        endings: of the files that are offered, in small letters.
        act: reads or writes the file, given its name and whether a file of that name may be replaced. It returns what
            is to be said, and raises `AlreadyThere` where a file would be lost; the name given again agrees to that.
    """

    DEFAULT_CSS = """
    PathScreen {
        & > Vertical {
            height: auto;
            padding: 0 2;
        }
        & Label { width: 100%; height: auto; color: $faint; }
        & .trouble { max-height: 5; color: $error; }
        &.-trouble .hint, &.-trouble PickList { display: none; }
    }
    """
    COLUMNS = 64
    PLACE = Place.PATH
    BINDINGS = bindings(PLACE)

    def __init__(
        self, title: str, path: str, hint: str, endings: Sequence[str], act: Callable[[str, bool], str]
    ) -> None:
        super().__init__()
        self._title, self._hint, self._endings, self._act = title, hint, endings, act
        self._path = PromptInput(visible(path), "the name of a file")
        self._entries: Sequence[str] = ()  # of the list
        self._typed = os.path.join(os.path.dirname(path), "")  # what the entries go on from
        self._list = PickList("no such file here")
        self._trouble = Label("", classes="trouble")
        self._replaceable = ""  # the name that agrees to replace its file when it is given again

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = self._title
            yield self._path
            yield self._list
            yield Label(Content(self._hint), classes="hint")
            yield self._trouble
            yield self.keys

    def on_mount(self) -> None:
        """Offer the files of the folder, and follow what is typed."""
        self._offer(self._typed)
        self.watch(self._path, "value", self._follow, init=False)  # not by messages: the next key may take the path

    def on_resize(self, event: events.Resize) -> None:
        """Fit the list into the lines that there are now."""
        self._list.styles.height = max(min(_ROWS, event.size.height - 6), 1)

    def _follow(self, path: str) -> None:
        """Offer what a typed path can go on with. What was wrong with another path is no longer to be read."""
        self._show_trouble("")
        if path != self._picked_path():
            self._offer(path)

    def _offer(self, path: str) -> None:
        self._typed, self._entries = path, entries_beginning_with(path, self._endings)
        self._list.show(list(map(Row, self._entries)), None)

    def _picked_path(self) -> str | None:
        """The path of the picked entry; None where none is picked."""
        if self._list.picked is None:
            return None
        return os.path.join(os.path.dirname(self._typed), self._entries[self._list.picked])

    def action_pick(self, steps: int) -> None:
        """Pick another entry, and take over its path."""
        self._list.pick(steps)
        self._take_over(self._picked_path())

    def action_complete(self) -> None:
        """Go on with what all that could be meant begin with."""
        self._offer(self._path.value)
        self._take_over(completed(self._typed, self._entries))

    def _take_over(self, path: str | None) -> None:
        if path is not None:
            self._path.value = path
            self._path.action_end()

    def action_take(self) -> None:
        """Act on the name; if that cannot be done, say why, and leave the name there to be mended.

        A picked folder is gone into.
        """
        path = self._path.value.strip()
        if path == self._picked_path() and path.endswith(os.sep):
            self._offer(path)
            return
        if not path:
            self.dismiss(None)
            return
        try:
            said = self._act(path, path == self._replaceable)
        except AlreadyThere:
            self._replaceable = path
            self._show_trouble(key_names(self).fill("there is a {file}: {take-path} replaces it", file=quoted(path)))
        except LmtuiError as error:
            self._show_trouble(str(error))
        else:
            self.dismiss(said)

    def _show_trouble(self, trouble: str) -> None:
        self._trouble.update(Content(visible(trouble)))
        self.set_class(bool(trouble), "-trouble")
