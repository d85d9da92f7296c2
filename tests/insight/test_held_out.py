"""Held-out perplexity is the perplexity of the last tenth under a model of the rest."""

from __future__ import annotations

import numpy as np
import pytest
from support.corpora import train
from support.models import score_words, summarise

from lmtui.insight.held_out import held_out_perplexity
from lmtui.ngram.model import NgramTrie
from lmtui.recipe import Recipe
from lmtui.sequences.scoring import Score
from lmtui.text.document import Document
from lmtui.text.encoding import encode
from lmtui.text.specials import UNK
from lmtui.text.tokenizers import tokenizer_named


def scored(model: NgramTrie, text: str) -> Score:
    return score_words(model, text.split())


def test_held_out_perplexity_is_that_of_the_last_tenth_under_a_model_of_the_rest() -> None:
    lines = [f"w{i % 3} w{i % 7} w{i % 4}" for i in range(24)] + ["w0 new w1"]
    source = encode([Document("test", "\n".join(lines))], tokenizer_named("whitespace"))
    recipe = Recipe(("test",), 3, "kneser-ney", "whitespace")
    # Of 25 lines the last three are held out; one of their words is unknown to the first 22.
    model = train("\n".join(lines[:22]), 3)
    assert model.vocabulary.id("new") == UNK
    expected = summarise(scored(model, line) for line in lines[22:])
    assert expected.unknown == 1
    assert held_out_perplexity(source, recipe) == pytest.approx(expected.perplexity, rel=1e-12)


def test_of_a_single_unit_nothing_can_be_held_out() -> None:
    source = encode([Document("test", "a b c")], tokenizer_named("whitespace"))
    assert np.isnan(held_out_perplexity(source, Recipe(("test",), 2, "kneser-ney", "whitespace")))
