"""Where a probability comes from: a block of lines for each order, with a bar for what the order contributes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap

from rich.cells import cell_len

from lmtui.playground.bars import bar
from lmtui.playground.explanation_view import ContributionView, ExplanationView
from lmtui.tui.widgets.drawing import Piece, fit
from lmtui.tui.widgets.scrolled_lines import ScrolledLines

_INDENT = "    "
_SUM = "sum of all orders"
_WIDEST_BAR = 24  # columns
_NARROWEST_BAR = 8
_UNBARRED = 58  # columns of everything else


class ExplanationLines(ScrolledLines):
    """Shows an `ExplanationView`."""

    COMPONENT_CLASSES = {"explanation--head", "explanation--faint", "explanation--plain", "explanation--bar"}
    DEFAULT_CSS = """
    ExplanationLines {
        height: 1fr;
        & > .explanation--head { color: $strong; text-style: bold; }
        & > .explanation--plain { color: $foreground; }
        & > .explanation--faint { color: $faint; }
        & > .explanation--bar { color: $heat-1; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.view: ExplanationView | None = None

    def all_lines(self) -> Sequence[Iterable[Piece]]:
        if self.view is None:
            return [self.waiting_line("explanation--faint")]
        return list(self._lines_of(self.view))

    def _lines_of(self, view: ExplanationView) -> Iterator[Iterable[Piece]]:
        yield self._head(view)
        yield self._faint(self._prose(f"{view.method} {self.glyphs.dot} {view.drawn}"))
        yield ()
        for part in view.parts:
            yield self._row(self._name_of(part), self._product(part), part.share)
            for detail in part.details:
                yield self._faint(_INDENT + self._prose(detail))
        yield self._row(_SUM, f"{view.total:.6g}", None)
        if view.notes:
            yield ()
        for note in view.notes:
            yield from (self._faint(line) for line in wrap(self._prose(note), max(self.size.width - 2, 1)))

    def _prose(self, text: str) -> str:
        return text.translate(self.glyphs.prose)

    def _head(self, view: ExplanationView) -> Iterable[Piece]:
        """The probability; of a long context, the end."""
        value = f" = {view.prob:.6g}"
        given = f"({view.token} | {view.context})" if view.context else f"({view.token})"
        yield (
            fit(f" p{given}", min(cell_len(given) + 2, self.size.width - len(value)), self.glyphs),
            "explanation--head",
        )
        yield value, "explanation--head"

    def _faint(self, text: str) -> Iterable[Piece]:
        return ((fit(f" {text}", self.size.width, self.glyphs), "explanation--faint"),)

    def _name_of(self, part: ContributionView) -> str:
        if not part.order:
            return "0  uniform"
        return f"{part.order}  after {part.context}" if part.context else f"{part.order}  after anything"

    def _product(self, part: ContributionView) -> str:
        return self._prose(f"{part.product} = {part.prob:.6g}" if part.product else f"{part.prob:.6g}")

    def _row(self, name: str, product: str, share: float | None) -> Iterable[Piece]:
        """A name, how the contribution is made, and a bar for a share of p."""
        width = self.size.width
        columns = min(width - _UNBARRED, _WIDEST_BAR)
        columns = columns if columns >= _NARROWEST_BAR else 0
        yield fit(f" {name}", width - cell_len(product) - columns - 3, self.glyphs), "explanation--plain"
        yield f" {product} ", "explanation--head"
        if columns and share is not None:
            yield bar(share, columns, self.glyphs.divides_cells), "explanation--bar"
