"""Draws tokens from as few ranks as decide on them, of a model that need not give the whole support."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from lmtui.errors import ModelError
from lmtui.model.partial_ranking import PartialRanking
from lmtui.model.protocol import GivesFirstRanks
from lmtui.model.ranking import Ranking
from lmtui.recent import RecentlyUsed
from lmtui.sampling.bounded import BoundedDistribution, distribution_of_first_ranks
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.distribution import Candidate, Distribution
from lmtui.sampling.temperature import exponent_of

FIRST_RANKS = 64
"""How many ranks of a context are asked for first; twice as many each time that these decide nothing."""

Luck = float | Fraction


class _Known(NamedTuple):
    """What is known of a context.

    Attributes:
        asked: how many ranks the model was asked for.
        ranking: its answer.
    """

    asked: int
    ranking: Ranking | PartialRanking


class FirstRanks:
    """The first ranks of contexts, as far as they were asked for, and the tokens that these decide on.

    Args:
        model: gives first ranks.
        size: of how many contexts the ranks are remembered.
    """

    def __init__(self, model: GivesFirstRanks, size: int) -> None:
        self._model = model
        self._known: RecentlyUsed[Hashable, _Known] = RecentlyUsed(size)

    def ask(self, state: Hashable, ranks: int = FIRST_RANKS) -> None:
        """Have the model give at least so many first ranks of a context, or as many as it can. Any thread may ask."""
        ranks, known = min(ranks, self._model.most_ranks), self._known.find(state)
        if known is None or known.asked < ranks:
            self._known.put(state, _Known(ranks, self._model.first_ranks(state, ranks)))

    def ask_for_more(self, state: Hashable) -> None:
        """Have the model give twice as many ranks of a context as are known, or the first ones where none are."""
        known = self._known.find(state)
        self.ask(state, 2 * known.asked if known else FIRST_RANKS)

    def distribution(
        self, state: Hashable, temperature: float, cuts: Cuts
    ) -> Distribution | BoundedDistribution | None:
        """p_T, as far as the known ranks of a context decide it; None where they do not decide what the cuts leave.

        Raises:
            ModelError: nor do all ranks that the model gives.
        """
        known = self._known.find(state)
        if known is None:
            return None
        if isinstance(known.ranking, Ranking):
            return Distribution(known.ranking, temperature, cuts)
        found = distribution_of_first_ranks(known.ranking, temperature, cuts)
        if found is None and known.asked >= self._model.most_ranks:
            raise ModelError(
                f"what {', '.join(cuts.labels)} leaves is not decided by the {known.asked:,} first ranks that this "
                f"model gives of {known.ranking.size:,}; give other cuts, or none"
            )
        return found

    def decided(self, state: Hashable, temperature: float, cuts: Cuts, luck: Luck) -> Candidate | None:
        """The token that a luck decides on; None where known ranks do not decide, and the model can give more.

        Raises:
            ModelError: all ranks that the model gives do not decide what the cuts leave.
        """
        known, distribution = self._known.find(state), self.distribution(state, temperature, cuts)
        if known is None or distribution is None:
            return None
        if isinstance(distribution, BoundedDistribution):
            drawn = distribution.draw(luck)
        elif isinstance(known.ranking, PartialRanking):
            drawn = _drawn_from_known_ranks(distribution, luck, known.ranking.error)
        else:
            drawn = distribution.draw(luck)
        return drawn if drawn.certain or known.asked >= self._model.most_ranks else None

    def draw(self, state: Hashable, temperature: float, cuts: Cuts, luck: Luck) -> Candidate:
        """The token that a luck decides on, more ranks being asked for until they decide.

        Raises:
            ModelError: all ranks that the model gives do not decide what the cuts leave.
        """
        while (drawn := self.decided(state, temperature, cuts, luck)) is None:
            self.ask_for_more(state)
        return drawn


def _drawn_from_known_ranks(distribution: Distribution, luck: Luck, error: float) -> Candidate:
    """The token that a luck decides on where only known ranks are left: certain if no other last digits change it.

    Args:
        error: how far each p may be from the same number in another answer, relatively.
    """
    drawn = distribution.draw(luck)
    if not error or distribution.kept == 1:
        return drawn
    doubt = min(4 * error * max(1.0, exponent_of(distribution.temperature)), 1.0)
    edges = (luck * (1 - doubt), min(luck * (1 + doubt), 1 - 2.0**-53))
    return replace(drawn, certain=all(distribution.draw(edge).rank == drawn.rank for edge in edges))
