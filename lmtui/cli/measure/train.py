"""Training: time beside one Counter of trigrams, peak memory, growth; and the whole process, from text to model."""

from __future__ import annotations

import tempfile
import tracemalloc
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from lmtui.cli.measure.figure import Figure, seconds, zipf_lines, zipf_text
from lmtui.cli.measure.processes import lmplz, split_and_count, train
from lmtui.ngram.counts import count
from lmtui.ngram.training import train_on_encoded
from lmtui.ngram.windows import WindowLayout
from lmtui.recipe import Recipe
from lmtui.text.encoding import EncodedText

_TYPES, _MANY_TYPES = 50_000, 1_000_000
_BYTES_A_TOKEN = 12 * 8
_OVER_UNIQUE = 10.0
_LINEAR = 1.2  # n log n alone grows by 1.17 from 1 M to 10 M tokens
_ENOUGH = 1_000_000  # below, what belongs to V outweighs what belongs to the tokens


def measure(quick: bool) -> Iterator[Figure]:
    """Train trigram Kneser-Ney models on synthetic texts that are in memory as token ids."""
    recipe = Recipe(("synthetic",))
    rates, counter_rates = [], []
    for tokens in (200_000, 1_000_000) if quick else (1_000_000, 10_000_000):
        text = zipf_text(tokens, _TYPES)
        figure, taken, counter = _beside_counter(text, recipe)
        yield figure
        yield _counting(text, recipe.order)
        rates.append(tokens / taken)
        counter_rates.append(tokens / counter)
        tracemalloc.start()
        train_on_encoded(text, recipe)
        peak = tracemalloc.get_traced_memory()[1] / len(text.ids)
        tracemalloc.stop()
        yield Figure(
            "train",
            f"{tokens:,} tokens: peak memory",
            peak,
            "bytes a token",
            "12 × 8",
            _BYTES_A_TOKEN,
            "at most that" if tokens >= _ENOUGH else "",
            peak <= _BYTES_A_TOKEN,
        )
    # Linear growth is 1. Sorting is n log n, and larger arrays miss the caches more; the Counter's grows as well.
    growth, counters = rates[0] / rates[1], counter_rates[0] / counter_rates[1]
    yield Figure(
        "train",
        "time a token, the larger text over the smaller",
        growth,
        "times",
        "the Counter's",
        counters,
        "linear: about 1",
        growth <= _LINEAR,
    )
    yield _beside_counter(zipf_text(1_000_000 if quick else 10_000_000, _MANY_TYPES), recipe)[0]
    for tokens, share in [(200_000, 1.2)] if quick else [(1_000_000, 1.2), (10_000_000, 0.5)]:
        yield from _whole_process(tokens, share)


def _whole_process(tokens: int, share: float) -> Iterator[Figure]:
    """The time from the start of Python to the stored model, beside splitting and counting alone, and beside KenLM.

    Args:
        share: of the time of splitting and counting that it may take.
    """
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder, "text.txt")
        text.write_text("\n".join(zipf_lines(tokens, _TYPES)), encoding="utf-8")
        taken = min(train(text).seconds for _ in range(2))
        counter = min(split_and_count(text).seconds for _ in range(2))
        kenlm = lmplz(text)
    what = f"{tokens:,} tokens of text to stored model"
    beside = "text.split() and a Counter of its trigrams"
    yield Figure("train", what, taken, "s", beside, counter, f"at most {share:g} ×", taken <= share * counter)
    if kenlm:
        within = taken <= kenlm.seconds
        yield Figure("train", what, taken, "s", "KenLM's lmplz", kenlm.seconds, "at most that", within)


def _counting(text: EncodedText, order: int) -> Figure:
    """The time of counting the n-grams of all orders, beside numpy's for those of the highest order alone."""
    keys = WindowLayout(order, len(text.vocabulary)).windows(text.ids, text.ids[:0])[0]
    unique = seconds(lambda: np.unique(keys, return_counts=True), times=3)
    taken = seconds(lambda: count(text.ids, len(text.vocabulary), order), times=3)
    return Figure(
        "train",
        f"{text.tokens:,} tokens: n-grams of orders 1 to {order} counted and linked",
        taken,
        "s",
        f"np.unique of the {order}-grams as integers",
        unique,
        f"at most {_OVER_UNIQUE:g} ×",
        taken <= _OVER_UNIQUE * unique,
    )


def _beside_counter(text: EncodedText, recipe: Recipe) -> tuple[Figure, float, float]:
    """The time of training, beside that of one Counter; and both times in seconds."""
    words = [f"w{index}" for index in text.ids.tolist()]
    counter = seconds(partial(_count_trigrams, words))
    words.clear()
    taken = seconds(lambda: train_on_encoded(text, recipe), times=2)
    figure = Figure(
        "train",
        f"{text.tokens:,} tokens, V {len(text.vocabulary):,}, trigrams",
        taken,
        "s",
        "Counter of the trigrams",
        counter,
        "at most the Counter's",
        taken <= counter,
    )
    return figure, taken, counter


def _count_trigrams(words: Sequence[str]) -> None:
    Counter(zip(words, words[1:], words[2:], strict=False))
