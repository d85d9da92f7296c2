"""All sequences of a model, one after the other: what the clever ways must agree with."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from lmtui.ngram.arpa import read_arpa
from lmtui.ngram.model import NgramTrie
from lmtui.text.specials import EOS
from lmtui.text.tokenizers import tokenizer_named
from support.corpora import scrambled, train

Ids = tuple[int, ...]

_SMOOTHINGS = ("kneser-ney", "witten-bell", "jelinek-mercer", "add-k:0.5", "add-k:3", "mle")
_WORDS = ("a", "b", "c", "<unk>")

_PRUNED = """\\data\\
ngram 1=6
ngram 2=3
ngram 3=2

\\1-grams:
-99 <s> -0.5
-1.0 </s>
-2.0 <unk>
-0.7 a -0.1
-0.4 b -0.9
-0.9 c 0.3

\\2-grams:
-0.2 <s> a -0.3
-0.1 a b
-0.6 a c 0.2

\\3-grams:
-0.05 <s> a c
-0.3 a c b

\\end\\
"""
"""Not normalised, not interpolated, and without the bigram `c b`, whose place the reader fills."""


@cache
def _pruned() -> NgramTrie:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pruned.arpa"
        path.write_text(_PRUNED, encoding="utf-8")
        return read_arpa(path, tokenizer_named("whitespace"))


# Hypothesis checks each new strategy anew: these are made once.
_LINES = st.lists(
    st.lists(st.sampled_from(_WORDS), min_size=1, max_size=7).map(" ".join), min_size=1, max_size=5
).filter(lambda lines: len(lines) > 1 or " " in lines[0])
_TRAINED = st.builds(
    train,
    _LINES.map("\n".join),
    st.integers(1, 4),
    st.sampled_from(_SMOOTHINGS),
    unit=st.sampled_from(("line", "line", "stream")),
    closed=st.booleans(),
)
_ONE_IN_TEN, _ONE_IN_FOUR, _SEEDS = st.integers(0, 9), st.integers(0, 3), st.integers(0, 99)


@cache
def models() -> st.SearchStrategy[NgramTrie]:
    """Models of few words: every smoothing, orders 1 to 4, open and closed, streams, a pruned file, and numbers that
    nobody smoothed."""
    return _models()


@st.composite
def _models(draw: st.DrawFn) -> NgramTrie:
    if draw(_ONE_IN_TEN) == 0:
        return _pruned()
    model = draw(_TRAINED)
    return scrambled(model, draw(_SEEDS)) if draw(_ONE_IN_FOUR) == 0 else model


@cache
def _words(number: int) -> st.SearchStrategy[list[int]]:
    """Up to four words of V, known or not, where so many tokens have ids."""
    return st.lists(st.sampled_from([0, *range(3, number)]), max_size=4)


def prompts(model: NgramTrie) -> st.SearchStrategy[list[int]]:
    """Contexts a prompt makes: the start of a unit or none, then words of V, known or not."""
    return _words(len(model.vocabulary)).map(lambda ids: [*model.start, *ids])


def support(model: NgramTrie) -> list[int]:
    """The tokens that can be drawn, by id."""
    return sorted(model.base.ranked.tolist())


def of_length(model: NgramTrie, context: Sequence[int], length: int) -> dict[Ids, float]:
    """p of every sequence of exactly so many tokens, `</s>` last or not there."""
    return {ids: prob for ids, prob in _all(model, context, length) if len(ids) == length}


def that_end(model: NgramTrie, context: Sequence[int], length: int) -> dict[Ids, float]:
    """p of every sequence of at most so many tokens that ends in `</s>`."""
    return {ids: prob for ids, prob in _all(model, context, length) if ids[-1] == EOS}


def _all(model: NgramTrie, context: Sequence[int], length: int) -> Iterator[tuple[Ids, float]]:
    """All sequences up to a length, factor by factor, the context never cut; `</s>` ends one."""
    state = model.match(context)
    for token in support(model):
        prob = model.prob(state, token)[0]
        yield (token,), prob
        if length > 1 and token != EOS:
            for ids, rest in _all(model, [*context, token], length - 1):
                yield (token, *ids), prob * rest


def log(prob: float) -> float:
    """ln p; −∞ of 0."""
    return math.log(prob) if prob else -math.inf
