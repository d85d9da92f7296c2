"""One context at several temperatures: a column of p_T for each, over the same tokens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lmtui.model.ranking import Ranking
from lmtui.sampling import numbers
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
        chosen: the rank that the luck decides on at this T; None where no luck was asked about.
    """

    temperature: float
    probs: tuple[float, ...]
    rest_prob: float
    log_normaliser: float | None
    entropy_bits: float
    kept: int
    chosen: int | None


def temperature_columns(
    ranking: Ranking,
    temperatures: Iterable[float],
    first: int,
    last: int,
    cuts: Cuts = NO_CUTS,
    luck: numbers.Number | None = None,
) -> tuple[TemperatureColumn, ...]:
    """A column for each temperature, in the order given.

    Args:
        ranking: the support of the context; its order is the same at every T.
        temperatures: T of each column.
        first: the rank of the first row, from 1.
        last: the rank of the last row; the support may end before.
        cuts: which ranks are kept.
        luck: a luck u in [0, 1) whose token is to be named.

    Raises:
        SettingError: a temperature or the luck is out of range.
    """
    columns = []
    for temperature in temperatures:
        distribution = Distribution(ranking, temperature, cuts)
        columns.append(
            TemperatureColumn(
                temperature=distribution.temperature,
                probs=tuple(one.prob for one in distribution.candidates(first, last)),
                rest_prob=distribution.prob_outside(first, last),
                log_normaliser=distribution.log_normaliser,
                entropy_bits=distribution.entropy_bits,
                kept=distribution.kept,
                chosen=None if luck is None else distribution.draw(luck).rank,
            )
        )
    return tuple(columns)
