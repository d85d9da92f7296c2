"""All sequences of a model, one after the other: what the clever ways must agree with."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from hypothesis import strategies as st

from lmtui.ngram.model import Model
from lmtui.text.specials import EOS
from support.corpora import scrambled, train

Ids = tuple[int, ...]

_SMOOTHINGS = ("kneser-ney", "witten-bell", "jelinek-mercer", "add-k:0.5", "add-k:3", "mle")
_WORDS = ("a", "b", "c", "<unk>")


@st.composite
def models(draw: st.DrawFn) -> Model:
    """Models of few words: every smoothing, orders 1 to 4, open and closed, streams, and numbers nobody smoothed."""
    unit = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=7)
    lines = draw(st.lists(unit, min_size=1, max_size=5).filter(lambda lines: sum(map(len, lines)) >= 2))
    model = train(
        "\n".join(" ".join(line) for line in lines),
        draw(st.integers(1, 4)),
        draw(st.sampled_from(_SMOOTHINGS)),
        unit=draw(st.sampled_from(("line", "line", "stream"))),
        closed=draw(st.booleans()),
    )
    return scrambled(model, draw(st.integers(0, 99))) if draw(st.integers(0, 3)) == 0 else model


def prompts(model: Model) -> st.SearchStrategy[list[int]]:
    """Contexts a prompt makes: the start of a unit or none, then words of V, known or not."""
    words = st.integers(0, len(model.vocabulary) - 1).filter(lambda token: token not in (1, 2))
    return st.lists(words, max_size=4).map(lambda ids: [*model.start, *ids])


def support(model: Model) -> list[int]:
    """The tokens that can be drawn, by id."""
    return sorted(model.base.ranked.tolist())


def of_length(model: Model, context: Sequence[int], length: int) -> dict[Ids, float]:
    """p of every sequence of exactly so many tokens, `</s>` last or not there."""
    return {ids: prob for ids, prob in _all(model, context, length) if len(ids) == length}


def that_end(model: Model, context: Sequence[int], length: int) -> dict[Ids, float]:
    """p of every sequence of at most so many tokens that ends in `</s>`."""
    return {ids: prob for ids, prob in _all(model, context, length) if ids[-1] == EOS}


def _all(model: Model, context: Sequence[int], length: int) -> Iterator[tuple[Ids, float]]:
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
