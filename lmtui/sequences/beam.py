"""The best continuations that a beam search finds: of any model, and without a proof that there are no better ones.

Of all beginnings of i tokens, the K most probable are held, and each goes on with its most probable tokens. So a
beginning costs one answer of the model, about its first ranks alone, and L tokens cost 1 + K (L − 1) answers. What is
lost is every sequence with a beginning that K others of as many tokens were ahead of, however well it goes on.
"""

from __future__ import annotations

import heapq
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import NamedTuple

import numpy as np

from lmtui.errors import NoAnswerError, Progress, ignore_progress
from lmtui.model.partial_ranking import PartialRanking
from lmtui.model.protocol import GivesFirstRanks, LanguageModel, last_ids
from lmtui.model.ranking import FloatArray, IntArray, Ranking
from lmtui.recent import RecentlyUsed
from lmtui.sampling.answer_times import AnswerTimes
from lmtui.sequences.best import Continuation
from lmtui.sequences.limits import check_beam_width, check_searched_length

_CONTEXTS = 8192
"""Of how many contexts the first ranks are remembered."""


@dataclass(frozen=True)
class Beam:
    """What a beam search has found when so many tokens are read.

    Attributes:
        width: K.
        tokens: i, of L.
        found: the most probable sequences of i tokens that were found, up to K, the best first: beginnings, which do
            not end, until i is L.
        ending: the most probable ones of at most i tokens that end, in the same way; None where texts have no end.
        ranks: how many first ranks the model gave where it gave least, if that is less than was needed; else None.
        unanswered: how many beginnings were given up, since the model says nothing about what follows them.
    """

    width: int
    tokens: int
    found: tuple[Continuation, ...]
    ending: tuple[Continuation, ...] | None
    ranks: int | None = None
    unanswered: int = 0

    @property
    def remarks(self) -> list[str]:
        """What the search leaves open, a line each."""
        remarks = [f"the best that a beam of {self.width} found, not proved: others may be more probable"]
        if self.ranks is not None:
            remarks.append(f"each token is one of the first {self.ranks} alone: the model gives no more")
        if self.unanswered:
            remarks.append(f"beginnings that were given up, the model being silent about them: {self.unanswered}")
        return remarks


class _FirstRanks(NamedTuple):
    """The first ranks of a context, but for those with p = 0.

    Attributes:
        tokens: int64 [R].
        logs: float64 [R], natural logarithms of p.
        asked: how many ranks were asked for.
        is_short: the model has more ranks, and gives fewer than were asked for.
    """

    tokens: IntArray
    logs: FloatArray
    asked: int
    is_short: bool


class BeamSearch:
    """Searches with a beam, and remembers the model's answers: longer sequences begin as shorter ones do.

    Args:
        model: the model.
        times: are told how long answers take; None where they take no time.
    """

    def __init__(self, model: LanguageModel, times: AnswerTimes | None = None) -> None:
        self._model, self._times = model, times
        self._known: RecentlyUsed[Hashable, _FirstRanks] = RecentlyUsed(_CONTEXTS)

    def search(self, context: Sequence[int], length: int, width: int, progress: Progress = ignore_progress) -> Beam:
        """Search for the best continuations of exactly L tokens, of which the end token may be the last, and for the
        best of at most L tokens that end.

        Args:
            context: token ids since the text began, `tokens.start` first.
            length: L.
            width: K.
            progress: told before each question to the model.

        Raises:
            SettingError: a number is no whole number in range (`limits`).
            ModelError: the model does not answer.
            Cancelled: by `progress`.
        """
        *_, beam = self.steps(context, length, width, progress)
        return beam

    def steps(
        self, context: Sequence[int], length: int, width: int, progress: Progress = ignore_progress
    ) -> Iterator[Beam]:
        """As `search`: what is found after each token, from the first to the last."""
        length, width = check_searched_length(length), check_beam_width(width)
        beam = Beam(width, 0, (Continuation((), 0.0),), None if self._model.tokens.end is None else ())
        for _ in range(length):
            beam = self._longer(beam, context, length, progress)
            yield beam

    def _longer(self, beam: Beam, context: Sequence[int], length: int, progress: Progress) -> Beam:
        """The beam when one more token is read."""
        known, refusal = list[tuple[Continuation, _FirstRanks]](), None
        for place, beginning in enumerate(beam.found):
            progress("searching", (beam.tokens + place / len(beam.found)) / length)
            try:
                # One more than K, since the end token may not come yet.
                known.append((beginning, self._first_ranks([*context, *beginning.tokens], beam.width + 1)))
            except NoAnswerError as error:
                refusal = error
        if refusal and not known:
            raise refusal
        end, is_last = self._model.tokens.end, beam.tokens + 1 == length
        found = heapq.merge(*(_continued(*one, but=None if is_last else end) for one in known))
        ending = [(-one.logprob, one.tokens) for one in beam.ending or ()]
        ending += [one for pair in known for one in _continued(*pair) if one[1][-1] == end]
        given = [len(ranks.tokens) for _, ranks in known if ranks.is_short]
        return Beam(
            beam.width,
            beam.tokens + 1,
            _first(found, beam.width),
            None if beam.ending is None else _first(sorted(ending), beam.width),
            min(given if beam.ranks is None else [*given, beam.ranks], default=None),
            beam.unanswered + len(beam.found) - len(known),
        )

    def _first_ranks(self, context: Sequence[int], ranks: int) -> _FirstRanks:
        """At least so many first ranks of a context, or all that the model gives."""
        state = self._model.state(last_ids(list(context), self._model.window))
        known = self._known.find(state)
        if known is None or known.asked < ranks:
            ask = partial(self._asked, state, ranks)
            known = self._times.timed(ask) if self._times else ask()
            self._known.put(state, known)
        return known

    def _asked(self, state: Hashable, ranks: int) -> _FirstRanks:
        asked, model = ranks, self._model
        found: Ranking | PartialRanking
        if isinstance(model, GivesFirstRanks):
            while True:
                found = model.first_ranks(state, min(asked, model.most_ranks))
                if isinstance(found, Ranking) or found.known >= ranks or asked >= model.most_ranks:
                    break
                asked *= 2  # some of the last ranks are as probable as others, so that their order is not known
        else:
            found = model.ranking(state)
        if isinstance(found, PartialRanking):
            tokens, probs = found.tokens[:ranks], found.probs[:ranks]
        else:
            first = np.arange(min(ranks, found.size))
            tokens, probs = found.tokens_at(first), found.values[found.runs_at(first)]
        is_short = isinstance(found, PartialRanking) and found.known < ranks
        return _FirstRanks(tokens[probs > 0], np.log(probs[probs > 0]), ranks, is_short)


_Rated = tuple[float, tuple[int, ...]]
"""−ln p of a sequence, and its tokens: the best come first, those as probable by token ids."""


def _continued(beginning: Continuation, ranks: _FirstRanks, but: int | None = None) -> Iterator[_Rated]:
    """A beginning with each token that can follow, the best first; but for one token."""
    for token, log in zip(ranks.tokens.tolist(), ranks.logs.tolist(), strict=True):
        if token != but:
            yield -(beginning.logprob + log), (*beginning.tokens, token)


def _first(rated: Iterable[_Rated], count: int) -> tuple[Continuation, ...]:
    return tuple(Continuation(tokens, -cost) for cost, tokens in islice(rated, count))
