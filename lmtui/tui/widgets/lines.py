"""The first and the last line of the screen: what the model is, and what the keys do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len

from lmtui.tui.glyphs import DRAWN_IN_ASCII
from lmtui.tui.key_lines import Hint
from lmtui.tui.key_names import key_names
from lmtui.tui.widgets.drawing import LineWidget, Piece, fit


class StatusLine(LineWidget):
    """The program's name, facts about the model, and at the right what is going on."""

    COMPONENT_CLASSES = {"status--name", "status--facts", "status--news", "status--trouble"}
    DEFAULT_CSS = """
    StatusLine {
        height: 1;
        background: $raised;
        & > .status--name { color: $accent; background: $raised; text-style: bold; }
        & > .status--facts { color: $foreground; background: $raised; }
        & > .status--news { color: $heat-1; background: $raised; }
        & > .status--trouble { color: $error; background: $raised; text-style: bold; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._facts: Sequence[str] = ()
        self._news = ""
        self._trouble = False

    def show(self, facts: Sequence[str], news: str, trouble: bool = False) -> None:
        """Show facts, the most important first, and news, which may be trouble."""
        self._facts, self._news, self._trouble = facts, news, trouble
        self.redraw()

    def line(self, y: int) -> Iterable[Piece]:
        name = " lmtui  "
        room = self.size.width - cell_len(name)
        news = fit(self._news, min(cell_len(self._news), room), self.glyphs)
        facts = ""
        for fact in self._facts:
            longer = f"{facts} {self.glyphs.dot} {fact}" if facts else fact
            if cell_len(longer) + (cell_len(news) + 3 if news else 1) > room:
                break
            facts = longer
        return (
            (name, "status--name"),
            (facts, "status--facts"),
            (" " * (room - cell_len(facts) - cell_len(news) - 1), "status--facts"),
            (news, "status--trouble" if self._trouble else "status--news"),
        )


class KeyLine(LineWidget):
    """Keys and what they do, as many as there is room for."""

    COMPONENT_CLASSES = {"keys--key", "keys--what"}
    DEFAULT_CSS = """
    KeyLine {
        height: 1;
        background: $raised;
        & > .keys--key { color: $accent; background: $raised; text-style: bold; }
        & > .keys--what { color: $foreground; background: $raised; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._hints: Sequence[Hint] = ()

    def show(self, hints: Sequence[Hint]) -> None:
        """Show entries, the most important first."""
        self._hints = hints
        self.redraw()

    def line(self, y: int) -> Iterable[Piece]:
        used = 0
        for key, what in map(key_names(self).hint, self._hints):
            key = key if self.glyphs.divides_cells else key.translate(DRAWN_IN_ASCII)
            what = what.translate(self.glyphs.prose)
            used += cell_len(key) + cell_len(what) + 3
            if used > self.size.width:
                return
            yield f" {key}", "keys--key"
            yield f" {what} ", "keys--what"
