"""One context at several temperatures, as the screen shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lmtui.playground.completions import context_shown
from lmtui.playground.context_labels import context_labels

if TYPE_CHECKING:
    from lmtui.insight.temperature_columns import TemperatureColumn
    from lmtui.playground.session import Session


@dataclass(frozen=True)
class TemperatureView:
    """Columns of p_T over the same tokens; the last one is that of the present T.

    Attributes:
        context: the tokens conditioned on, safe to show.
        tokens: the token of each row, safe to show.
        first: the rank of the first row.
        rest: how many tokens have no row; None where that is not known.
        support: how many tokens can be drawn, or at least how many ranks are known.
        has_cuts: whether the lane has cuts.
        columns: one for each T.
        luck: u of the position.
        whole: whether T anneals the whole sequence; the columns are those of T annealing each token.
    """

    context: tuple[str, ...]
    tokens: tuple[str, ...]
    first: int
    rest: int | None
    support: int
    has_cuts: bool
    columns: tuple[TemperatureColumn, ...]
    luck: float
    whole: bool = False

    @property
    def is_decided(self) -> bool:
        """Whether the ranks that are known decide any of the columns."""
        return any(column.is_decided for column in self.columns)

    @property
    def present(self) -> TemperatureColumn:
        """The column of the present T."""
        return self.columns[-1]


def temperature_view(session: Session, first: int, rows: int) -> TemperatureView | None:
    """The context at the cursor of the active lane at several temperatures.

    Args:
        session: what is shown.
        first: the rank of the first row.
        rows: how many rows there is room for.

    Returns:
        None while there is no model, and where the model has not answered yet.
    """
    from lmtui.insight.temperature_columns import SHOWN, temperature_columns  # these bring numpy, which a model has
    from lmtui.sampling.luck import luck

    lane = session.text.lane
    if lane is None or session.requests is None:
        return None
    context, sampling = context_shown(session, lane), lane.sampling
    distribution = session.requests.bounded_distribution(context, 1.0)
    if distribution is None:
        return None
    tokens, partial = session.requests.sampler.model.tokens, distribution.partial
    candidates = distribution.candidates(first, first + rows - 1)
    last, u = first + len(candidates) - 1, luck(sampling.seed, session.position)
    temperatures = (*SHOWN, sampling.temperature)
    return TemperatureView(
        context=context_labels(session.requests.sampler.model, context),
        tokens=tuple(tokens.label(candidate.token) for candidate in candidates),
        first=first,
        rest=distribution.support - len(candidates) if distribution.is_counted else None,
        support=partial.known if partial else distribution.support,
        has_cuts=not sampling.cuts.keep_all,
        columns=temperature_columns(partial or distribution.ranking, temperatures, first, last, sampling.cuts, u),
        luck=u,
        whole=lane.sequence_length is not None,
    )
