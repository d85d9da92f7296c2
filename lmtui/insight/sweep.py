"""Sweep: texts from one prompt with one luck at temperatures from 0 to ∞, each measured.

Position i of every row's text is decided by the same luck, so that all differences come from the temperature.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lmtui.errors import Progress, ignore_progress
from lmtui.insight.copying import share_copied
from lmtui.insight.drawn_texts import DrawnText, drawn_texts
from lmtui.insight.suffix_array import SuffixArray
from lmtui.model.partial_ranking import Bounds
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling
from lmtui.sampling.temperature import SWEPT
from lmtui.sequences.summary import perplexity


@dataclass(frozen=True, slots=True)
class SweepRow:
    """The figures of the text that was generated at one temperature; NaN for a figure that a short text lacks.

    Of several runs every figure is the mean of what it is of each.

    Attributes:
        temperature: T.
        tokens: how many were drawn in each run, `</s>` counted.
        perplexity: exp of the mean −ln p(w|h), p being the model's at T = 1 whatever the text was drawn with; ∞ where
            a token of probability 0 was drawn.
        distinct_1: distinct tokens / tokens (Li et al., "A Diversity-Promoting Objective Function for Neural
            Conversation Models", 2016), `</s>` being a token like others.
        distinct_2: distinct bigrams / bigrams. Li et al. divide by tokens; here a text that never repeats itself
            has 1 at every n.
        distinct_3: distinct trigrams / trigrams.
        mean_rank: of the ranks drawn, from 1.
        mean_entropy_bits: of the distributions drawn from, annealed and cut; bounds where these are known by their
            first ranks alone.
        copied: the share of tokens that are copied from the training text (see `copying`); None where the training
            text is not at hand.
        runs: how many texts were drawn, each with a seed of its own.
        errors: of several runs the standard error of each figure, by its name: s / √runs, s being the standard
            deviation with runs − 1 degrees of freedom. Empty for one run.
        uncertain: how many tokens of all runs the ranks that the model gives do not decide on; None where it gives
            all at once.
    """

    temperature: float
    tokens: int
    perplexity: float
    distinct_1: float
    distinct_2: float
    distinct_3: float
    mean_rank: float
    mean_entropy_bits: float | Bounds
    copied: float | None
    runs: int = 1
    errors: Mapping[str, float | None] = field(default_factory=dict)
    uncertain: int | None = None


FIGURES = ("perplexity", "distinct_1", "distinct_2", "distinct_3", "mean_rank", "mean_entropy_bits", "copied")
"""The fields of a row that are measured."""

_Figures = Mapping[str, float | Bounds | None]


def sweep(
    sampler: Sampler,
    prompt: Sequence[int],
    sampling: Sampling,
    temperatures: Sequence[float] = SWEPT,
    tokens: int = 200,
    copies: SuffixArray | None = None,
    progress: Progress = ignore_progress,
    runs: int = 1,
) -> Iterator[SweepRow]:
    """Generate texts at each temperature, as `generate` does, and measure them; a row comes when it is known.

    Args:
        sampler: the model.
        prompt: its token ids; they are not measured.
        sampling: the cuts and the seed of every row; its temperature is not used.
        temperatures: in the order the rows are to come.
        tokens: how many to draw in each run; after `</s>` a new unit begins.
        copies: an index of the text that the model was trained on; None where that text is not at hand.
        progress: told the share of all rows.
        runs: how many texts at each temperature; the seed of run i is i more than that of `sampling`.

    Raises:
        SettingError: a number is out of range.
        ModelError: the model does not answer.
        Cancelled: by `progress`.
    """
    for row, temperature in enumerate(temperatures):
        at = replace(sampling, temperature=temperature)

        def report(_: str, done: float, row: int = row) -> None:
            progress("sweeping", (row + done) / len(temperatures))

        measured, uncertain = [], list[int]()
        for text in drawn_texts(sampler, prompt, at, tokens, runs, report):
            measured.append(_measure(text, copies))
            uncertain += [] if text.uncertain is None else [text.uncertain]
        yield replace(_row(temperature, tokens, measured), uncertain=sum(uncertain) if uncertain else None)


def _row(temperature: float, tokens: int, measured: Sequence[_Figures]) -> SweepRow:
    """The means of the figures of each run, and their standard errors: of bounds, of their middles."""
    runs = len(measured)
    means: dict[str, float | Bounds | None] = {}
    errors: dict[str, float | None] = {}
    for name in FIGURES:
        values = [figures[name] for figures in measured]
        known = [value for value in values if value is not None]
        means[name] = _mean(known) if known else None
        if runs > 1:
            middles = [value.middle if isinstance(value, Bounds) else value for value in known]
            errors[name] = standard_error(middles) if known else None
    return SweepRow(temperature, tokens, **means, runs=runs, errors=errors)  # type: ignore[arg-type]


def _measure(text: DrawnText, copies: SuffixArray | None) -> _Figures:
    """The figures of one text, by their names."""
    logprob = math.fsum(math.log(prob) if prob else -math.inf for prob in text.model_probs)
    return {
        "perplexity": perplexity(logprob, len(text.ids)),
        "distinct_1": distinct(text.ids, 1),
        "distinct_2": distinct(text.ids, 2),
        "distinct_3": distinct(text.ids, 3),
        "mean_rank": _mean(text.ranks),
        "mean_entropy_bits": _mean(text.entropies_bits),
        "copied": share_copied(copies, text.ids) if copies else None,
    }


def distinct(ids: Sequence[int], n: int) -> float:
    """The share of distinct n-grams among the n-grams of a text; NaN for a text shorter than n."""
    ngrams = [tuple(ids[start : start + n]) for start in range(len(ids) - n + 1)]
    return len(set(ngrams)) / len(ngrams) if ngrams else math.nan


def _mean(values: Sequence[float | Bounds]) -> float | Bounds:
    """The mean of numbers, some of which may be bounds; bounds, where these are not equal."""
    low, high = (
        _mean_number([value[end] if isinstance(value, Bounds) else value for value in values]) for end in (0, 1)
    )
    return low if low == high or math.isnan(low) else Bounds(low, high)


def _mean_number(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values) if values else math.nan


def standard_error(values: Sequence[float]) -> float:
    """s / √N of N values; NaN where there is only one, or one is not finite."""
    if len(values) < 2 or not all(map(math.isfinite, values)):
        return math.nan
    mean = _mean_number(values)
    return math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1) / len(values))
