"""What all tokens of many texts get at once is what each gets by itself, bit for bit."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from support.corpora import ORDERS, SMOOTHINGS, corpora, scrambled, train

from lmtui.ngram.model import NgramTrie, TrieLevel
from lmtui.ngram.text_probs import NOT_SEEN, find_longer, text_probs


def one_by_one(model: NgramTrie, texts: list[list[int]]) -> list[tuple[float, int]]:
    return [model.prob(model.match(text[:place]), token) for text in texts for place, token in enumerate(text)]


@given(corpora(), st.sampled_from(ORDERS), st.sampled_from(SMOOTHINGS), st.booleans(), st.data())
def test_all_tokens_at_once_are_the_tokens_one_by_one(
    text: str, order: int, smoothing: str, is_scrambled: bool, data: st.DataObject
) -> None:
    model = train(text, order, smoothing)
    if is_scrambled:
        model = scrambled(model, seed=order)
    ids = st.integers(0, len(model.vocabulary) - 1)
    texts = data.draw(st.lists(st.lists(ids, max_size=8), max_size=5))
    texts += [model.vocabulary.encode(f"<s> {line} </s>".split()) for line in text.split("\n")[:10]]
    begins = np.cumsum([0, *map(len, texts)])[:-1]
    prob, served = text_probs(model, np.array([i for ids in texts for i in ids], np.int32), begins)
    assert list(zip(prob.tolist(), served.tolist(), strict=True)) == one_by_one(model, texts)


def test_a_weight_of_zero_leaves_nothing_to_the_unseen() -> None:
    model = train("a b\na c\n", 3, "mle")
    ids = model.vocabulary.encode(["<s>", "a", "a", "b"])
    prob, served = text_probs(model, np.array(ids, np.int32), np.array([0]))
    assert list(zip(prob.tolist(), served.tolist(), strict=True)) == one_by_one(model, [ids])


def test_without_texts_there_is_nothing() -> None:
    prob, served = text_probs(train("a b", 3), np.empty(0, np.int32), np.empty(0, np.int64))
    assert (len(prob), len(served)) == (0, 0)


def test_a_longer_n_gram_is_found_only_after_its_own_context() -> None:
    empty = np.empty(0)
    level = TrieLevel(np.array([0, 1, 2], np.int32), empty, np.zeros(3, np.int32), empty, np.array([0, 2, 2, 3]))
    above = TrieLevel(np.array([1, 2, 1], np.int32), empty, np.zeros(3, np.int32), empty, np.empty(0, np.int32))
    context, token = np.array([0, 0, 0, 1, 2, 2]), np.array([0, 1, 2, 1, 1, 2], np.int32)
    assert find_longer(level, above, context, token).tolist() == [NOT_SEEN, 0, 1, NOT_SEEN, 2, NOT_SEEN]
