"""Samples of any model: all that have one beginning are drawn together, so that each context is asked about once.

The beginnings are gone through depth first: a server that remembers its latest context has little new to read then.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from lmtui.errors import NoAnswerError, Progress, ignore_progress
from lmtui.model.partial_ranking import Bounds
from lmtui.sampling.distribution import Candidate
from lmtui.sampling.generation import context_after, prompt_context
from lmtui.sampling.luck import key_of, lucks
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling, next_seed
from lmtui.sequences.limits import check_samples
from lmtui.sequences.samples import DistinctSample


class _Beginning(NamedTuple):
    """What some of the samples begin with.

    Attributes:
        tokens: the ids.
        context: of the token that follows.
        samples: the numbers of these samples.
        low: ln p_T of the tokens, at least.
        high: the same, at most.
        certain: whether the whole support would lead to the same tokens.
    """

    tokens: tuple[int, ...]
    context: list[int]
    samples: list[int]
    low: float = 0.0
    high: float = 0.0
    certain: bool = True

    def followed_by(self, sampler: Sampler, token: int, samples: list[int], drawn: Sequence[Candidate]) -> _Beginning:
        """The beginning with one more token, which some of the samples have.

        Args:
            sampler: of the model.
            token: its id.
            samples: the numbers of these.
            drawn: the candidates that were drawn, of which the later ones may be known more exactly.
        """
        bounds = [one.prob_bounds or Bounds(one.prob, one.prob) for one in drawn]
        low, high = max(one.low for one in bounds), min(one.high for one in bounds)
        return _Beginning(
            (*self.tokens, token),
            context_after(sampler.model, self.context, token),
            samples,
            self.low + _log(min(low, high)),
            self.high + _log(max(low, high)),
            self.certain and all(one.certain for one in drawn),
        )

    def counted(self, draws: int, each: int = 1) -> DistinctSample:
        """The samples that are no longer than this.

        Args:
            draws: how many samples there are.
            each: how many each of the numbers stands for.
        """
        logprob = self.low
        if self.low < self.high:
            logprob = self.high + math.log((1 + math.exp(self.low - self.high)) / 2)
        bounds = Bounds(self.low, self.high) if self.low < self.high else None
        return DistinctSample(self.tokens, len(self.samples) * each, logprob, draws, bounds, self.certain)


def sample_any(
    sampler: Sampler,
    prompt: Sequence[int],
    sampling: Sampling,
    tokens: int,
    count: int,
    stop: bool = False,
    progress: Progress = ignore_progress,
) -> list[DistinctSample]:
    """Draw N sequences token by token; see `lmtui.sequences.sample_table.sample_tokens` for arguments and errors.

    A sequence after which the model gives no answer ends there, and is not certain.

    Returns:
        Each distinct sequence, the most frequent first, equals by probability, then by token ids.
    """
    tokens, count = check_samples(tokens, count)
    drawn = 1 if sampling.temperature == 0 else count  # at T = 0 no luck matters, and all are alike
    keys = [key_of(next_seed(sampling.seed, index)) for index in range(drawn)]
    last = sampler.model.tokens.end if stop else None
    found: list[DistinctSample] = []
    unfinished = [_Beginning((), prompt_context(sampler.model, prompt), list(range(drawn)))]
    finished = 0
    while unfinished:
        progress("sampling", finished / drawn)
        beginning = unfinished.pop()
        if len(beginning.tokens) < tokens and not (beginning.tokens and beginning.tokens[-1] == last):
            try:
                unfinished += _longer(sampler, beginning, sampling, keys)
                continue
            except NoAnswerError:
                if not beginning.tokens:
                    raise
                beginning = beginning._replace(certain=False)
        finished += len(beginning.samples)
        found.append(beginning.counted(count, count // drawn))
    return sorted(found, key=lambda one: (-one.count, -one.logprob, one.tokens))


def never_drawn(
    sampler: Sampler, prompt: Sequence[int], favourite: DistinctSample, sampling: Sampling, count: int
) -> DistinctSample:
    """What T = 0 gives, where none of N samples is that: its probability; at most that of the tokens before the first
    about which the model gives no answer.

    Args:
        sampler: the model.
        prompt: its token ids.
        favourite: the sample of T = 0.
        sampling: temperature and cuts.
        count: N.
    """
    beginning = _Beginning((), prompt_context(sampler.model, prompt), [], certain=favourite.certain)
    for token in favourite.tokens:
        try:
            drawn = sampler.draw(beginning.context, sampling.temperature, sampling.cuts, 0.0)
        except NoAnswerError:  # the cuts ask for more ranks than T = 0
            return beginning._replace(tokens=favourite.tokens, low=-math.inf, certain=False).counted(count)
        if drawn.token != token:  # the cuts leave it out
            drawn = drawn._replace(prob=0.0, prob_bounds=None)
        beginning = beginning.followed_by(sampler, token, [], [drawn])
    return beginning.counted(count)


def _longer(sampler: Sampler, beginning: _Beginning, sampling: Sampling, keys: Sequence[bytes]) -> list[_Beginning]:
    """A beginning with each of the tokens that follow it in some samples, the most probable one last."""
    of_token: defaultdict[int, list[tuple[int, Candidate]]] = defaultdict(list)
    position = len(beginning.tokens)
    of_samples = lucks((keys[number] for number in beginning.samples), position).tolist()
    for number, luck in zip(beginning.samples, of_samples, strict=True):
        candidate = sampler.draw(beginning.context, sampling.temperature, sampling.cuts, luck)
        of_token[candidate.token].append((number, candidate))
    found = sorted(of_token.items(), key=lambda item: -item[1][0][1].rank)
    return [
        beginning.followed_by(sampler, token, [number for number, _ in drawn], [one for _, one in drawn])
        for token, drawn in found
    ]


def _log(prob: float) -> float:
    return math.log(prob) if prob else -math.inf
