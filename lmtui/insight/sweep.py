"""Sweep: texts from one prompt with one luck at temperatures from 0 to ∞, each measured.

Position i of every row's text is decided by the same luck, so that all differences come from the temperature.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lmtui.errors import Progress, ignore_progress
from lmtui.insight.copying import share_copied
from lmtui.insight.suffix_array import SuffixArray
from lmtui.sampling.generation import DrawnToken, after, generate, prompt_context
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling
from lmtui.sampling.temperature import SWEPT
from lmtui.sequences.scoring import perplexity


@dataclass(frozen=True, slots=True)
class SweepRow:
    """The figures of the text that was generated at one temperature; NaN for a figure that a short text lacks.

    Attributes:
        temperature: T.
        tokens: how many were drawn, `</s>` counted.
        perplexity: exp of the mean −ln p(w|h), p being the model's at T = 1 whatever the text was drawn with; ∞ where
            a token of probability 0 was drawn.
        distinct_1: distinct tokens / tokens (Li et al., "A Diversity-Promoting Objective Function for Neural
            Conversation Models", 2016), `</s>` being a token like others.
        distinct_2: distinct bigrams / bigrams. Li et al. divide by tokens; here a text that never repeats itself
            has 1 at every n.
        distinct_3: distinct trigrams / trigrams.
        mean_rank: of the ranks drawn, from 1.
        mean_entropy_bits: of the distributions drawn from, annealed and cut.
        copied: the share of tokens that are copied from the training text (see `copying`); None where the training
            text is not at hand.
    """

    temperature: float
    tokens: int
    perplexity: float
    distinct_1: float
    distinct_2: float
    distinct_3: float
    mean_rank: float
    mean_entropy_bits: float
    copied: float | None


def sweep(
    sampler: Sampler,
    prompt: Sequence[int],
    sampling: Sampling,
    temperatures: Sequence[float] = SWEPT,
    tokens: int = 200,
    copies: SuffixArray | None = None,
    progress: Progress = ignore_progress,
) -> Iterator[SweepRow]:
    """Generate a text at each temperature, as `generate` does, and measure it; each row comes as soon as it is known.

    Args:
        sampler: the model.
        prompt: its token ids; they are not measured.
        sampling: the cuts and the seed of every row; its temperature is not used.
        temperatures: in the order the rows are to come.
        tokens: how many to draw at each; after `</s>` a new unit begins.
        copies: an index of the text that the model was trained on; None where that text is not at hand.
        progress: told the share of all rows at every token.

    Raises:
        SettingError: a temperature is out of range.
        Cancelled: by `progress`.
    """
    total = len(temperatures) * tokens
    for row, temperature in enumerate(temperatures):
        drawn: list[DrawnToken] = []
        entropies: list[float] = []
        for token, entropy in _generate(sampler, prompt, replace(sampling, temperature=temperature), tokens):
            progress("sweeping", (row * tokens + token.index) / total)
            drawn.append(token)
            entropies.append(entropy)
        yield _measure(temperature, drawn, entropies, copies)


def _generate(
    sampler: Sampler, prompt: Sequence[int], sampling: Sampling, tokens: int
) -> Iterator[tuple[DrawnToken, float]]:
    """Draw tokens, each with the entropy in bits of the distribution it was drawn from."""
    context = prompt_context(sampler.model, prompt)
    for token in generate(sampler, prompt, sampling, tokens):
        yield token, sampler.distribution(context, sampling.temperature, sampling.cuts).entropy_bits
        context = after(sampler.model, context, token.token)


def _measure(
    temperature: float, drawn: Sequence[DrawnToken], entropies: Sequence[float], copies: SuffixArray | None
) -> SweepRow:
    ids = [token.token for token in drawn]
    logprob = math.fsum(math.log(token.model_prob) if token.model_prob else -math.inf for token in drawn)
    return SweepRow(
        temperature=temperature,
        tokens=len(drawn),
        perplexity=perplexity(logprob, len(drawn)),
        distinct_1=distinct(ids, 1),
        distinct_2=distinct(ids, 2),
        distinct_3=distinct(ids, 3),
        mean_rank=_mean([token.rank for token in drawn]),
        mean_entropy_bits=_mean(entropies),
        copied=share_copied(copies, ids) if copies else None,
    )


def distinct(ids: Sequence[int], n: int) -> float:
    """The share of distinct n-grams among the n-grams of a text; NaN for a text shorter than n."""
    ngrams = [tuple(ids[start : start + n]) for start in range(len(ids) - n + 1)]
    return len(set(ngrams)) / len(ngrams) if ngrams else math.nan


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values) if values else math.nan
