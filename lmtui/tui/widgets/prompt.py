"""The prompt: one line of text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual import events
from textual.actions import SkipAction
from textual.message import Message

from lmtui.options.sampling import MAX_PROMPT
from lmtui.text.normal_form import as_typed
from lmtui.text.safety import visible
from lmtui.tui.action import Place
from lmtui.tui.actions import bindings
from lmtui.tui.textual_fixes.cluster_input import ClusterInput

LONGEST = MAX_PROMPT


class PromptInput(ClusterInput):
    """An input that holds no control characters, typed or pasted, and does not blink.

    Attributes:
        completion: gives what completes the word at the end; "" where nothing does.
    """

    PLACE = Place.PROMPT
    BINDINGS = bindings(PLACE)
    DEFAULT_CSS = """
    PromptInput, PromptInput:focus {
        height: 1;
        border: none;
        padding: 0;
        background: $background;
        background-tint: transparent;
        color: $strong;
        & > .input--placeholder { color: $faint; }
        & > .input--cursor { background: $background; color: $strong; text-style: reverse; }
    }
    """

    @dataclass
    class Cut(Message):
        """A pasted text was longer than there is room for; only its beginning was taken."""

        prompt: PromptInput

        @property
        def control(self) -> PromptInput:
            """The input."""
            return self.prompt

    def __init__(self, value: str, placeholder: str) -> None:
        super().__init__(
            value=visible(as_typed(value)),
            placeholder=placeholder,
            select_on_focus=False,
            max_length=LONGEST,
        )
        self.cursor_blink = False
        self.completion: Callable[[], str] = str

    def action_complete(self) -> None:
        """Complete the word at the end, wherever the cursor is; else the key has another use."""
        added = self.completion()
        if not added:
            raise SkipAction
        self.insert(added, len(self.value))
        self.cursor_position = len(self.value)

    def on_paste(self, event: events.Paste) -> None:
        """Take all lines of what was pasted as one, as far as there is room."""
        event.stop()
        event.prevent_default()  # Textual's input takes the first line alone
        lines = " ".join(line for line in event.text.splitlines() if line.strip())
        room = max(LONGEST - len(self.value) + len(self.selected_text), 0)
        if fitting := lines[:room]:
            self.replace(fitting, *self.selection)
        if len(lines) > room:
            self.post_message(self.Cut(self))

    async def action_submit(self) -> None:
        """Leave Enter to the screen: a message would reach it after keys that were typed later."""
        raise SkipAction

    def validate_value(self, value: str) -> str:
        """Make controls visible, whatever way they came in; all else, joiners too, stays as it was typed."""
        return visible(as_typed(value))
