"""The present step of a tour: what to do, or what to look at, above everything else on a screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from rich.cells import cell_len
from textual.app import App

from lmtui.tui.key_lines import TOUR_KEYS
from lmtui.tui.key_names import key_names
from lmtui.tui.widgets.drawing import LineWidget, Piece, fit


@dataclass(frozen=True)
class ShownStep:
    """A step as it is shown.

    Attributes:
        heading: which step it is, and of how many; and its title.
        text: what is to be read now; a template of `KeyNames.fill`.
        is_done: whether the step is done.
        texts: the texts of all steps, for the longest of which there is room.
    """

    heading: str
    text: str
    is_done: bool
    texts: Sequence[str]


def shown_step(app: App[Any]) -> ShownStep | None:
    """The step that an app shows: its attribute `tour_step`; none where it has none."""
    step: ShownStep | None = getattr(app, "tour_step", None)
    return step


class TourLines(LineWidget):
    """Shows a step: a line with its title and the keys of the tour, and its text.

    Args:
        step: the step.
    """

    COMPONENT_CLASSES = {"tour--title", "tour--keys", "tour--text", "tour--done"}
    DEFAULT_CSS = """
    TourLines {
        dock: top;
        width: 100%;
        height: 3;
        background: $raised;
        & > .tour--title { color: $accent; background: $raised; text-style: bold; }
        & > .tour--keys { color: $foreground; background: $raised; }
        & > .tour--text { color: $strong; background: $raised; }
        & > .tour--done { color: $success; background: $raised; text-style: bold; }
    }
    """

    def __init__(self, step: ShownStep) -> None:
        super().__init__()
        self._step = step
        self._make_room()

    def show(self, step: ShownStep) -> None:
        """Show a step."""
        self._step = step
        self._make_room()
        self.redraw()

    def resized(self) -> None:
        """Lines may be longer now, or shorter."""
        super().resized()
        self._make_room()

    def _make_room(self) -> None:
        """Have room for the longest text of all, so that nothing below moves from step to step."""
        height = 1 + max(len(self._wrapped(text)) for text in self._step.texts)
        if self.height != height:
            self.styles.height = height

    @property
    def height(self) -> int:
        """How many lines there is room for."""
        return int(self.styles.height.value) if self.styles.height else 0

    def _wrapped(self, text: str) -> Sequence[str]:
        filled = key_names(self).fill(text).translate(self.glyphs.prose)
        return wrap(filled, max(self.app.size.width - 2, 20))

    def line(self, y: int) -> Iterable[Piece]:
        if y == 0:
            return self._heading()
        lines = self._wrapped(self._step.text)
        return ((fit(f" {lines[y - 1]}" if y <= len(lines) else "", self.size.width, self.glyphs), "tour--text"),)

    def _heading(self) -> Iterable[Piece]:
        glyphs, width = self.glyphs, self.size.width
        keys = "  ".join(" ".join(key_names(self).hint(hint)) for hint in TOUR_KEYS) + " "
        done = f" {glyphs.taken} done" if self._step.is_done else ""
        room = max(width - cell_len(keys) - cell_len(done) - 2, 0)
        heading = f" {self._step.heading}".translate(glyphs.prose)
        shown = fit(heading, min(cell_len(heading), room), glyphs)
        yield shown, "tour--title"
        yield done, "tour--done"
        yield fit(keys, max(width - cell_len(shown) - cell_len(done), 0), glyphs, right=True), "tour--keys"
