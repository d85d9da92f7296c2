"""The probability of texts, by the chain rule."""

from __future__ import annotations

import math
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.byte_model import ByteModel
from support.corpora import ORDERS, SMOOTHINGS, corpora, train
from support.models import score_words

from lmtui.ngram.model import NgramTrie
from lmtui.ngram.training import corpus_of, train_on
from lmtui.recipe import Recipe
from lmtui.sequences.scoring import Score, score
from lmtui.text.specials import BOS, EOS, UNK


@cache
def mouse(order: int = 3, smoothing: str = "kneser-ney") -> NgramTrie:
    recipe = Recipe(("mouse",), order, smoothing)
    return train_on(corpus_of(recipe), recipe)


def scored(model: NgramTrie, text: str) -> Score:
    return score_words(model, text.split())


@given(
    corpora(),
    st.sampled_from(ORDERS),
    st.sampled_from(SMOOTHINGS),
    st.lists(st.sampled_from(("a", "b", "c", "w0", "w1", "w2", "zebra", "<unk>")), max_size=8),
)
def test_a_score_is_the_product_of_every_tokens_probability_after_all_before_it(
    text: str, order: int, smoothing: str, tokens: list[str]
) -> None:
    model = train(text, order, smoothing)
    result = score_words(model, tokens)
    ids = [BOS, *(model.vocabulary.id(token) for token in tokens), EOS]
    product = 1.0
    for place, token in enumerate(result.tokens, 1):
        prob, served = model.prob(model.match(ids[:place]), ids[place])
        assert math.exp(token.logprob) == pytest.approx(prob, rel=1e-12)
        assert token.order == served
        product *= prob
        assert token.surprise_bits == pytest.approx(-math.log2(prob) if prob else math.inf, abs=1e-9)
        context = ["<s>", *tokens][:place][place - max(served, 1) + 1 :]
        assert list(result.contexts[place - 1]) == context
    assert result.running[-1] == pytest.approx(result.logprob, rel=1e-9)
    assert result.without_end == score_words(model, tokens, end=False)
    assert [token.token for token in result.tokens] == [*tokens, "</s>"]
    assert math.exp(result.logprob) == pytest.approx(product, rel=1e-9)


@pytest.mark.parametrize("order", [2, 3, 4, 5])
def test_the_mouse_eats_the_cheese_more_probably_than_the_cheese_the_mouse(order: int) -> None:
    model = mouse(order)
    likely = scored(model, "the mouse ate the cheese")
    unlikely = scored(model, "the cheese ate the mouse")
    assert likely.logprob > unlikely.logprob
    assert likely.perplexity < unlikely.perplexity


def test_a_score_by_hand() -> None:
    # Relative frequencies of "a b / a c": p(a|<s>) = 1, p(b|a) = 1/2, p(</s>|b) = 1.
    model = train("a b\na c", 2, "mle")
    result = scored(model, "a b")
    assert [math.exp(token.logprob) for token in result.tokens] == pytest.approx([1, 0.5, 1])
    assert result.logprob == pytest.approx(-math.log(2))
    assert result.perplexity == pytest.approx(2 ** (1 / 3))


def test_an_unknown_word_scores_as_the_unknown_word_and_is_marked() -> None:
    model = mouse()
    strange, unknown = scored(model, "the zebra ate"), scored(model, "the <unk> ate")
    assert [token.logprob for token in strange.tokens] == [token.logprob for token in unknown.tokens]
    assert [token.known for token in strange.tokens] == [True, False, True, True]
    assert [token.token for token in strange.tokens] == ["the", "zebra", "ate", "</s>"]
    the = model.vocabulary.id("the")
    assert strange.tokens[1].logprob == math.log(model.prob(model.match([BOS, the]), UNK)[0])


def test_an_empty_text_is_the_end_of_a_unit_right_at_its_beginning() -> None:
    result = scored(mouse(), "")
    assert [token.token for token in result.tokens] == ["</s>"]
    assert result.logprob == math.log(mouse().prob(mouse().match([BOS]), EOS)[0])
    assert result.perplexity == pytest.approx(math.exp(-result.logprob))


def test_what_a_model_without_smoothing_never_saw_is_impossible() -> None:
    model = mouse(2, "mle")
    for text in ("the zebra", "mouse the", "the the"):
        result = scored(model, text)
        assert -math.inf in [token.logprob for token in result.tokens]
        assert result.logprob == -math.inf
        assert result.perplexity == math.inf
    assert scored(model, "the mouse ate").logprob > -math.inf


@settings(max_examples=60)
@given(corpora(), st.sampled_from(ORDERS), st.sampled_from(SMOOTHINGS))
def test_a_text_without_smoothing_is_nowhere_more_probable_than_by_its_own_frequencies(
    text: str, order: int, smoothing: str
) -> None:
    # Relative frequencies are the maximum of the likelihood: that is what the name of the method says.
    lines = [line.split() for line in text.removesuffix("\n").split("\n")]
    best = math.fsum(score_words(train(text, order, "mle"), line).logprob for line in lines)
    other = math.fsum(score_words(train(text, order, smoothing), line).logprob for line in lines)
    assert other <= best + 1e-9


def test_a_model_without_orders_is_scored_from_its_rankings() -> None:
    model = ByteModel()
    text = model.tokens.encode("the mouse")
    scored = score(model, text)
    ids = [*(token.id for token in text), model.tokens.end]
    probs = [model.probs_after(tuple(ids[max(place - 3, 0) : place]))[token] for place, token in enumerate(ids)]
    assert [token.logprob for token in scored.tokens] == [math.log(prob) if prob else -math.inf for prob in probs]
    assert {token.order for token in scored.tokens} == {None}
    assert all(token.known for token in scored.tokens)
