"""Sessions opened and saved, texts exported and copied, as far as there are files to write."""

from __future__ import annotations

import os
from collections.abc import Callable

from lmtui.errors import LmtuiError
from lmtui.playground import exports, keeping
from lmtui.playground.exports import AlreadyThere
from lmtui.playground.keeping import Kept
from lmtui.playground.session import Session
from lmtui.text.safety import visible
from lmtui.tui.screens.path import PathScreen
from lmtui.tui.screens.steady import SteadyScreen


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
        self._name = ""
        self._ours: set[str] = set()  # files written or opened here, which may be written again

    def save(self) -> None:
        """Ask where to, and save the session there."""
        name = self._name or _free("session", ".json")
        self._ask("Save the session", name, "prompt, model, luck, lanes and branches", self._save)

    def open(self) -> None:
        """Ask which, and open it."""
        self._ask("Open a session", self._name or "session.json", "save first what is here", self._open)

    def opened(self, path: str) -> None:
        """The session of a file is here now."""
        self._name = path
        self._ours.add(_whole(path))

    def export(self) -> None:
        """Ask where to, and write the text there, or a picture of the screen."""
        hint = "by its ending: .txt, .json with probabilities, .svg the screen"
        self._ask("Export", _free("text", ".txt"), hint, self._export)

    def copy(self) -> None:
        """Put the text on the clipboard of the terminal (OSC 52)."""
        if not self._session.transcript.pieces:
            self._say("there is no text yet", True)
        elif self._allowed():
            self._screen.app.copy_to_clipboard(exports.export_text(self._session))
            self._say("the text is on the clipboard, if this terminal lets programs put it there", False)

    def _allowed(self) -> bool:
        if self._session.kiosk:
            self._say("not on this shared account", True)
        return not self._session.kiosk

    def _ask(self, title: str, path: str, hint: str, act: Callable[[str, bool], str], agreed: str = "") -> None:
        """Ask for a name and act on it; a file that is there already is replaced if its name is given twice."""

        def given(path: str | None) -> None:
            if path is None:
                return
            try:
                self._say(act(path, path == agreed or _whole(path) in self._ours), False)
            except AlreadyThere:
                self._ask(title, path, f"there is a {visible(path)}: Enter replaces it", act, path)
            except LmtuiError as error:
                self._say(str(error), True)

        if self._allowed():
            self._screen.app.push_screen(PathScreen(title, path, hint), given)

    def _save(self, path: str, over: bool) -> str:
        keeping.save(self._session, path, over)
        self.opened(path)
        return f"saved as {path}"

    def _open(self, path: str, over: bool) -> str:
        self._open_kept(keeping.read(path))
        return f"opening {path}"

    def _export(self, path: str, over: bool) -> str:
        ending = os.path.splitext(path)[1].lower()
        if ending == ".svg":
            text = self._screen.app.export_screenshot(title="lmtui")
        else:
            text = (exports.export_json if ending == ".json" else exports.export_text)(self._session)
        exports.write(path, text, over)
        self._ours.add(_whole(path))
        return f"written to {path}"


def _whole(path: str) -> str:
    return os.path.abspath(os.path.expanduser(path))


def _free(stem: str, ending: str) -> str:
    """The first name of its kind that no file has."""
    name, number = stem + ending, 1
    while os.path.lexists(name):
        number += 1
        name = f"{stem}-{number}{ending}"
    return name
