"""Sessions opened and saved, texts exported and copied, as far as there are files to write."""

from __future__ import annotations

from collections.abc import Callable

from lmtui.errors import LmtuiError
from lmtui.playground import keeping
from lmtui.playground.keeping import Kept
from lmtui.playground.session import Session
from lmtui.tui.screens.path import PathScreen
from lmtui.tui.screens.steady import SteadyScreen

_FILE = "session.json"


class Files:
    """What a screen does with files.

    Args:
        screen: asks for names.
        session: what is kept.
        say: tells the person something; the second argument says whether it is trouble.
        open_kept: is given a session that was read.
    """

    def __init__(
        self,
        screen: SteadyScreen[None],
        session: Session,
        say: Callable[[str, bool], None],
        open_kept: Callable[[Kept], None],
    ) -> None:
        self._screen, self._session, self._say, self._open_kept = screen, session, say, open_kept
        self._name = _FILE

    def save(self) -> None:
        """Ask where to, and save the session there."""
        self._ask("Save the session", self._name, "a session is prompt, model, luck, lanes and branches", self._save)

    def open(self) -> None:
        """Ask which, and open it."""
        self._ask("Open a session", self._name, "a session file; save what is here first", self._open)

    def export(self) -> None:
        """Ask where to, and write the text there, or a picture of the screen."""
        self._ask("Export", "text.txt", ".txt text, .json every token's probability, .svg the screen", self._export)

    def copy(self) -> None:
        """Put the text on the clipboard of the terminal (OSC 52)."""
        if not self._session.transcript.pieces:
            self._say("there is no text yet", True)
        elif self._allowed():
            self._screen.app.copy_to_clipboard(keeping.export_text(self._session))
            self._say("the text is on the clipboard, if this terminal lets programs put it there", False)

    def _allowed(self) -> bool:
        if self._session.kiosk:
            self._say("not on this shared account", True)
        return not self._session.kiosk

    def _ask(self, title: str, path: str, hint: str, act: Callable[[str], str]) -> None:
        def given(path: str | None) -> None:
            if path is not None:
                try:
                    self._say(act(path), False)
                except LmtuiError as error:
                    self._say(str(error), True)

        if self._allowed():
            self._screen.app.push_screen(PathScreen(title, path, hint), given)

    def _save(self, path: str) -> str:
        keeping.save(self._session, path)
        self._name = path
        return f"saved as {path}"

    def _open(self, path: str) -> str:
        self._open_kept(keeping.read(path))
        self._name = path
        return f"opening {path}"

    def _export(self, path: str) -> str:
        if path.endswith(".svg"):
            text = self._screen.app.export_screenshot(title="lmtui")
        elif path.endswith(".json"):
            text = keeping.export_json(self._session)
        else:
            text = keeping.export_text(self._session)
        keeping.write(path, text)
        return f"written to {path}"
