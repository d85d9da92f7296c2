"""The prompt with its name."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Label

from lmtui.tui.widgets.prompt import PromptInput
from lmtui.tui.widgets.slider import LABEL_WIDTH


class PromptLine(Horizontal):
    """An input with a name before it, which stands out while keys go to the input.

    Args:
        label: the name.
        value: what stands in the input.

    Attributes:
        prompt: the input.
    """

    DEFAULT_CSS = f"""
    PromptLine {{
        height: 1;
        & > Label {{ width: {LABEL_WIDTH}; color: $foreground; text-style: bold; }}
        & > .-focused {{ color: $focus; }}
        & > PromptInput {{ width: 1fr; margin-right: 1; }}
    }}
    """

    def __init__(self, label: str = "Prompt", value: str = "") -> None:
        super().__init__()
        self._label = Label(Content(f" {label}"))
        self.prompt = PromptInput(value, "")

    def compose(self) -> ComposeResult:
        yield self._label
        yield self.prompt

    def show_focus(self) -> None:
        """Have the name say whether keys go to the input."""
        self._label.set_class(self.prompt.has_focus, "-focused")
