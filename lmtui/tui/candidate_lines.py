"""The lines of the table of next tokens."""

from __future__ import annotations

import math
from collections.abc import Iterable

from rich.cells import cell_len

from lmtui.playground.bars import round_scale, scale_text, ticked_bar
from lmtui.playground.slider import position_of
from lmtui.playground.table import TableRow, TableView
from lmtui.sampling.temperature import zero_note
from lmtui.tui.glyphs import Glyphs
from lmtui.tui.number_text import bounds_text, count_text, probability_text
from lmtui.tui.theme import heat_of
from lmtui.tui.whole_sequences import why_they_differ
from lmtui.tui.widgets.drawing import Piece, fit

_FIXED_COLUMNS = 21
"""Columns of all but the token, the bar and the order: mark 1, rank 4, p 6, p_T 6, and the blanks between them."""

_BOUNDS_COLUMNS = 3
"""Columns that p_T has beside these where its bounds are shown, and that the others' p takes from their name."""

_ORDER_COLUMNS = 2
"""Columns of the order and the blank after it."""

_LEAST_TOKEN, _TOKEN_STEP, _LEAST_BAR = 5, 4, 8
"""Columns that a token has at least, and in which steps it has more; those that a bar has at least."""

INSIDE = " inside"
"""The end of the class of a tick that stands on a bar: its colours are those of the bar, exchanged."""


class CandidateLines:
    """Draws a distribution: the head, a line for each candidate, the cut, the rest, `<unk>`, and the luck.

    Args:
        view: the distribution.
        glyphs: the characters to draw with.
        width: columns of the table.
        picked: the rank that would be taken by hand now, if any.
    """

    def __init__(self, view: TableView, glyphs: Glyphs, width: int, picked: int | None) -> None:
        self._view, self._glyphs, self._width, self._picked = view, glyphs, width, picked
        heat = heat_of(position_of(view.temperature))
        self._bar_classes = f"table--stripe-{heat}", f"table--bar-{heat}"  # of even and odd ranks
        self._scale = round_scale(view.scale)
        self._others = "nothing else" if not view.rest else f"{view.rest:,} other" + ("s" if view.rest > 1 else "")
        self._prob_width = 6 + (_BOUNDS_COLUMNS if view.bounds else 0)
        self._token_width, self._bar_width = self._widths()

    def all(self, complete: str, hint: str | None) -> list[Iterable[Piece]]:
        """All lines; each is drawn when it is asked for.

        Args:
            complete: the key that takes the first of the completions of a word.
            hint: how to take a candidate by hand; None where there is no room for that, nor for blank lines.
        """
        view = self._view
        unknown = [self.unknown()] if view.unknown_model_prob else []
        luck = self.completions(complete) if view.completions else self.luck()
        below = [self.rest(), *unknown, luck]
        if hint is not None:
            zero = self.zero_probabilities()
            above, under = ([zero], unknown) if unknown else ([()], [zero])
            below = [*above, self.rest(), *under, luck, self._hint(hint)]
        lines = [self.head(), *map(self.row, view.rows), *below]
        if not view.cuts.keep_all:
            lines.insert(1 + sum(row.rank <= view.kept.last for row in view.rows), self.cut())
        if view.left is not None:
            lines.insert(1 + len(view.rows), self.whole())
        return lines

    def _hint(self, hint: str) -> Iterable[Piece]:
        yield fit(hint, self._width, self._glyphs), "table--faint"

    def _widths(self) -> tuple[int, int]:
        """The columns that the token has, and the bar.

        The token has what the longest one needs, in steps: with every other column where it was, less is to be sent.
        """
        free = max(
            self._width - _FIXED_COLUMNS - (self._prob_width - 6) - (_ORDER_COLUMNS if self._view.has_orders else 0),
            4,
        )
        longest = max((cell_len(row.token) for row in self._view.rows), default=0)
        needed = max(longest, cell_len(self._others) - 5)  # the others begin in the column of ranks
        needed = math.ceil(max(needed, _LEAST_TOKEN) / _TOKEN_STEP) * _TOKEN_STEP
        if free < _LEAST_TOKEN + _LEAST_BAR:
            return free, 0
        token = min(needed, free - _LEAST_BAR)
        return token, free - token

    def head(self) -> Iterable[Piece]:
        """The names of the columns, with the mark of each probability in the bars, and the scale of the bars."""
        order = "n " if self._view.has_orders else ""
        tick, bar = (self._glyphs.bar_tick, self._glyphs.bar) if self._bar_width else ("", "")
        yield f" {'#':>4} {fit('token', self._token_width, self._glyphs)} {' ' * (5 - len(tick))}", "table--head"
        yield tick, "table--tick"
        yield f"p {' ' * (self._prob_width - 3 - len(bar))}", "table--head"
        yield bar, self._bar_classes[1]
        yield f"p_T {order}{scale_text(self._scale, self._bar_width)}", "table--head"

    def row(self, row: TableRow) -> Iterable[Piece]:
        """A candidate: its numbers, a bar for p_T, and a tick for p."""
        mark = self._glyphs.chosen if row.chosen else self._glyphs.taken if row.taken else " "
        token = fit(row.token, self._token_width, self._glyphs)
        base = "table--faint" if row.cut else "table--token"
        chosen = self._bar_classes[1] if row.chosen or row.taken else base
        if row.rank == self._picked:
            chosen = "table--picked"
        model_prob, prob = f" {probability_text(row.model_prob):>6} ", f"{self._prob_text(row):>{self._prob_width}}"
        order = " " if row.order is None else f" {row.order} "
        yield mark, self._bar_classes[1]
        yield f"{count_text(row.rank):>4} ", "table--faint"
        yield token, chosen
        if row.cut:
            zero = prob.lstrip()
            yield model_prob + " " * (len(prob) - len(zero)), base
            yield zero, "table--struck"
            yield order, base
        else:
            yield f"{model_prob}{prob}{order}", base
        yield from self._bar(row)

    def _prob_text(self, row: TableRow) -> str:
        """p_T of a row, or its bounds."""
        return bounds_text(row.bounds, self._glyphs.dash) if row.bounds else probability_text(row.prob)

    def cut(self) -> Iterable[Piece]:
        """What the cuts take away, after which rank, and by which cut; a rule or an arrow marks the place."""
        view, glyphs, room = self._view, self._glyphs, self._width
        filled = ""
        if not view.kept.cut_prob:
            text = "   nothing is cut"
        else:
            kept = f"after #{view.kept.last}" if view.kept.first == 1 else f"but #{view.kept.first}-{view.kept.last}"
            text = f"{probability_text(view.kept.cut_prob)} cut {kept}"
            if view.rows and view.rows[0].rank - 1 <= view.kept.last <= view.rows[-1].rank:
                text, filled = f"{glyphs.rule * 2} {text}", glyphs.rule
            else:
                text = f" {glyphs.above if view.rows and view.kept.last < view.rows[0].rank else glyphs.below} {text}"
        ways = [f"{text}: {label}" for label in (", ".join(view.cuts.labels), view.cuts.short_label)]
        if view.kept.in_other_order != view.kept.count and view.temperature:
            order, count = f"; T {'first' if view.cuts.temperature_last else 'last'}", f"{view.kept.in_other_order:,}"
            notes = f"{order} keeps {count}", f"{order}: {count}"
            ways = [*(f"{way}{note}" for note in notes for way in ways), f"{text}{notes[1]}", *ways]
        text = next((way for way in ways if cell_len(way) <= room), ways[-1])
        shown = fit(text, room, glyphs) if cell_len(text) >= room else f"{text} ".ljust(room, filled or " ")
        yield shown, "table--cut"

    def whole(self) -> Iterable[Piece]:
        """What p_T is where T anneals the whole sequence."""
        yield fit(f" {why_they_differ(self._width - 1)}", self._width, self._glyphs), "table--cut"

    def _bar(self, row: TableRow) -> Iterable[Piece]:
        """The bar: rows have two colours by turns, so that bars below each other do not run together."""
        drawn = ticked_bar(
            row.prob / self._scale, row.model_prob / self._scale, self._bar_width, self._glyphs.divides_cells
        )
        name = self._bar_classes[row.rank % 2]
        yield drawn.before, name
        yield drawn.tick, name + INSIDE if drawn.is_inside else "table--tick"
        yield drawn.after, name

    def rest(self) -> Iterable[Piece]:
        """How many candidates are not shown, and their probability together."""
        view = self._view
        model_prob, prob = probability_text(view.others_model_prob), probability_text(view.rest_prob)
        if view.bounds:
            model_prob = bounds_text(view.bounds.others_model_prob, self._glyphs.dash)
            prob = bounds_text(view.bounds.rest_prob, self._glyphs.dash)
        numbers = f"{model_prob:>6} {prob:>{self._prob_width}}"
        name_width = self._token_width + 11 - max(len(model_prob), 6)
        name = self._others if cell_len(self._others) <= name_width else f"{count_text(view.rest)} others"
        name = name if view.rest_is_counted else "all others"
        yield f" {fit(name, name_width, self._glyphs)} ", "table--faint"
        yield numbers, "table--token"

    def unknown(self) -> Iterable[Piece]:
        """The probability of `<unk>`, which is never drawn: with it, column p sums to 1."""
        numbers = f"{probability_text(self._view.unknown_model_prob):>6} {probability_text(0.0):>{self._prob_width}}"
        yield f" {fit('<unk>', self._token_width + 5, self._glyphs)} ", "table--faint"
        yield numbers, "table--token"

    def zero_probabilities(self) -> Iterable[Piece]:
        """A note where T is large: a token of p = 0 is drawn at T = ∞ alone."""
        note = zero_note(self._view.temperature, self._view.impossible).translate(self._glyphs.prose)
        return ((fit(f" {note}", self._width, self._glyphs), "table--faint"),) if note else ()

    def completions(self, key: str) -> Iterable[Piece]:
        """What the word being typed could become, each with its p_T; a key takes the first."""
        first, *others = (f"{token} {probability_text(prob)}" for token, prob in self._view.completions)
        yield f" {key} ", "table--faint"
        yield first, "table--chosen"
        room = max(self._width - 2 - cell_len(key) - cell_len(first), 0)
        yield fit("".join(f"  {other}" for other in others), room, self._glyphs), "table--token"

    def luck(self) -> Iterable[Piece]:
        """The luck of this position, and the candidate that it decides on, or that was taken instead."""
        view = self._view
        before, row = f" luck {view.luck:.3f} {self._glyphs.chosen} #{view.chosen.rank} ", view.chosen
        if view.taken:
            before, row = f"{before}{self._glyphs.taken} #{view.taken.rank} ", view.taken
        after = "" if row in view.rows else f" {self._prob_text(row)}"  # in sight, the row says it
        if view.bounds and not view.bounds.is_certain:
            after += "?"
        room = max(self._width - cell_len(before) - len(after), 0)
        yield f"{before}{fit(row.token, min(cell_len(row.token), room), self._glyphs)}{after}", "table--token"
