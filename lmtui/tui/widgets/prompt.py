"""The prompt: one line of text."""

from __future__ import annotations

from textual.actions import SkipAction
from textual.widgets import Input

from lmtui.text.display import harmless


class PromptInput(Input):
    """An input that holds no control characters, typed or pasted, and does not blink."""

    DEFAULT_CSS = """
    PromptInput, PromptInput:focus {
        height: 1;
        border: none;
        padding: 0;
        background: $background;
        background-tint: transparent;
        color: $strong;
        & > .input--cursor { background: $background; color: $strong; text-style: reverse; }
    }
    """

    def __init__(self, value: str, placeholder: str) -> None:
        super().__init__(value=harmless(value), placeholder=placeholder, compact=True, select_on_focus=False)
        self.cursor_blink = False

    async def action_submit(self) -> None:
        """Leave Enter to the screen: a message would reach it after keys that were typed later."""
        raise SkipAction

    def validate_value(self, value: str) -> str:
        """Make controls visible, whatever way they came in."""
        return harmless(value)
