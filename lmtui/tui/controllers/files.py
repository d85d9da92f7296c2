"""Opens and saves sessions, notes on these, exports and copies texts."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from lmtui.files import write_text
from lmtui.playground import exports, session_file
from lmtui.playground.exports import Purpose, UnknownEnding
from lmtui.playground.saved_session import SavedSession
from lmtui.playground.session import Session
from lmtui.playground.written_files import WrittenFiles
from lmtui.tui.key_names import key_names
from lmtui.tui.screens.base import BaseScreen
from lmtui.tui.screens.path import PathScreen


class Files:
    """Asks for the names of files, and reads and writes the files.

    Args:
        screen: the screen that dialogs stand on, and that pictures show.
        session: the session that is saved and exported.
        say: tells the person something; the second argument says whether it is trouble.
        open_saved: opens a session that was read; raises an `LmtuiError` where that cannot be done.
    """

    def __init__(
        self,
        screen: BaseScreen[None],
        session: Session,
        say: Callable[[str, bool], None],
        open_saved: Callable[[SavedSession], None],
    ) -> None:
        self._screen, self._session, self._say, self._open_saved = screen, session, say, open_saved
        self._last_path = ""  # that a session was saved to or was to be opened from
        self._written = WrittenFiles()

    def save(self) -> None:
        """Ask for the name of a file, and save the session there."""
        name = self._session.path or _free_name("session", ".json")
        self._ask("Save the session", name, "prompt, model, luck, lanes and branches", (".json",), self._save)

    def open(self) -> None:
        """Ask for the name of a session file, and open the session."""
        name = self._last_path or self._session.path or "session.json"
        self._ask("Open a session", name, "save first what is here", (".json",), self._open)

    def opened(self, saved: SavedSession) -> None:
        """Note which file the session was opened from."""
        self._session.path = self._last_path = saved.path
        self._written.remember(saved.path, Purpose.SESSION, saved.stamp)

    def export(self) -> None:
        """Ask for the name of a file, and write the text there, its numbers, or a picture of the screen."""
        hint = ".txt text, .json with probabilities, .svg the screen"
        self._ask("Export", _free_name("text", ".txt"), hint, (".txt", ".json", ".svg"), self._export)

    def copy(self) -> None:
        """Put the text on the clipboard of the terminal (OSC 52)."""
        if not self._session.text.transcript.pieces:
            self._say("there is no text yet", True)
        elif self._allowed():
            self._screen.app.copy_to_clipboard(exports.export_text(self._session))
            said = "the text is on the clipboard, if this terminal lets programs put it there"
            self._say(said + exports.missing(self._session), False)

    def notes(self) -> None:
        """Have the notes on the session written."""
        from lmtui.tui.screens.notes import NotesScreen

        def done(notes: str | None) -> None:
            if notes is not None and notes != self._session.notes:
                self._session.notes = notes
                self._say(key_names(self._screen).fill("{save-session} saves the session with its notes"), False)

        self._screen.app.push_screen(NotesScreen(self._session.notes), done)

    def _allowed(self) -> bool:
        if self._session.kiosk:
            self._say("not on this shared account", True)
        return not self._session.kiosk

    def _ask(self, title: str, path: str, hint: str, endings: Sequence[str], act: Callable[[str, bool], str]) -> None:
        """Ask for the name of a file, have `act` use it, and say what `act` returns."""

        def done(said: str | None) -> None:
            if said:
                self._say(said, False)

        if self._allowed():
            self._screen.app.push_screen(PathScreen(title, path, hint, endings, act), done)

    def _save(self, path: str, agreed: bool) -> str:
        ours = self._written.may_replace(path, Purpose.SESSION)
        if not ours and exports.ending_of(path) not in ("", ".json"):
            raise UnknownEnding("a session is a .json file; end its name in .json")
        session_file.save(self._session, path, agreed or ours)
        self._session.path = self._last_path = path
        self._written.remember(path, Purpose.SESSION)
        return f"saved as {path}"

    def _open(self, path: str, agreed: bool) -> str:
        self._last_path = path
        self._open_saved(session_file.read(path))
        return f"opening {path}"

    def _export(self, path: str, agreed: bool) -> str:
        kind = exports.export_kind(path)
        if kind is Purpose.PICTURE:
            text, missing = self._screen.picture(), ""
        else:
            text = (exports.export_json if kind is Purpose.NUMBERS else exports.export_text)(self._session)
            missing = exports.missing(self._session)
        write_text(path, text, agreed or self._written.may_replace(path, kind))
        self._written.remember(path, kind)
        return f"written to {path}{missing}"


def _free_name(stem: str, ending: str) -> str:
    """The first of stem.ending, stem-2.ending, stem-3.ending … that no file has."""
    name, number = stem + ending, 1
    while os.path.lexists(name):
        number += 1
        name = f"{stem}-{number}{ending}"
    return name
