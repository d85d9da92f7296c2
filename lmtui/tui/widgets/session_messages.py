"""What widgets that show a session tell the screen about it."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message
from textual.widget import Widget


@dataclass
class SessionChanged(Message):
    """The session is another one now; the rest of the screen does not show that yet."""

    sender: Widget

    @property
    def control(self) -> Widget:
        """The widget that changed the session."""
        return self.sender


@dataclass
class SessionRefused(Message):
    """What a person asked of the session cannot be done."""

    sender: Widget
    reason: str

    @property
    def control(self) -> Widget:
        """The widget that asked the session."""
        return self.sender
