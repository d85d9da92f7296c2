"""Whole sequences: the time of the best one against its length and the n-grams, and samples against generations."""

from __future__ import annotations

from collections.abc import Iterator

from lmtui.cli.measure.figure import Figure, seconds, zipf_text
from lmtui.library import load
from lmtui.ngram.language_model import NgramLanguageModel
from lmtui.ngram.training import train_on_encoded
from lmtui.recipe import Recipe
from lmtui.sampling.generation import generate
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling
from lmtui.sequences.automaton import automaton_of
from lmtui.sequences.best import BestSearch
from lmtui.sequences.samples import sample

_TYPES = 20_000
_LENGTH = 20
_BEST_GOAL = 1.0  # seconds for a length of 20 on about 1 M n-grams
_LINEAR = 1.3  # larger arrays miss the caches more
_RATE_GOAL, _TIMES_GOAL = 200_000, 20
_ONE_BY_ONE = 300  # sequences


def measure(quick: bool) -> Iterator[Figure]:
    """Search in two synthetic models, one with ten times the n-grams, then sample from a bundled corpus."""
    yield from _best((30_000, 150_000) if quick else (60_000, 600_000))
    yield from _samples((1_000,) if quick else (1_000, 10_000))


def _best(sizes: tuple[int, ...]) -> Iterator[Figure]:
    taken: list[tuple[int, float]] = []
    for tokens in sizes:
        model = NgramLanguageModel(train_on_encoded(zipf_text(tokens, _TYPES), Recipe(("synthetic",))))
        ngrams = sum(len(level.token) for level in model.trie.levels)
        short = seconds(lambda model=model: _search(model, _LENGTH // 2), times=2)  # type: ignore[misc]
        long = seconds(lambda model=model: _search(model, _LENGTH), times=2)  # type: ignore[misc]
        taken.append((ngrams, long))
        is_large = tokens == sizes[-1]
        yield Figure(
            "best",
            f"the best of {_LENGTH} tokens, {ngrams:,} n-grams, from cold",
            long,
            "s",
            f"of {_LENGTH // 2} tokens",
            short,
            f"at most {_BEST_GOAL:g} s, and twice the other" if is_large else "",
            not is_large or long <= min(_BEST_GOAL, 2 * _LINEAR * short),
        )
    (small, fast), (large, slow) = taken
    growth = slow / large / (fast / small)
    yield Figure(
        "best",
        "time an n-gram, the larger model over the smaller",
        growth,
        "times",
        "n-grams, the larger over the smaller",
        large / small,
        "linear: about 1",
        growth <= _LINEAR,
    )


def _search(model: NgramLanguageModel, length: int) -> None:
    assert BestSearch(automaton_of(model), length).best(model.tokens.start)


def _samples(counts: tuple[int, ...]) -> Iterator[Figure]:
    model = load(Recipe(("fables",))).ngram_model
    automaton, start = automaton_of(model), model.tokens.start

    def many(count: int) -> None:
        sample(Sampler(model), automaton, start, Sampling(seed=1), _LENGTH, count, stop=False)

    def one_by_one() -> None:
        sampler = Sampler(NgramLanguageModel(model.trie))
        for seed in range(_ONE_BY_ONE):
            for _ in generate(sampler, (), Sampling(seed=seed), _LENGTH):
                pass

    alone = _ONE_BY_ONE * _LENGTH / seconds(one_by_one, times=3)
    for count in counts:
        rate = count * _LENGTH / seconds(lambda count=count: many(count), times=3)  # type: ignore[misc]
        yield Figure(
            "samples",
            f"{count:,} sequences of {_LENGTH} tokens, fables",
            rate,
            "tokens/s",
            "one generation after another",
            alone,
            f"at least {_RATE_GOAL:,}, and {_TIMES_GOAL} × one after another",
            rate >= max(_RATE_GOAL, _TIMES_GOAL * alone),
        )
