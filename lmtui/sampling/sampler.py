"""The sampler of a model: answers with distributions and drawn tokens, and remembers its latest answers.

The answers are remembered by the state that they are about, so what two temperatures share is asked once.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

from lmtui import numbers
from lmtui.model.protocol import CanDraw, GivesFirstRanks, LanguageModel
from lmtui.model.ranking import Ranking
from lmtui.recent import RecentlyUsed
from lmtui.sampling.answer_times import AnswerTimes
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.distribution import Candidate, Distribution
from lmtui.sampling.luck import check_luck
from lmtui.sampling.quick_draws import QuickDraws
from lmtui.sampling.temperature import check_temperature

if TYPE_CHECKING:
    from lmtui.sampling.first_ranks import FirstRanks

_RANKINGS = 256
_DISTRIBUTIONS = 64
"""How many rankings and distributions are remembered, of a model that answers at once."""

_CERTAIN = 4096
"""How many tokens are remembered that T = 0 leads to."""

_MEMORY = 64_000_000  # bytes, for the answers of a model that takes time
_DENSE = 40  # bytes a token, at most: a `DenseRanking` has five arrays of 8 bytes each
_LEAST = 16  # answers, however large: as many as can be looked at together, and more


class Sampler:
    """Gives the distribution of a model at any context and temperature, and remembers its latest distributions.

    Args:
        model: the model.

    Attributes:
        model: the model.
        answers_at_once: whether no answer of the model takes time worth speaking of.
        first_ranks: draws from as few ranks as decide on a token; None where the model gives all ranks as soon.
        times: how long answers take; those about first ranks alone, where the model gives these. None where no answer
            takes time.
    """

    def __init__(self, model: LanguageModel) -> None:
        self.model = model
        self.answers_at_once = not model.facts.cost
        # A model that takes time is asked for rankings alone: they are remembered, and serve every temperature.
        self._quick_draws: QuickDraws | None = None
        if self.answers_at_once and isinstance(model, CanDraw):
            self._quick_draws = QuickDraws(model, model.facts.support)
        size = _RANKINGS if self.answers_at_once else max(_MEMORY // (_DENSE * model.facts.vocabulary), _LEAST)
        self._rankings: RecentlyUsed[Hashable, Ranking] = RecentlyUsed(size)
        self._distributions: RecentlyUsed[tuple[Hashable, float, Cuts], Distribution] = RecentlyUsed(
            min(_DISTRIBUTIONS, size)
        )
        self._certain: RecentlyUsed[tuple[Hashable, Cuts], Candidate] = RecentlyUsed(_CERTAIN)
        self.first_ranks: FirstRanks | None = None
        self.times = None if self.answers_at_once else AnswerTimes(model.facts.cost)
        if isinstance(model, GivesFirstRanks):
            from lmtui.sampling.first_ranks import FirstRanks  # no n-gram model needs it

            facts = model.facts
            whole_times = None if self.times is None else AnswerTimes(max(facts.whole_cost, facts.cost))
            self.first_ranks = FirstRanks(model, self._rankings, self.times, whole_times)

    def is_known(self, context: Sequence[int]) -> bool:
        """Whether the distributions at a context are there without waiting for the model."""
        return self.answers_at_once or self._rankings.find(self.model.state(context)) is not None

    def mean_seconds(self, context: Sequence[int], temperatures: Sequence[float], cuts: Cuts = NO_CUTS) -> float:
        """How long a token takes to draw, in the mean of some temperatures, as far as what is known of a context
        tells; 0 where that takes no time."""
        if self.first_ranks and temperatures:
            state = self.model.state(context)
            seconds = [self.first_ranks.seconds_a_token(state, each, cuts) for each in temperatures]
            return sum(seconds) / len(seconds)
        return self.times.seconds if self.times else 0.0

    def ask(self, state: Hashable) -> Ranking:
        """The model's answer, which is remembered. Any thread may ask.

        Args:
            state: of the context.
        """
        if self.times is None or self.first_ranks:
            return self._rankings.get(state, lambda: self.model.ranking(state))
        times = self.times
        return self._rankings.get(state, lambda: times.timed(lambda: self.model.ranking(state)))

    def distribution(self, context: Sequence[int], temperature: numbers.Number, cuts: Cuts = NO_CUTS) -> Distribution:
        """p_T after a context.

        Args:
            context: the token ids since the text began, `tokens.start` first, or the last `window` of these.

        Raises:
            SettingError: T is no number from 0 to ∞.
        """
        state, temperature = self.model.state(context), check_temperature(temperature)
        return self._distributions.get(
            (state, temperature, cuts), lambda: Distribution(self.ask(state), temperature, cuts)
        )

    def draw(
        self, context: Sequence[int], temperature: numbers.Number, cuts: Cuts, luck: numbers.Number
    ) -> Candidate:
        """The token a luck decides on: `distribution(...).draw(luck)`, mostly without making the distribution.

        Rank, token, order and p are those of the distribution; p_T may differ in its last digits. `cumulative` is NaN
        where no distribution was made.

        Raises:
            SettingError: T is no number from 0 to ∞, or the luck none from 0 up, below 1.
        """
        temperature, luck = check_temperature(temperature), check_luck(luck)
        if self.first_ranks and not self.is_known(context):
            return self.first_ranks.draw(self.model.state(context), temperature, cuts, luck)
        if temperature == 0:  # whatever the luck
            return self._certain.get(
                (self.model.state(context), cuts), lambda: self.distribution(context, 0.0, cuts).draw(0.0)
            )
        if self._quick_draws:
            drawn = self._quick_draws.draw(self.model.state(context), temperature, cuts, luck)
            if drawn:
                return drawn
        return self.distribution(context, temperature, cuts).draw(luck)
