"""Many continuations of a prompt at one temperature, counted, as a job."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lmtui.playground.prompt_name import prompt_name
from lmtui.playground.sequence_job import SequenceJob, context_of, sequence_name
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling
from lmtui.sequences.annealed_factors import annealed_factors
from lmtui.sequences.samples import DistinctSample, Samples, sample
from lmtui.sequences.searches import Searches

COUNTS = (100, 1_000, 10_000)
"""How many samples a person can choose."""

_MOST_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class Result:
    """A continuation, and how often it came.

    Attributes:
        text: the continuation.
        place: its place among the distinct results, from 1; None where it never came.
        count: how often it came.
        expected: how often it comes on average.
        logprob: natural logarithm of its exact probability at T, after the cuts.
        deviation: by how many standard errors the count is more than expected.
    """

    text: str
    place: int | None
    count: int
    expected: float
    logprob: float
    deviation: float


@dataclass(frozen=True)
class SamplesView:
    """Samples, counted.

    Attributes:
        prompt: the prompt.
        length: the most tokens of a sample.
        count: how many samples there are.
        sampling: temperature, cuts, and the seed of the first sample.
        distinct: how many distinct results there are.
        results: the most frequent ones, the most frequent first.
        favourite: what T = 0 gives.
        best: the result of the highest probability at T = 1; None where none is possible.
    """

    prompt: str
    length: int
    count: int
    sampling: Sampling
    distinct: int
    results: tuple[Result, ...]
    favourite: Result
    best: Result | None


class SamplesJob(SequenceJob[SamplesView]):
    """Draw samples, each with a luck of its own.

    Args:
        searches: of the model.
        prompt: the text before.
        length: the most tokens of a sample; it ends with the end token, if that comes before.
        count: how many samples.
        sampling: temperature, cuts, and the seed of the first sample.
    """

    def __init__(self, searches: Searches, prompt: str, length: int, count: int, sampling: Sampling) -> None:
        super().__init__(searches)
        self._prompt, self._length, self._count, self._sampling = prompt, length, count, sampling

    def _work(self) -> SamplesView:
        model = self._searches.model
        sampler = Sampler(model)  # the playground's remembers the distributions that the screen shows
        context = context_of(model, self._prompt)
        drawn = self._draw(sampler, context, self._sampling, self._count)
        distinct = drawn.distinct()
        places = {each.tokens: place for place, each in enumerate(distinct, 1)}

        def result(tokens: Sequence[int]) -> Result:
            place = places.get(tuple(tokens))
            if place is None:
                logprob = math.fsum(annealed_factors(sampler, context, tokens, self._sampling))
                each = DistinctSample(tuple(tokens), 0, logprob, self._count)
            else:
                each = distinct[place - 1]
            name = sequence_name(model, tokens)
            return Result(name, place, each.count, each.expected, each.logprob, each.deviation)

        coldest = replace(self._sampling, temperature=0.0)
        favourite = self._draw(sampler, context, coldest, 1).sequence(0)
        best = self._best(context)
        return SamplesView(
            prompt_name(model, self._prompt),
            self._length,
            self._count,
            self._sampling,
            len(distinct),
            tuple(result(each.tokens) for each in distinct[:_MOST_ROWS]),
            result(favourite),
            None if best is None else result(best),
        )

    def _draw(self, sampler: Sampler, context: Sequence[int], sampling: Sampling, count: int) -> Samples:
        automaton = self._searches.automaton
        return sample(sampler, automaton, context, sampling, self._length, count, stop=True, progress=self._report)

    def _best(self, context: Sequence[int]) -> Sequence[int] | None:
        """The most probable of all that can come: of the whole length, or with an end before."""
        kinds = (False,) if self._searches.model.tokens.end is None else (False, True)
        found = [
            best
            for ends in kinds
            for best in self._searches.search(self._length, ends, self._report).best(context, 1, self._report)
        ]
        return max(found, key=lambda best: best.logprob).tokens if found else None
