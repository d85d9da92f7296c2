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
        messages: shows passing messages.
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
        """Show the session, its prompt in the prompt line and its temperature on the slider included."""

    def show_temperature(self) -> None:
        """Show the session, the temperature of the active lane on the slider included."""
