"""The list is that of the model's text; the map's cells are the model's p_T, and sharpen with T."""

from __future__ import annotations

import math

import pytest

from lmtui.errors import ModelError
from lmtui.insight.counted_model import CountedModel
from lmtui.library import load_with_text
from lmtui.playground.counts_view import BigramWalk, ngram_list
from lmtui.recipe import Recipe
from lmtui.sampling.sampler import Sampler


def counted_mouse(order: int = 2, counts: bool = True) -> tuple[CountedModel, Sampler]:
    loaded, text = load_with_text(Recipe(("mouse",), order))
    return CountedModel(loaded.model, text if counts else None), Sampler(loaded.model)


def test_the_ngrams_of_an_order_are_listed_by_count() -> None:
    counted, sampler = counted_mouse(3)
    listed = ngram_list(counted, sampler.model.tokens, 3)
    assert [(row.ngram, row.count, row.context_count) for row in listed.rows[:2]] == [
        ("<s> the mouse", 7, 10),
        ("the mouse ate", 7, 8),
    ]
    assert listed.altogether == len(listed.rows)
    assert listed.rows[0].share == 1
    assert [row.count for row in listed.rows] == sorted((row.count for row in listed.rows), reverse=True)


@pytest.mark.parametrize("temperature", [0.0, 0.3, 1.0, 5.0, math.inf])
def test_each_cell_is_what_the_sampler_says(temperature: float) -> None:
    counted, sampler = counted_mouse()
    tokens = sampler.model.tokens
    walk = BigramWalk(counted, tokens)
    for name, row in zip(walk.contexts, walk.probs(temperature), strict=True):
        context = [*tokens.start] if name == "<s>" else [token.id for token in tokens.encode(name)]
        distribution = sampler.distribution(context, temperature)
        expected = {tokens.label(c.token): c.prob for c in distribution.candidates(1, distribution.support)}
        for follower, prob in zip(walk.followers, row, strict=True):
            assert prob == pytest.approx(expected.get(follower, 0.0), abs=1e-12)


def test_rows_sharpen_as_it_gets_colder() -> None:
    counted, sampler = counted_mouse()
    walk = BigramWalk(counted, sampler.model.tokens)
    largest = [[max(row) for row in walk.probs(temperature)] for temperature in (4.0, 1.0, 0.5, 0.0)]
    assert largest == sorted(largest)
    assert largest[-1] == [1.0] * len(walk.contexts)


def test_one_walks_to_every_cell_and_not_beyond() -> None:
    counted, sampler = counted_mouse()
    walk = BigramWalk(counted, sampler.model.tokens)
    walk.walk(-1, -1)
    assert (walk.row, walk.column) == (0, 0)
    assert walk.cell(0.7).startswith("the after <s>: p ")
    assert walk.cell(0.7).endswith(", seen 10 of 10 times")
    walk.walk(99, 99)
    assert (walk.row, walk.column) == (len(walk.contexts) - 1, len(walk.followers) - 1)


def test_shaded_by_count_the_largest_is_full_and_without_counts_p_t_stays() -> None:
    counted, sampler = counted_mouse()
    walk = BigramWalk(counted, sampler.model.tokens)
    walk.by_count = True
    assert max(map(max, walk.shares(0.5))) == 1.0
    counted, sampler = counted_mouse(counts=False)
    walk = BigramWalk(counted, sampler.model.tokens)
    walk.by_count = True
    assert not walk.has_counts
    assert walk.shares(0.5) == walk.probs(0.5)
    assert "seen" not in walk.cell(0.5)


def test_a_model_of_unigrams_has_no_map() -> None:
    counted, sampler = counted_mouse(1)
    with pytest.raises(ModelError, match="no bigrams"):
        BigramWalk(counted, sampler.model.tokens)
