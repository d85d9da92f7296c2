"""The entropy along the text: a column a token, under the texts."""

from __future__ import annotations

from collections.abc import Iterable

from lmtui.playground.bars import pillar
from lmtui.playground.entropies import EntropiesView
from lmtui.tui.widgets.drawing import Pane, Piece

_LABEL = 4  # columns of a number of the scale


class EntropiesPane(Pane):
    """Shows an `EntropiesView`, on a scale that stays the same: from 0 to the bits of the uniform distribution."""

    COMPONENT_CLASSES = {"entropies--scale", "entropies--bar", "entropies--under"}
    DEFAULT_CSS = """
    EntropiesPane {
        height: 4;
        max-height: 50%;
        & > .entropies--scale { color: $faint; }
        & > .entropies--bar { color: $token-likely; }
        & > .entropies--under { color: $accent; text-style: reverse; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._lane, self._view = "", EntropiesView(0, None, lambda index: None, 0)

    def show(self, lane: str, view: EntropiesView) -> None:
        """Show the entropies along the text of a lane.

        Args:
            lane: the lane's name, where there are several; else "".
            view: the entropies.
        """
        self._lane, self._view = lane, view
        self.redraw()

    def title(self) -> tuple[str, str]:
        return f"Entropy along the text{self._lane and ': '}{self._lane}", "bits"

    def body(self, y: int) -> Iterable[Piece]:
        view, glyphs = self._view, self.glyphs
        places = view.places(max(self.size.width - _LABEL - 1, 0))
        drawn = "".join(self._pillar(place)[y] for place in places)
        under = len(drawn) if view.cursor is None else view.cursor - places.start
        last = y == self.body_height - 1
        label = f"{view.most:.1f}" if not y else "0" if last else ""
        yield f"{label:>{_LABEL}}{glyphs.tick if label else glyphs.axis}", "entropies--scale"
        yield drawn[:under], "entropies--bar"
        yield drawn[under : under + 1], "entropies--under"
        yield drawn[under + 1 :], "entropies--bar"

    def _pillar(self, place: int) -> str:
        """The column of a token, from the top down; a known entropy of 0 can be seen, too."""
        bits = self._view.bits(place)
        if bits is None:
            return self.glyphs.missing.rjust(self.body_height)
        return pillar(bits / (self._view.most or 1), self.body_height, self.glyphs.divides_cells)
