"""The one place where a session's questions to a model go.

What is shown is made of what is known: nothing here waits for a model that takes time. `questions` says what such a
model is asked next, and `Question.answer` is called outside the event loop; of any other model everything is known.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from lmtui.errors import ModelError
from lmtui.playground.curves import BoundedCurve, Curve, CurveContext, curve_name
from lmtui.recent import RecentlyUsed
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.distribution import Distribution
from lmtui.sampling.generation import DrawnToken, draw
from lmtui.sampling.luck import luck
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling
from lmtui.sequences.annealing import AnnealedSequences
from lmtui.sequences.best import BestSearch
from lmtui.sequences.searches import Searches

if TYPE_CHECKING:
    from lmtui.model.protocol import LanguageModel
    from lmtui.playground.lane import Lane
    from lmtui.sampling.bounded import BoundedDistribution

_CURVES = 64  # how many curves are remembered
_SLICE = 1_000_000  # probabilities that are weighed in a slice: some 20 ms
_SEARCHES, _ANNEALED = 2, 4  # how many are remembered
_STEPS_AT_ONCE = 300_000  # n-grams × tokens that a key press may wait for: some 30 ms


@dataclass(frozen=True)
class Question:
    """What a model is to be asked.

    Attributes:
        sampler: the model.
        state: of the context that the question is about.
    """

    sampler: Sampler
    state: Hashable

    def answer(self) -> None:
        """Have the model answer, which may take long; the sampler remembers the answer.

        Raises:
            LmtuiError: the model cannot answer.
        """
        self.sampler.ask(self.state)


@dataclass(frozen=True)
class RanksQuestion:
    """The first ranks after a context.

    Attributes:
        sampler: the model, which gives first ranks.
        state: of the context.
    """

    sampler: Sampler
    state: Hashable

    def answer(self) -> None:
        """Have the model answer, which may take long; the sampler remembers the answer.

        Raises:
            LmtuiError: the model cannot answer.
        """
        assert self.sampler.first_ranks
        self.sampler.first_ranks.ask(self.state)


@dataclass(frozen=True)
class TokenQuestion:
    """As many first ranks after a context as decide on its token.

    Attributes:
        sampler: the model, which gives first ranks.
        state: of the context.
        sampling: how the token is drawn.
        index: its position.
    """

    sampler: Sampler
    state: Hashable
    sampling: Sampling
    index: int

    def answer(self) -> None:
        """Have the model answer, which may take long; the sampler remembers the answers.

        Raises:
            LmtuiError: the model cannot answer, or gives too few ranks for these cuts.
        """
        assert self.sampler.first_ranks
        u = luck(self.sampling.seed, self.index)
        self.sampler.first_ranks.draw(self.state, self.sampling.temperature, self.sampling.cuts, u)


@dataclass(frozen=True)
class SequenceQuestion:
    """The weights of the sequences that can follow any context, which are to be added up.

    Attributes:
        requests: where the answer is remembered.
        temperature: T.
        length: L.
    """

    requests: ModelRequests
    temperature: float
    length: int

    def answer(self) -> None:
        """Add up the weights, which may take long.

        Raises:
            LmtuiError: they cannot be added up.
        """
        self.requests.anneal(self.temperature, self.length)


AnyQuestion = Question | RanksQuestion | TokenQuestion | SequenceQuestion


class ModelRequests:
    """What is known of a model's answers, and the questions that are left.

    Args:
        sampler: the model.

    Attributes:
        sampler: the model.
        searches: what is worked out once for the model's sequences.
    """

    def __init__(self, sampler: Sampler) -> None:
        self.sampler = sampler
        self.searches = Searches(sampler.model, sampler)
        self._searches: RecentlyUsed[int, BestSearch] = RecentlyUsed(_SEARCHES)
        self._annealed: RecentlyUsed[tuple[float, int], AnnealedSequences] = RecentlyUsed(_ANNEALED)
        self._curves: RecentlyUsed[tuple[CurveContext, int], Curve | BoundedCurve] = RecentlyUsed(_CURVES)
        self._have_same_tokens: WeakKeyDictionary[ModelRequests, bool] = WeakKeyDictionary()
        self._slice = max(_SLICE // sampler.model.facts.vocabulary, 1)  # tokens; of a model that takes time

    def has_tokens_of(self, other: ModelRequests) -> bool:
        """Whether ids stand for the same tokens as another model's, so that distributions can be compared."""
        if other is self:
            return True
        if other not in self._have_same_tokens:
            self._have_same_tokens[other] = _have_same_tokens(self.sampler.model, other.sampler.model)
        return self._have_same_tokens[other]

    @property
    def answers_at_once(self) -> bool:
        """Whether the model takes no time, so that everything is known."""
        return self.sampler.answers_at_once

    def is_known(self, context: Sequence[int]) -> bool:
        """Whether the model's answer about a context is known."""
        return self.sampler.is_known(context)

    def can_draw(self, context: Sequence[int], sampling: Sampling, index: int) -> bool:
        """Whether what is known of a context decides on the token of a position."""
        if self.is_known(context):
            return True
        first_ranks, state = self.sampler.first_ranks, self.sampler.model.state(context)
        if first_ranks is None:
            return False
        with suppress(ModelError):  # who asks for the token is told
            u = luck(sampling.seed, index)
            return first_ranks.decided(state, sampling.temperature, sampling.cuts, u) is not None
        return False

    @property
    def gives_first_ranks(self) -> bool:
        """Whether the model gives the first ranks of a context sooner than all, or no others."""
        return self.sampler.first_ranks is not None

    def question(self, context: Sequence[int]) -> Question | None:
        """The question about the whole support after a context; None where it is known, or cannot be had."""
        if self.is_known(context) or not self.sampler.model.facts.complete:
            return None
        return Question(self.sampler, self.sampler.model.state(context))

    def table_question(self, context: Sequence[int]) -> Question | RanksQuestion | None:
        """The question about what a table shows first of a context; None where that is known."""
        first_ranks, state = self.sampler.first_ranks, self.sampler.model.state(context)
        if first_ranks is None or self.is_known(context):
            return self.question(context)
        return None if first_ranks.knows(state) else RanksQuestion(self.sampler, state)

    def token_question(
        self, context: Sequence[int], sampling: Sampling, index: int
    ) -> Question | TokenQuestion | None:
        """The question that decides on the token of a position; None where that is known."""
        if self.can_draw(context, sampling, index):
            return None
        state = self.sampler.model.state(context)
        if not self.gives_first_ranks:
            return Question(self.sampler, state)
        return TokenQuestion(self.sampler, state, sampling, index)

    def tokens_at_once(self, lane: Lane, tokens: int) -> int:
        """How many of so many tokens a lane may draw in a slice."""
        at_once = self.answers_at_once and lane.sequence_length is None
        return tokens if at_once else min(tokens, self._slice)

    def draw(self, context: Sequence[int], sampling: Sampling, index: int) -> DrawnToken:
        """The token that the luck of a position decides on.

        Args:
            context: token ids since the unit began, `<s>` first; the answer about it must be known.
            index: the position.
        """
        return draw(self.sampler, context, sampling, index)

    def distribution(self, context: Sequence[int], temperature: float, cuts: Cuts = NO_CUTS) -> Distribution | None:
        """p_T after a context: token ids since the unit began, `<s>` first; None where it is not known."""
        return self.sampler.distribution(context, temperature, cuts) if self.is_known(context) else None

    def bounded_distribution(
        self, context: Sequence[int], temperature: float, cuts: Cuts = NO_CUTS
    ) -> Distribution | BoundedDistribution | None:
        """p_T after a context, as far as known first ranks decide it; None where they do not."""
        if self.sampler.first_ranks is None or self.is_known(context):
            return self.distribution(context, temperature, cuts)
        with suppress(ModelError):
            return self.sampler.first_ranks.distribution(self.sampler.model.state(context), temperature, cuts)
        return None

    def undecided(self, context: Sequence[int], temperature: float, cuts: Cuts) -> str:
        """Why the ranks that the model gives do not decide what cuts leave; "" where they do, or more can come."""
        if self.sampler.first_ranks is not None and not self.is_known(context):
            try:
                self.sampler.first_ranks.distribution(self.sampler.model.state(context), temperature, cuts)
            except ModelError as error:
                return str(error)
        return ""

    def curve(self, context: CurveContext) -> Curve | BoundedCurve | None:
        """What the temperature does to the distribution after a context, as far as known; None where it is not."""
        if self.is_known(context.tokens):
            return self._curves.get((context, 0), lambda: Curve(self.sampler, context))
        known = self.bounded_distribution(context.tokens, 1.0)
        partial = known.partial if known else None
        if partial is None:
            return None
        name = curve_name(self.sampler.model, context)
        return self._curves.get((context, partial.known), lambda: BoundedCurve(name, partial, context.cuts))

    # Whole sequences

    def annealed(self, temperature: float, length: int) -> AnnealedSequences | None:
        """The sequences of a length annealed as a whole; None where these take time and are not known yet."""
        found = self._annealed.find((temperature, length))
        if found is None and self.anneals_at_once(length):
            self.anneal(temperature, length)
            found = self._annealed.find((temperature, length))
        return found

    def anneals_at_once(self, length: int) -> bool:
        """Whether the sums over the sequences of a length take no time worth speaking of."""
        return self.searches.steps(length) <= _STEPS_AT_ONCE

    def anneal(self, temperature: float, length: int) -> None:
        """Add up the weights of the sequences of a length, and remember the sums. Any thread may ask.

        Raises:
            LmtuiError: they cannot be added up.
        """

        def make() -> AnnealedSequences:
            # Not a search of `searches`: one serves one thread at a time, and that may be a dialog's.
            search = self._searches.get(length, lambda: BestSearch(self.searches.automaton, length))
            return AnnealedSequences(self.sampler, search, temperature)

        self._annealed.get((temperature, length), make)


def _have_same_tokens(one: LanguageModel, other: LanguageModel) -> bool:
    if not (one.facts.complete and other.facts.complete) or one.facts.support != other.facts.support:
        return False
    ours, theirs = one.tokens, other.tokens
    return len(ours) == len(theirs) and all(ours.spelling(each) == theirs.spelling(each) for each in range(len(ours)))
