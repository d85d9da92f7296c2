"""What every model has for Python programs, an n-gram model among them."""

from __future__ import annotations

from support.byte_model import SPELLINGS, ByteModel

import lmtui
from lmtui.api.any_model import AnyModel


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


def test_an_n_gram_model_is_one_of_these() -> None:
    assert isinstance(lmtui.train("mouse"), AnyModel)
