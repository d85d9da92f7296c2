"""Asks for the name of a file."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label

from lmtui.text.safety import visible
from lmtui.tui.screens.steady import SteadyScreen
from lmtui.tui.widgets.prompt import PromptInput


class PathScreen(SteadyScreen[str | None], ModalScreen[str | None]):
    """Closes with a path, or with None.

    Args:
        title: what the file is for.
        path: what stands there at first.
        hint: what may be given.
    """

    DEFAULT_CSS = """
    PathScreen {
        align: center middle;
        background: transparent;
        &:ansi { background: transparent; }
        & > Vertical {
            width: 64;
            max-width: 100%;
            height: auto;
            padding: 0 2;
            border: round $focus;
            border-title-color: $focus;
            background: $background;
        }
        & PromptInput { background: $raised; }
        & Label { color: $faint; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "take the name"),
        Binding("escape", "cancel", "cancel"),
    ]

    def __init__(self, title: str, path: str, hint: str) -> None:
        super().__init__()
        self._title, self._hint = title, hint
        self._path = PromptInput(visible(path), "the name of a file")

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = self._title
            yield self._path
            yield Label(Content(self._hint))

    def action_take(self) -> None:
        """Close with the path."""
        self.dismiss(self._path.value.strip() or None)

    def action_cancel(self) -> None:
        """Close with nothing."""
        self.dismiss(None)
