"""What a controller needs of the screen that it works for."""

from __future__ import annotations

from typing import Any, Protocol

from textual.app import App
from textual.screen import Screen

from lmtui.playground.session import Session
from lmtui.tui.messages import PassingMessages


class Host(Protocol):
    """A screen that shows a session.

    Attributes:
        session: the session.
        messages: tells the person something in passing.
    """

    session: Session
    messages: PassingMessages

    @property
    def app(self) -> App[Any]:
        """The program, which opens dialogs."""

    @property
    def screen(self) -> Screen[Any]:
        """The screen, which runs workers and timers."""

    def show_session(self) -> None:
        """Show the session as it is now."""

    def show_status(self) -> None:
        """Show the status line as it is now."""

    def show_inputs(self) -> None:
        """Have prompt and slider say what the session says, and show the session."""

    def show_temperature(self) -> None:
        """Have the slider say T of the active lane, and show the session."""
