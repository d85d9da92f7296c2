"""What every model has for Python programs, an n-gram model among them."""

from __future__ import annotations

import pytest
from support.byte_model import SPELLINGS, ByteModel
from support.first_ranks import RanksModel

import lmtui
from lmtui.api.any_model import AnyModel
from lmtui.errors import ModelError


def test_a_model_that_is_no_n_gram_model_answers_draws_and_scores() -> None:
    model = AnyModel(ByteModel())
    following = model.next("the", temperature=0.5)
    assert following.support == len(SPELLINGS)
    assert following.top(1)[0].order is None
    assert following.of(" mouse").token == " mouse"
    assert list(model.generate("the", tokens=4, seed=2)) == list(model.generate("the", tokens=4, seed=2))
    assert model.score("the mouse").tokens[-1].token == "<end>"
    assert "300 tokens" in following._repr_html_()


def test_a_beam_finds_continuations_of_any_model() -> None:
    found = AnyModel(ByteModel()).beam("the mouse", tokens=2, width=3)
    assert (len(found.found), found.width, found.ranks, found.unanswered) == (3, 3, None, 0)
    assert found.greedy
    assert found.found[0].logprob >= found.greedy.logprob
    model = lmtui.train("mouse")
    assert model.beam("the", tokens=3, width=1000).found[0].tokens == model.best("the", tokens=3).best[0].tokens


def test_samples_of_any_model_have_bounds_where_first_ranks_are_known() -> None:
    whole, few = (AnyModel(model).sample("the", 20, 2, 0.8) for model in (ByteModel(), RanksModel()))
    exact = {one.tokens: one for one in whole}
    assert sum(one.count for one in whole) == 20
    for one in few:
        assert (one.count, one.certain) == (exact[one.tokens].count, True)
        low, high = one.log_bounds or (one.logprob, one.logprob)
        assert low - 1e-9 <= exact[one.tokens].logprob <= high + 1e-9
    with pytest.raises(ModelError, match="only an n-gram model"):
        AnyModel(ByteModel()).sample("the", 20, 2, anneal="sequence")


def test_an_n_gram_model_is_one_of_these() -> None:
    assert isinstance(lmtui.train("mouse"), AnyModel)
