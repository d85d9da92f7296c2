"""One context at several temperatures: a column of p_T for each, over the same tokens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lmtui import numbers
from lmtui.model.partial_ranking import Bounds, PartialRanking
from lmtui.model.ranking import Ranking
from lmtui.sampling.bounded import BoundedDistribution, distribution_of_first_ranks
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.distribution import Distribution

SHOWN = (0.0, 0.5, 1.0, 2.0, float("inf"))
"""The temperatures that the playground shows beside the present one."""


@dataclass(frozen=True, slots=True)
class TemperatureColumn:
    """A context's distribution at one temperature.

    Attributes:
        temperature: T.
        probs: p_T of each row's token.
        rest_prob: p_T of all that have no row.
        log_normaliser: ln Z_T; see `lmtui.sampling.distribution.Distribution.log_normaliser`.
        entropy_bits: of p_T.
        kept: how many tokens the cuts leave; 1 at T = 0.
        chosen: the rank that the luck decides on at this T; None where no luck was asked about, and where the ranks
            that are known do not decide.

    Where the first ranks alone are known, numbers are bounds; all are None where these do not decide what the cuts
    leave.
    """

    temperature: float
    probs: tuple[float | Bounds | None, ...]
    rest_prob: float | Bounds | None
    log_normaliser: float | Bounds | None
    entropy_bits: float | Bounds | None
    kept: int | None
    chosen: int | None

    @property
    def is_decided(self) -> bool:
        """Whether the ranks that are known decide what the cuts leave."""
        return self.rest_prob is not None


def temperature_columns(
    ranking: Ranking | PartialRanking,
    temperatures: Iterable[float],
    first: int,
    last: int,
    cuts: Cuts = NO_CUTS,
    luck: numbers.Number | None = None,
) -> tuple[TemperatureColumn, ...]:
    """A column for each temperature, in the order given.

    Args:
        ranking: the support of the context, or its first ranks; its order is the same at every T.
        temperatures: T of each column.
        first: the rank of the first row, from 1.
        last: the rank of the last row; what is known may end before.
        cuts: which ranks are kept.
        luck: a luck u in [0, 1) whose token is to be named.

    Raises:
        SettingError: a temperature or the luck is out of range.
    """
    columns = []
    for temperature in temperatures:
        if isinstance(ranking, PartialRanking):
            last = min(last, ranking.known)
            found = distribution_of_first_ranks(ranking, temperature, cuts)
        else:
            found = Distribution(ranking, temperature, cuts)
        columns.append(_column(found, first, last, luck) if found else _unknown(temperature, last - first + 1))
    return tuple(columns)


def _column(
    distribution: Distribution | BoundedDistribution, first: int, last: int, luck: numbers.Number | None
) -> TemperatureColumn:
    drawn = None if luck is None else distribution.draw(luck)
    return TemperatureColumn(
        temperature=distribution.temperature,
        probs=tuple(one.prob for one in distribution.candidates(first, last)),
        rest_prob=distribution.prob_outside(first, last),
        log_normaliser=distribution.log_normaliser,
        entropy_bits=distribution.entropy_bits,
        kept=distribution.kept,
        chosen=drawn.rank if drawn and drawn.certain else None,
    )


def _unknown(temperature: float, rows: int) -> TemperatureColumn:
    return TemperatureColumn(temperature, (None,) * rows, None, None, None, None, None)
