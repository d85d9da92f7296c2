"""Draws tokens from as few ranks as decide on them, of a model that need not give the whole support.

Where the first ranks decide nothing, twice as many are asked for, up to all that the model gives.
"""

from __future__ import annotations

from collections.abc import Hashable
from fractions import Fraction
from typing import NamedTuple

from lmtui.errors import ModelError
from lmtui.model.partial_ranking import PartialRanking
from lmtui.model.protocol import GivesFirstRanks
from lmtui.model.ranking import Ranking
from lmtui.recent import RecentlyUsed
from lmtui.sampling.answer_times import AnswerTimes
from lmtui.sampling.bounded import BoundedDistribution, distribution_of_first_ranks
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.distribution import Candidate, Distribution
from lmtui.sampling.settings import FIRST_RANKS
from lmtui.sampling.temperature import exponent_of

_HEAVY = 0.5  # Where the other ranks may weigh so much of all, no few more will decide: all are asked for at once.
_CONTEXTS = 128  # how many contexts' first ranks are remembered

Luck = float | Fraction


class _Known(NamedTuple):
    """What is known of a context.

    Attributes:
        ranking: the model's answer.
        is_all: whether the model gives no more ranks.
    """

    ranking: Ranking | PartialRanking
    is_all: bool


class FirstRanks:
    """The first ranks of contexts, as far as they were asked for, and the tokens that these decide on.

    Args:
        model: gives first ranks.
        rankings: where answers about the whole support are remembered.
        times: are told how long answers about first ranks take; None where they take no time.
        whole_times: are told how long answers about all ranks take, where a first question has not all; None as with
            `times`.
    """

    def __init__(
        self,
        model: GivesFirstRanks,
        rankings: RecentlyUsed[Hashable, Ranking],
        times: AnswerTimes | None = None,
        whole_times: AnswerTimes | None = None,
    ) -> None:
        self._model, self._rankings, self._times, self._whole_times = model, rankings, times, whole_times
        self._partial: RecentlyUsed[Hashable, tuple[int, PartialRanking]] = RecentlyUsed(_CONTEXTS)

    def ask(self, state: Hashable, ranks: int = FIRST_RANKS) -> None:
        """Have the model give at least so many first ranks of a context, or as many as it can. Any thread may ask."""
        ranks, partial = min(ranks, self._model.most_ranks), self._partial.find(state)
        if self._rankings.find(state) is None and (partial is None or partial[0] < ranks):
            answer = self._asked(state, ranks)
            if isinstance(answer, Ranking):
                self._rankings.put(state, answer)
            else:
                self._partial.put(state, (ranks, answer))

    def _asked(self, state: Hashable, ranks: int) -> Ranking | PartialRanking:
        # Where a first question has all ranks that the model gives, no answer takes longer than that one.
        is_first = ranks < self._model.most_ranks or ranks <= FIRST_RANKS
        times = self._times if is_first else self._whole_times
        if times is None:
            return self._model.first_ranks(state, ranks)
        return times.timed(lambda: self._model.first_ranks(state, ranks))

    def seconds_a_token(self, state: Hashable, temperature: float, cuts: Cuts) -> float:
        """How long a token takes to draw, as the context tells: its first ranks decide for some lucks, and for the
        others all ranks are asked for, as far as this estimate goes."""
        if self._times is None:
            return 0.0
        asked, ranking = self._partial.find(state) or (0, None)
        if ranking is None or asked >= self._model.most_ranks or self._whole_times is None:
            return self._times.seconds
        found = distribution_of_first_ranks(ranking, temperature, cuts)
        decided = found.decided_share if isinstance(found, BoundedDistribution) else float(found is not None)
        return self._times.seconds + (1 - decided) * self._whole_times.seconds

    def knows(self, state: Hashable) -> bool:
        """Whether first ranks of a context are known."""
        return self._find(state) is not None

    def ask_for_more(self, state: Hashable, temperature: float) -> None:
        """Have the model give the first ranks of a context, or more where these do not decide on a token."""
        asked, ranking = self._partial.find(state) or (0, None)
        if ranking is None:
            self.ask(state)
        elif temperature and BoundedDistribution(ranking, temperature).prob_outside(1, ranking.known).high > _HEAVY:
            self.ask(state, self._model.most_ranks)
        else:
            self.ask(state, 2 * asked)

    def _find(self, state: Hashable) -> _Known | None:
        """What is known of a context; None where nothing is."""
        whole = self._rankings.find(state)
        if whole is not None:
            return _Known(whole, True)
        partial = self._partial.find(state)
        return partial and _Known(partial[1], partial[0] >= self._model.most_ranks)

    def distribution(
        self, state: Hashable, temperature: float, cuts: Cuts
    ) -> Distribution | BoundedDistribution | None:
        """p_T, as far as the known ranks of a context decide it; None where they do not decide what the cuts leave.

        Raises:
            ModelError: nor do all ranks that the model gives.
        """
        known = self._find(state)
        if known is None:
            return None
        if isinstance(known.ranking, Ranking):
            return Distribution(known.ranking, temperature, cuts)
        found = distribution_of_first_ranks(known.ranking, temperature, cuts)
        if found is None and known.is_all:
            of_all = "" if known.ranking.is_at_most else f" of {known.ranking.size:,}"
            raise ModelError(
                f"what {', '.join(cuts.labels)} leaves is not decided by the {self._model.most_ranks:,} first ranks "
                f"that this model gives{of_all}; give other cuts, or none"
            )
        return found

    def decided(self, state: Hashable, temperature: float, cuts: Cuts, luck: Luck) -> Candidate | None:
        """The token that a luck decides on; None where known ranks do not decide, and the model can give more.

        Raises:
            ModelError: all ranks that the model gives do not decide what the cuts leave.
        """
        known, distribution = self._find(state), self.distribution(state, temperature, cuts)
        if known is None or distribution is None:
            return None
        if isinstance(distribution, Distribution) and isinstance(known.ranking, PartialRanking):
            drawn = _drawn_from_known_ranks(distribution, luck, known.ranking.error)
        else:
            drawn = distribution.draw(luck)
        return drawn if drawn.certain or known.is_all else None

    def draw(self, state: Hashable, temperature: float, cuts: Cuts, luck: Luck) -> Candidate:
        """The token that a luck decides on, more ranks being asked for until they decide.

        Raises:
            ModelError: all ranks that the model gives do not decide what the cuts leave.
        """
        while (drawn := self.decided(state, temperature, cuts, luck)) is None:
            self.ask_for_more(state, temperature)
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
    return drawn._replace(certain=all(distribution.draw(edge).rank == drawn.rank for edge in edges))
