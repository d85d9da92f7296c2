"""What is known of the terminal and of the line to it before Textual is imported, and what follows from that."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Literal

from lmtui.errors import LmtuiError
from lmtui.text.safety import is_utf_8

Animation = Literal["none", "basic", "full"]

_LOCAL_FPS, _REMOTE_FPS = 60, 20
_OTHER_COMMANDS = "for pipes and files there are lmtui generate, next, score, sweep, train and corpora"
# Terminals whose descriptions say 8 colours and which have had the 8 bright ones for decades.
_WITH_BRIGHT_COLOURS = ("xterm", "screen", "tmux", "linux", "rxvt", "konsole", "putty")


class NoTerminal(LmtuiError):
    """There is no terminal that the playground can be drawn on."""


@dataclass(frozen=True)
class Connection:
    """What suits a terminal and the line to it.

    Attributes:
        mouse: whether the terminal is to report the mouse; it sends every movement over the line.
        animation: how much of Textual's animation is shown.
        fps: the most frames a second.
        keyboard_flags: whether the kitty keyboard protocol is asked for; a lost line would leave it on.
        ascii: whether the screen is drawn in ASCII.
        colours: how many colours the terminal has: 0, 8, 16, 256 or 2^24.
        encoding: the encoding of all that is sent, UTF-8 or ASCII; in another one a text may contain controls.
        kiosk: whether the program must offer no way out of it, as to a shell.
    """

    mouse: bool = True
    animation: Animation = "basic"
    fps: int = _LOCAL_FPS
    keyboard_flags: bool = True
    ascii: bool = False
    colours: int = 1 << 24
    encoding: str = "utf-8"
    kiosk: bool = False

    def prepare(self, environ: MutableMapping[str, str]) -> None:
        """Set the variables that Textual reads when it is imported, and remove all others of Textual."""
        unwanted = ("TEXTUAL", "PYTHON") if self.kiosk else ("TEXTUAL",)
        for name in [name for name in environ if name.startswith(unwanted)]:
            del environ[name]
        environ["OPENBLAS_NUM_THREADS"] = "1"  # numpy's threads would reserve memory, and are not used
        environ["TEXTUAL_FPS"] = str(self.fps)
        environ["TEXTUAL_COLOR_SYSTEM"] = {1 << 24: "truecolor", 256: "256"}.get(self.colours, "standard")
        if not self.keyboard_flags:
            environ["TEXTUAL_DISABLE_KITTY_KEY"] = "1"
        environ.pop("NO_COLOR", None)  # Textual heeds it even if it is empty
        if not self.colours:
            environ["NO_COLOR"] = "1"


def connection_of(
    environ: Mapping[str, str],
    mouse: bool | None = None,
    animation: Animation | None = None,
    fps: int | None = None,
    ascii: bool = False,
    kiosk: bool = False,
) -> Connection:
    """The connection that suits the terminal of standard input and standard error, but for options that are not None.

    Raises:
        NoTerminal: there is no terminal, or it cannot show the playground.
    """
    if not (os.isatty(0) and os.isatty(2)):
        raise NoTerminal(f"the playground needs a terminal; {_OTHER_COMMANDS}")
    if environ.get("TERM", "dumb") in ("dumb", "unknown", ""):
        raise NoTerminal(
            f"this terminal (TERM={environ.get('TERM', '')}) cannot show the playground; {_OTHER_COMMANDS}"
        )
    is_remote = bool(environ.get("SSH_CONNECTION"))
    encoding = "utf-8" if is_utf_8(sys.__stderr__.encoding if sys.__stderr__ else None) else "ascii"
    return Connection(
        mouse=not is_remote if mouse is None else mouse,
        animation=("none" if is_remote else "basic") if animation is None else animation,
        fps=(_REMOTE_FPS if is_remote else _LOCAL_FPS) if fps is None else fps,
        keyboard_flags=not (is_remote or kiosk),
        ascii=ascii or encoding == "ascii",
        colours=_colours(environ),
        encoding=encoding,
        kiosk=kiosk,
    )


def _colours(environ: Mapping[str, str]) -> int:
    """How many colours the terminal has, by COLORTERM, its name (TERM), and its description (terminfo)."""
    if environ.get("NO_COLOR"):
        return 0
    if environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return 1 << 24
    term = environ.get("TERM", "").lower()
    if "256" in term:
        return 256
    if "direct" in term:
        return 1 << 24
    described = _described_colours(term)
    if term.startswith(_WITH_BRIGHT_COLOURS) and described != 0:
        return 16
    return 16 if described is None else next((colours for colours in (256, 16, 8) if described >= colours), 0)


def _described_colours(term: str) -> int | None:
    """The number of colours in the terminal's description; None where there is no description."""
    import curses

    try:
        curses.setupterm(term, 2)
    except (curses.error, ValueError):  # no description, or no name that could have one
        return None
    return max(curses.tigetnum("colors"), 0)
