"""What the probability table shows: a snapshot of one distribution."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property, partial
from typing import TYPE_CHECKING, cast

from lmtui.sampling.cuts import Cuts

if TYPE_CHECKING:
    from lmtui.model.partial_ranking import Bounds
    from lmtui.model.protocol import Tokens
    from lmtui.sampling.bounded import BoundedCandidate, BoundedDistribution
    from lmtui.sampling.distribution import Candidate, Distribution


@dataclass(frozen=True, slots=True)
class TableRow:
    """One candidate.

    Attributes:
        rank: from 1.
        token: safe to show.
        model_prob: p.
        prob: p_T after the cuts.
        order: the order that served it; None where the model has no orders.
        chosen: the luck of this position decides (or decided) on it.
        taken: it was taken by hand instead.
        cut: the cuts took it away.
        bounds: what p_T lies between where first ranks alone are known, `prob` being the middle; else None.
    """

    rank: int
    token: str
    model_prob: float
    prob: float
    order: int | None
    chosen: bool
    taken: bool
    cut: bool
    bounds: Bounds | None = None


@dataclass(frozen=True)
class TableBounds:
    """What numbers of a table lie between where first ranks alone are known.

    Attributes:
        others_model_prob: p of all that is not shown.
        rest_prob: p_T of these.
        entropy_bits: of p_T.
        is_certain: whether the whole support would lead to the token that the luck decides on.
    """

    others_model_prob: Bounds
    rest_prob: Bounds
    entropy_bits: Bounds
    is_certain: bool


@dataclass(frozen=True, slots=True)
class KeptRanks:
    """What the cuts leave of a distribution.

    Attributes:
        first: the first rank that they leave, from 1.
        last: the last rank that they leave.
        in_other_order: how many tokens they would leave on the other side of the temperature.
        cut_prob: p_T, before the cuts, of all that they took away.
    """

    first: int
    last: int
    in_other_order: int
    cut_prob: float

    @property
    def count(self) -> int:
        """How many tokens the cuts leave."""
        return self.last - self.first + 1


class NoTable(Enum):
    """Why a lane has no table at a position; the value says so on the screen."""

    ENDED = "(its text has ended)"
    COMING = "…"


@dataclass(frozen=True)
class TableView:
    """A distribution as the table shows it; both columns sum to 1 with the rest, p with `<unk>` too.

    Attributes:
        position: in the generated text, from 0.
        context: the tokens conditioned on, safe to show; an unknown one is `<unk>`. Of many the last, after an
            ellipsis.
        ignored_tokens: how many tokens at the beginning of the context the model did not use. A model without
            smoothing does so where it has never seen these before the others.
        temperature: T.
        rows: the candidates shown, by rank.
        rest: how many candidates are not shown.
        rest_is_counted: whether their number is known, and not a bound alone.
        others_model_prob: p of those, summed itself: a model from elsewhere may sum to anything.
        unknown_model_prob: p of `<unk>`, which is never drawn.
        rest_prob: p_T of all that is not shown.
        impossible: how many candidates have p = 0, and so p_T = 0 at every finite T.
        entropy_bits: of p_T.
        support: how many tokens can be drawn.
        cuts: the cuts.
        kept: what these leave.
        luck: u of this position.
        chosen: the candidate that the luck decides on.
        taken: the one that was taken by hand instead, if one was.
        scale: the largest probability of all, p or p_T: a full bar.
        bounds: what numbers lie between where first ranks alone are known, the fields here being the middles; else
            None.
        completions: while a word is being typed, the most probable tokens that begin with it, each with its p_T.
        left: how many tokens of a whole sequence were still to be drawn, where p_T is the share of all sequences that
            begin with a token; None where T anneals each token.
    """

    position: int
    context: tuple[str, ...]
    ignored_tokens: int
    temperature: float
    rows: tuple[TableRow, ...]
    rest: int
    others_model_prob: float
    unknown_model_prob: float
    rest_prob: float
    impossible: int
    entropy_bits: float
    support: int
    cuts: Cuts
    kept: KeptRanks
    luck: float
    chosen: TableRow
    taken: TableRow | None
    scale: float
    left: int | None = None
    bounds: TableBounds | None = None
    completions: tuple[tuple[str, float], ...] = ()
    rest_is_counted: bool = True

    @cached_property
    def has_orders(self) -> bool:
        """Whether an order of the model served each token."""
        return self.chosen.order is not None


@dataclass(frozen=True, slots=True)
class TablePosition:
    """A position in a text, as the table is told of it.

    Attributes:
        position: from 0.
        context: what is conditioned on, as `context_labels` has it.
        ignored_tokens: how many tokens at the beginning of the context the model did not use.
        luck: u of the position.
        taken: the id of the token that was taken by hand, if one was.
        left: how many tokens of a whole sequence were still to be drawn, where T anneals that; else None.
    """

    position: int
    context: tuple[str, ...]
    ignored_tokens: int
    luck: float
    taken: int | None
    left: int | None = None


def table_view(
    distribution: Distribution | BoundedDistribution,
    uncut: Distribution | BoundedDistribution,
    cuts: Cuts,
    tokens: Tokens,
    place: TablePosition,
    first: int,
    rows: int,
) -> TableView:
    """Take a snapshot.

    Args:
        distribution: what is shown.
        uncut: the same before the cuts.
        cuts: the cuts.
        tokens: of the model.
        place: the position in the text.
        first: the rank of the first row.
        rows: how many rows there is room for.
    """
    decided = distribution.draw(place.luck)
    kept = _kept_ranks(distribution, uncut, cuts)
    row = partial(_row_of, tokens, kept, decided, place.taken)
    candidates = distribution.candidates(first, min(first + rows - 1, distribution.ranking.known))
    last = first + len(candidates) - 1
    return TableView(
        position=place.position,
        context=place.context,
        ignored_tokens=place.ignored_tokens,
        temperature=distribution.temperature,
        rows=tuple(map(row, candidates)),
        rest=distribution.support - len(candidates),
        others_model_prob=middle_of(distribution.model_prob_outside(first, last)),
        unknown_model_prob=distribution.ranking.unknown_prob,
        rest_prob=middle_of(distribution.prob_outside(first, last)),
        impossible=distribution.impossible,
        entropy_bits=middle_of(distribution.entropy_bits),
        support=distribution.support,
        cuts=cuts,
        kept=kept,
        luck=place.luck,
        chosen=row(decided if decided.prob_bounds is None else distribution.at(decided.rank)),
        taken=None if place.taken is None else row(distribution.of(place.taken)),
        scale=max(distribution.at(1).model_prob, distribution.largest_prob),
        left=place.left,
        bounds=_bounds(distribution, first, last, decided.certain),
        rest_is_counted=distribution.is_counted,
    )


def _kept_ranks(
    distribution: Distribution | BoundedDistribution, uncut: Distribution | BoundedDistribution, cuts: Cuts
) -> KeptRanks:
    """What the cuts leave of a distribution, which `uncut` is before them."""
    cut_prob = 0.0 if cuts.keep_all else middle_of(uncut.prob_outside(distribution.first, distribution.last))
    in_other_order = distribution.kept  # where first ranks do not tell
    if not distribution.partial:
        in_other_order = cast("Distribution", distribution).with_cuts(cuts.in_other_order).kept
    # At T = 0 it is not the cuts that leave one token.
    first, last = (distribution.first, distribution.last) if cut_prob else (1, distribution.support)
    return KeptRanks(first, last, in_other_order, cut_prob)


def _bounds(
    distribution: Distribution | BoundedDistribution, first: int, last: int, is_certain: bool
) -> TableBounds | None:
    """What numbers of the table of some ranks lie between; None where the whole support is known."""
    partial = distribution.partial
    if partial is None:
        return None
    return TableBounds(
        partial.mass_outside(first, last),
        _as_bounds(distribution.prob_outside(first, last)),
        _as_bounds(distribution.entropy_bits),
        is_certain,
    )


def middle_of(number: float | Bounds) -> float:
    """A number, or the middle of its bounds."""
    return number.middle if isinstance(number, tuple) else number


def _as_bounds(number: float | Bounds) -> Bounds:
    from lmtui.model.partial_ranking import Bounds  # a model has brought numpy by now

    return number if isinstance(number, tuple) else Bounds(number, number)


def _row_of(
    tokens: Tokens,
    kept: KeptRanks,
    decided: Candidate | None,
    taken: int | None,
    candidate: Candidate | BoundedCandidate,
) -> TableRow:
    """The row of a candidate.

    Args:
        tokens: of the model.
        kept: what the cuts leave.
        decided: what the luck of the position decides on, if that is known.
        taken: the id of the token that was taken by hand, if one was.
        candidate: the candidate.
    """
    return TableRow(
        rank=candidate.rank,
        token=tokens.label(candidate.token),
        model_prob=candidate.model_prob,
        prob=middle_of(candidate.prob),
        order=candidate.order,
        chosen=decided is not None and candidate.rank == decided.rank,
        taken=candidate.token == taken,
        cut=not kept.first <= candidate.rank <= kept.last,
        bounds=candidate.prob if isinstance(candidate.prob, tuple) else None,
    )
