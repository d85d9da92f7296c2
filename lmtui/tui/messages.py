"""Passing messages, over the keys in the last line: one at a time, until its reason is gone."""

from __future__ import annotations

import time
from typing import Literal

from textual.screen import Screen

from lmtui.text.safety import visible

_MOST_SECONDS, _MOST_SECONDS_TO_READ = 3.0, 8.0  # after which a message leaves by itself
_LEAST_SECONDS_OF_NEWS = 2.0  # for which news stays whatever key is pressed


class PassingMessages:
    """Shows one message at a time.

    A message that answers a key leaves with the next key: its reason is gone, or the person has read it. News that
    comes by itself may come while somebody types, and stays long enough to be read.

    Args:
        screen: a screen of the app that shows the messages.
    """

    def __init__(self, screen: Screen[None]) -> None:
        self._screen = screen
        self._is_shown = False
        self._readable_until = 0.0

    def say(self, text: str, trouble: bool = False, news: bool = False) -> None:
        """Show a message, in place of the one before.

        Args:
            trouble: whether something is wrong.
            news: whether the message came by itself, not with a key.
        """
        self.take_back()
        self._is_shown = True
        self._readable_until = time.monotonic() + _LEAST_SECONDS_OF_NEWS if news else 0.0
        severity: Literal["information", "error"] = "error" if trouble else "information"
        timeout = _MOST_SECONDS_TO_READ if trouble or news else _MOST_SECONDS
        self._screen.notify(visible(text), severity=severity, timeout=timeout, markup=False)

    def key_pressed(self) -> None:
        """Remove the message before a key acts, unless it is news that was not there for long."""
        if time.monotonic() >= self._readable_until:
            self.take_back()

    def take_back(self) -> None:
        """Remove the message."""
        if self._is_shown:
            self._is_shown, self._readable_until = False, 0.0
            app = self._screen.app
            app.clear_notifications()
            for screen in app.screen_stack:
                screen.query("ToastHolder").remove()  # Textual would leave an empty one for each
