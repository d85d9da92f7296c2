"""Samples beside their exact probabilities, and where among them T = 0's favourite and the best sequence stand."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from lmtui.errors import Progress, SettingError, ignore_progress
from lmtui.sampling.generation import generate
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling, next_seed
from lmtui.sequences.annealed_factors import annealed_factors
from lmtui.sequences.annealing import AnnealedSequences
from lmtui.sequences.greedy import greedy
from lmtui.sequences.limits import check_samples
from lmtui.sequences.sampled_beginnings import never_drawn, sample_any
from lmtui.sequences.samples import DistinctSample, distinct_samples, sample
from lmtui.sequences.searches import Searches

Ids = tuple[int, ...]


@dataclass(frozen=True)
class SampleTable:
    """The distinct sequences among N samples.

    Attributes:
        rows: the most frequent first.
        greedy: the most probable token at every position, as T = 0 has it, however often that sequence came.
        best: the most probable sequence at T = 1 of those that could have come; None where none has a probability
            above 0, and where that is not known.
        best_is_known: whether the model is an n-gram model, of which alone it is known.
    """

    rows: tuple[DistinctSample, ...]
    greedy: DistinctSample
    best: DistinctSample | None
    best_is_known: bool = True

    @property
    def uncertain(self) -> int:
        """How many samples the ranks that the model gives do not decide on."""
        return sum(row.count for row in self.rows if not row.certain)


def sample_tokens(
    searches: Searches,
    prompt: Sequence[int],
    sampling: Sampling,
    tokens: int,
    count: int,
    stop: bool = False,
    progress: Progress = ignore_progress,
) -> SampleTable:
    """Draw N sequences token by token, as N generations with consecutive seeds do.

    Args:
        searches: of the model.
        prompt: its token ids.
        sampling: temperature, cuts, and the seed of the first sequence.
        tokens: L, how many tokens to draw for each.
        count: N.
        stop: a sequence ends with `</s>`; else another text begins after it.
        progress: told of the work.

    Raises:
        SettingError: a number is no whole number in range (`limits`).
        ModelError: the model does not answer.
        Cancelled: by `progress`.
    """
    if not searches.available:
        # The sampler of the searches remembers answers, and tells their times.
        sampler = searches.sampler or Sampler(searches.model)
        return _sample_any(sampler, prompt, sampling, tokens, count, stop, progress)
    automaton, model = searches.automaton, searches.model
    sampler, context = Sampler(model), [*model.tokens.start, *prompt]
    drawn = sample(sampler, automaton, context, sampling, tokens, count, stop, progress)

    def logprob(sequence: Ids) -> float:
        return math.fsum(annealed_factors(sampler, context, sequence, sampling))

    favourite = tuple(token.token for token in generate(sampler, prompt, Sampling(0.0), tokens, stop))
    best = _best(searches, context, tokens, stop, progress)
    return _table(drawn.distinct(), favourite, best, logprob)


def _sample_any(
    sampler: Sampler,
    prompt: Sequence[int],
    sampling: Sampling,
    tokens: int,
    count: int,
    stop: bool,
    progress: Progress,
) -> SampleTable:
    rows = sample_any(sampler, prompt, sampling, tokens, count, stop, progress)
    (favourite,) = sample_any(sampler, prompt, Sampling(0.0), tokens, 1, stop)
    counted = {row.tokens: row for row in rows}
    greedy = counted.get(favourite.tokens) or never_drawn(sampler, prompt, favourite, sampling, count)
    return SampleTable(tuple(rows), greedy, None, best_is_known=False)


def sample_sequences(
    searches: Searches,
    prompt: Sequence[int],
    sampling: Sampling,
    tokens: int,
    count: int,
    progress: Progress = ignore_progress,
) -> SampleTable:
    """Draw N sequences of exactly L tokens, each annealed as a whole; arguments and errors are as those of
    `sample_tokens`."""
    tokens, count = check_samples(tokens, count)
    annealed = annealed_sequences(searches, sampling, tokens, progress)
    context = [*searches.model.tokens.start, *prompt]
    drawn = np.empty((count, tokens), np.int32)
    logprobs: dict[Ids, float] = {}
    for index in range(count):
        progress("sampling", index / count)
        seed = next_seed(sampling.seed, index)
        sequence = tuple(token.token for token in annealed.draw(context, seed))
        drawn[index] = sequence
        if sequence not in logprobs:
            logprobs[sequence] = annealed.logprob(context, sequence)
    logprob = np.array([logprobs[tuple(row)] for row in drawn.tolist()])
    best = annealed.search.best(context)
    return _table(
        distinct_samples(drawn, logprob),
        greedy(Sampler(searches.model), context, tokens).tokens,
        best[0].tokens if best else None,
        lambda sequence: annealed.logprob(context, sequence),
    )


def annealed_sequences(
    searches: Searches, sampling: Sampling, tokens: int, progress: Progress = ignore_progress
) -> AnnealedSequences:
    """The annealed distribution over the sequences of exactly L tokens, after any context.

    Raises:
        SettingError: L is no whole number in range (`limits`), or there are cuts, which are for single tokens.
        ModelError: the model is no n-gram model.
        Cancelled: by `progress`.
    """
    if not sampling.cuts.keep_all:
        raise SettingError("cuts keep single tokens, so whole sequences cannot be cut; leave out the cuts")
    search = searches.search(tokens, progress=progress)
    return AnnealedSequences(Sampler(searches.model), search, sampling.temperature, progress)


def _best(searches: Searches, context: Sequence[int], tokens: int, stop: bool, progress: Progress) -> Ids | None:
    """The most probable of the sequences that sampling can give."""
    kinds = (False, True) if stop and searches.model.tokens.end is not None else (False,)
    found = [
        each
        for ends in kinds
        for each in searches.search(tokens, ends, progress, runs_on=not stop).best(context, progress=progress)
    ]
    return max(found, key=lambda each: each.logprob).tokens if found else None


def _table(
    rows: list[DistinctSample], favourite: Ids, best: Ids | None, logprob: Callable[[Ids], float]
) -> SampleTable:
    counted = {row.tokens: row for row in rows}

    def row_of(sequence: Ids) -> DistinctSample:
        return counted.get(sequence) or DistinctSample(sequence, 0, logprob(sequence), rows[0].draws)

    return SampleTable(tuple(rows), row_of(favourite), None if best is None else row_of(best))
