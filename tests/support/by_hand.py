"""A corpus small enough to estimate its models by hand, and comparing them with what was worked out."""

from __future__ import annotations

import pytest

from lmtui.ngram.model import NgramTrie

# Eleven tokens in three units. V = <unk> <s> </s> a b c, of which five can follow something (all but <s>).
#   unigrams   a 5   b 4   c 2   </s> 3   together 14
#   bigrams    <s> a 2   <s> b 1   a b 3   a c 2   b a 3   b </s> 1   c </s> 2
CORPUS = "a b a b\na c\nb a b a c\n"


def prob(model: NgramTrie, context: str, token: str) -> float:
    state = model.match(model.vocabulary.encode(context.split()))
    return model.prob(state, model.vocabulary.id(token))[0]


def served_by(model: NgramTrie, context: str, token: str) -> int:
    state = model.match(model.vocabulary.encode(context.split()))
    return model.prob(state, model.vocabulary.id(token))[1]


def agrees(model: NgramTrie, context: str, worked: dict[str, float]) -> None:
    for token, expected in worked.items():
        assert prob(model, context, token) == pytest.approx(expected, rel=1e-12), (context, token)
