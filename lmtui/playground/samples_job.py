"""Many continuations of a prompt at one temperature, counted, as a job."""

from __future__ import annotations

from dataclasses import dataclass

from lmtui.model.partial_ranking import Bounds
from lmtui.model.protocol import ids_of
from lmtui.playground.prompt_name import prompt_name
from lmtui.playground.sequence_job import SequenceJob, sequence_name
from lmtui.playground.time_left import seconds_each
from lmtui.sampling.settings import Sampling
from lmtui.sequences.limits import most_answers
from lmtui.sequences.sample_table import sample_tokens
from lmtui.sequences.samples import DistinctSample
from lmtui.sequences.searches import Searches

COUNTS = (100, 1_000, 10_000)
"""How many samples a person can choose."""

_MOST_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class CountedContinuation:
    """A continuation, and how often it came.

    Attributes:
        text: the continuation.
        place: its place among the distinct results, from 1; None where it never came.
        count: how often it came.
        expected: how often it comes on average.
        logprob: natural logarithm of its exact probability at T, after the cuts.
        deviation: by how many standard errors the count is more than expected.
        log_bounds: what `logprob` lies between where only first ranks are known; else None.
    """

    text: str
    place: int | None
    count: int
    expected: float | Bounds
    logprob: float
    deviation: float | Bounds
    log_bounds: Bounds | None = None


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
        best: the result of the highest probability at T = 1; None where none is possible, or that is not known.
        best_is_known: whether that is known, as of n-gram models.
        uncertain: how many samples the ranks that the model gives do not decide on.
    """

    prompt: str
    length: int
    count: int
    sampling: Sampling
    distinct: int
    results: tuple[CountedContinuation, ...]
    favourite: CountedContinuation
    best: CountedContinuation | None
    best_is_known: bool = True
    uncertain: int = 0


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
        self.answers = most_answers(length, count, sampling.temperature)
        if searches.sampler:
            self.seconds_each = seconds_each(searches.sampler, prompt, (sampling.temperature,), sampling.cuts)

    def _work(self) -> SamplesView:
        model = self._searches.model
        prompt = ids_of(model.tokens.encode(self._prompt))
        table = sample_tokens(
            self._searches, prompt, self._sampling, self._length, self._count, stop=True, progress=self._report
        )
        places = {row.tokens: place for place, row in enumerate(table.rows, 1)}

        def result(row: DistinctSample) -> CountedContinuation:
            least, most = row.bounds
            expected, deviation = (least.expected, most.expected), (most.deviation, least.deviation)
            return CountedContinuation(
                sequence_name(model, row.tokens),
                places.get(row.tokens),
                row.count,
                Bounds(*expected) if row.log_bounds else row.expected,
                row.logprob,
                Bounds(*deviation) if row.log_bounds else row.deviation,
                row.log_bounds,
            )

        return SamplesView(
            prompt_name(model, self._prompt),
            self._length,
            self._count,
            self._sampling,
            len(table.rows),
            tuple(map(result, table.rows[:_MOST_ROWS])),
            result(table.greedy),
            None if table.best is None else result(table.best),
            table.best_is_known,
            table.uncertain,
        )
