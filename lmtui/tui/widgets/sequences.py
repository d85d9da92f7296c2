"""The widgets of the sequences' screen: which part is shown, and its page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rich.cells import cell_len

from lmtui.tui.sequence_lines import Page, Paper
from lmtui.tui.widgets.drawing import LineWidget, Piece, fit


class PartsLine(LineWidget):
    """The names of the parts, of which one is shown, and at the right what is going on."""

    COMPONENT_CLASSES = {"parts--shown", "parts--other", "parts--news", "parts--trouble"}
    DEFAULT_CSS = """
    PartsLine {
        height: 1;
        & > .parts--shown { color: $accent; text-style: bold reverse; }
        & > .parts--other { color: $faint; }
        & > .parts--news { color: $heat-1; }
        & > .parts--trouble { color: $error; text-style: bold; }
    }
    """

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self._names = names
        self._shown, self._news, self._trouble = 0, "", False

    def show(self, shown: int, news: str, trouble: bool = False) -> None:
        """Show which part is shown, and news, which may be trouble."""
        self._shown, self._news, self._trouble = shown, news, trouble
        self.redraw()

    def line(self, y: int) -> Iterable[Piece]:
        used = 0
        for number, name in enumerate(self._names):
            text = f" {name} "
            used += cell_len(text) + 1
            yield " ", ""
            yield text, "parts--shown" if number == self._shown else "parts--other"
        room = max(self.size.width - used - 2, 0)
        news = fit(f" {self._news.translate(self.glyphs.prose)}", room, self.glyphs, right=True)
        yield news, "parts--trouble" if self._trouble else "parts--news"


class SequencesPane(LineWidget, can_focus=True):
    """A page, whose rows can be scrolled."""

    COMPONENT_CLASSES = {
        f"sequences--{name}" for name in ("faint", "head", "plain", "mark", "trouble", "likely", "unlikely", "rare")
    }
    DEFAULT_CSS = """
    SequencesPane {
        height: 1fr;
        & > .sequences--faint { color: $faint; }
        & > .sequences--head { color: $foreground; text-style: bold; }
        & > .sequences--plain { color: $foreground; }
        & > .sequences--mark { color: $accent; text-style: bold; }
        & > .sequences--trouble { color: $error; text-style: bold; }
        & > .sequences--likely { color: $token-likely; }
        & > .sequences--unlikely { color: $token-unlikely; }
        & > .sequences--rare { color: $token-rare; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._make: Callable[[Paper], Page] = lambda paper: Page()
        self._page = Page()
        self._top = 0

    def show(self, make: Callable[[Paper], Page], from_top: bool = False) -> None:
        """Show another page, made for the width there is; where rows stay, those that are seen."""
        self._make = make
        self._top = 0 if from_top else self._top
        self._lay_out()
        self.redraw()

    def resized(self) -> None:
        """Make the page for another width."""
        self._lay_out()
        super().resized()

    def scroll_rows(self, lines: int) -> None:
        """Move the rows, where there are more than there is room for."""
        self._go_to(self._top + lines)
        self.redraw()

    @property
    def _room(self) -> int:
        return max(self.size.height - len(self._page.head) - len(self._page.foot), 0)

    @property
    def overflows(self) -> bool:
        """Whether there are more rows than there is room for."""
        return len(self._page.rows) > self._room

    def _lay_out(self) -> None:
        self._page = self._make(Paper(self.size.width, self.size.height, self.glyphs))
        self._go_to(self._top)

    def _go_to(self, top: int) -> None:
        self._top = max(min(top, len(self._page.rows) - self._room), 0)

    def line(self, y: int) -> Iterable[Piece]:
        page = self._page
        if y < len(page.head):
            return page.head[y]
        from_end = self.size.height - y
        if from_end <= len(page.foot):
            return page.foot[len(page.foot) - from_end]
        place = self._top + y - len(page.head)
        return page.rows[place] if place < len(page.rows) else ()
