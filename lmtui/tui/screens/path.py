"""Asks for the name of a file, and stays open until the name could be used."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Label

from lmtui.errors import LmtuiError
from lmtui.files import AlreadyThere, quoted
from lmtui.text.safety import visible
from lmtui.tui.action import Place
from lmtui.tui.actions import bindings
from lmtui.tui.key_lines import KEY_LINES
from lmtui.tui.key_names import key_names
from lmtui.tui.screens.base import ClearDialog
from lmtui.tui.widgets.lines import KeyLine
from lmtui.tui.widgets.prompt import PromptInput


class PathScreen(ClearDialog[str | None]):
    """Asks for a name; the result of the dialog is what is to be said of it, or None where no name was given.

    Args:
        title: what the file is for.
        path: the name that stands there at first.
        hint: a line about the names that can be given.
        act: reads or writes the file, given its name and whether a file of that name may be replaced. It returns what
            is to be said, and raises `AlreadyThere` where a file would be lost; the name given again agrees to that.
    """

    DEFAULT_CSS = """
    PathScreen {
        & > Vertical {
            width: 64;
            height: auto;
            padding: 0 2;
        }
        & PromptInput { background: $raised; }
        & Label { width: 100%; height: auto; color: $faint; }
        & .trouble { max-height: 5; color: $error; }
        &.-trouble .hint { display: none; }
    }
    """
    PLACE = Place.PATH
    BINDINGS = bindings(PLACE)

    def __init__(self, title: str, path: str, hint: str, act: Callable[[str, bool], str]) -> None:
        super().__init__()
        self._title, self._hint, self._act = title, hint, act
        self._path = PromptInput(visible(path), "the name of a file")
        self._trouble = Label("", classes="trouble")
        self._keys = KeyLine()
        self._replaceable = ""  # the name that agrees to replace its file when it is given again

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = self._title
            yield self._path
            yield Label(Content(self._hint), classes="hint")
            yield self._trouble
            yield self._keys

    def on_mount(self) -> None:
        """Say which keys there are."""
        self._keys.show(KEY_LINES[self.PLACE])

    def on_input_changed(self, event: Input.Changed) -> None:
        """What was wrong with another name is no longer to be read."""
        event.stop()
        self._show_trouble("")

    def action_take(self) -> None:
        """Act on the name; if that cannot be done, say why, and leave the name there to be mended."""
        path = self._path.value.strip()
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

    def action_cancel(self) -> None:
        """Close with nothing."""
        self.dismiss(None)
