"""Messages by which widgets tell the screen that the session has changed, or that it could not be changed."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message
from textual.widget import Widget


@dataclass
class SessionChanged(Message):
    """A widget has changed the session; the rest of the screen does not show the change yet.

    Attributes:
        sender: the widget.
    """

    sender: Widget

    @property
    def control(self) -> Widget:
        """The widget that changed the session."""
        return self.sender


@dataclass
class SessionRefused(Message):
    """The session cannot be changed as a person has asked.

    Attributes:
        sender: the widget that passed on the request.
        reason: why the session cannot be changed, for the person.
    """

    sender: Widget
    reason: str

    @property
    def control(self) -> Widget:
        """The widget that passed on the request."""
        return self.sender
