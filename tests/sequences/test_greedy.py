"""The greedy continuation is rank 1 at every position, as far as the sequence may take it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.every_sequence import log, models, of_length, prompts, that_end
from support.models import sampler_of

from lmtui.ngram.model import NgramTrie
from lmtui.ngram.training import corpus_of, train_on
from lmtui.recipe import Recipe
from lmtui.sequences.automaton import Automaton
from lmtui.sequences.best import BestSearch
from lmtui.sequences.greedy import greedy
from lmtui.text.specials import EOS


@given(st.data(), models(), st.integers(1, 4), st.booleans())
def test_it_takes_the_favourite_that_is_allowed(
    data: st.DataObject, model: NgramTrie, length: int, ends: bool
) -> None:
    ends = ends and model.has_end
    context = data.draw(prompts(model))
    every = (that_end if ends else of_length)(model, context, length)
    if not every:
        return
    found = greedy(sampler_of(model), context, length, ends)
    assert found.logprob == pytest.approx(log(every[found.tokens]), abs=1e-9)
    before = list(context)
    for index, token in enumerate(found.tokens):
        last = index == length - 1
        allowed = [w for w in model.base.ranked.tolist() if w != EOS or ends or last]
        if ends and last:
            allowed = [EOS]
        probs = {w: model.prob(model.match(before), w)[0] for w in allowed}
        assert probs[token] == pytest.approx(max(probs.values()), rel=1e-12)
        before.append(token)


def test_greedy_misses_the_best_after_a_prompt_in_a_shipped_corpus() -> None:
    recipe = Recipe(("fables",), 3, "kneser-ney")
    model = train_on(corpus_of(recipe), recipe)
    context = [*model.start, *model.vocabulary.encode(["the"])]
    search = BestSearch(Automaton.of(model), 12)
    best, rival = search.best(context)[0], greedy(sampler_of(model), context, 12)
    assert best.tokens != rival.tokens
    assert best.logprob > rival.logprob
    assert search.detours(context, rival.tokens)
