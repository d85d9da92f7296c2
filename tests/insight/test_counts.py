"""Counts against `collections.Counter`, and the table of bigrams against the model."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.corpora import SMOOTHINGS, corpora, model_probs
from support.counted_texts import counted
from support.models import sampler_of

from lmtui.errors import ModelError, SettingError
from lmtui.insight.counts import bigram_table, counts_of, frequent_contexts, frequent_tokens, ngrams_by_count
from lmtui.ngram.model import NgramTrie
from lmtui.ngram.training import corpus_of, train_on
from lmtui.recipe import Recipe
from lmtui.text.document import Document
from lmtui.text.encoding import EncodedText
from lmtui.text.specials import BOS, EOS, UNK

TEMPERATURES = st.sampled_from((0.0, 0.1, 0.5, 1.0, 2.0, 1e6, float("inf")))


def trained(
    text: str, order: int, smoothing: str = "kneser-ney", unit: str = "auto", closed: bool = False
) -> tuple[NgramTrie, EncodedText]:
    recipe = Recipe(("test",), order, smoothing, "whitespace", "", unit, closed)
    corpus = corpus_of(recipe, [Document("test", text)])
    return train_on(corpus, recipe), corpus.encoded()


@given(st.data(), corpora(), st.integers(1, 5), st.sampled_from(("line", "stream")), st.booleans())
def test_ngrams_are_listed_by_their_counts(
    data: st.DataObject, text: str, order: int, unit: str, closed: bool
) -> None:
    model, encoded = trained(text, order, "witten-bell", unit, closed)
    counts = counts_of(model, encoded)
    assert counts
    k = data.draw(st.integers(1, order))
    ngrams = counted(encoded, k)
    some = data.draw(st.sampled_from([(), (0,), (BOS,), *list(ngrams)[:20]]))
    first = some[: data.draw(st.integers(0, len(some)))]
    expected = {ngram: count for ngram, count in ngrams.items() if ngram[: len(first)] == first}
    listed, found = ngrams_by_count(model, counts, k, first)
    assert {ngram.ids: ngram.count for ngram in listed} == expected
    assert found == len(expected)
    assert [(-ngram.count, ngram.ids) for ngram in listed] == sorted((-n, ids) for ids, n in expected.items())
    assert listed[:3] == ngrams_by_count(model, counts, k, first, 3)[0]
    followed = Counter({ids[:-1]: 0 for ids in ngrams})
    for ids, count in ngrams.items():
        followed[ids[:-1]] += count * (ids != (BOS,))
    for ngram in listed:
        assert ngram.context_count == followed[ngram.ids[:-1]]
        state = model.match(ngram.ids[:-1])
        if model.backs_off:
            assert ngram.prob == model.prob(state, ngram.ids[-1])[0]


def test_no_ngrams_are_longer_than_the_order() -> None:
    model, text = trained("a b c", 2)
    counts = counts_of(model, text)
    assert counts
    with pytest.raises(ModelError, match="order 2 counts no 3-grams"):
        ngrams_by_count(model, counts, 3)
    assert ngrams_by_count(model, counts, 1, [3, 4]) == ([], 0)


@given(corpora(), st.integers(2, 4), st.sampled_from(SMOOTHINGS), st.booleans(), TEMPERATURES)
def test_the_table_holds_the_counts_and_probabilities_of_the_model(
    text: str, order: int, smoothing: str, closed: bool, temperature: float
) -> None:
    model, encoded = trained(text, order, smoothing, closed=closed)
    counts = counts_of(model, encoded)
    table = bigram_table(model, frequent_contexts(model, counts), counts)
    assert table.counts is not None
    annealed = table.annealed(temperature)
    bigrams = counted(encoded, 2)
    sampler = sampler_of(model)
    for row, context in enumerate(table.contexts.tolist()):
        assert table.probs[row].tolist() == model_probs(model, [context])
        assert table.counts[row].tolist() == [bigrams[context, token] for token in range(len(model.vocabulary))]
        distribution = sampler.distribution([context], temperature)
        candidates = distribution.candidates(1, distribution.support)
        expected = np.zeros(len(model.vocabulary))
        for candidate in candidates:
            expected[candidate.token] = candidate.prob
        assert annealed[row] == pytest.approx(expected, rel=1e-9, abs=1e-300)


@given(corpora(), st.sampled_from(("line", "stream")))
def test_rows_and_columns_come_by_frequency(text: str, unit: str) -> None:
    model, encoded = trained(text, 2, unit=unit)
    counts = counts_of(model, encoded)
    words = Counter(encoded.ids.tolist())
    rows, columns = frequent_contexts(model, counts), frequent_tokens(model, counts)
    before = {ngram[0] for ngram in counted(encoded, 2)}
    assert sorted(rows) == sorted(before)
    assert (BOS in rows) == (unit == "line")
    assert [words[token] for token in rows if token != BOS] == sorted(
        (words[token] for token in rows if token != BOS), reverse=True
    )
    assert [words[token] for token in columns] == sorted((words[token] for token in columns), reverse=True)
    assert BOS not in columns
    assert (EOS in columns) == (unit == "line")
    assert UNK in columns
    assert columns[:2] == frequent_tokens(model, counts, 2)
    assert rows[:2] == frequent_contexts(model, counts, 2)


def test_a_model_without_its_text_has_a_table_without_counts() -> None:
    model, _ = trained("a b\na c", 2)
    table = bigram_table(model, frequent_contexts(model))
    assert table.counts is None
    assert set(table.contexts.tolist()) == {BOS, *model.vocabulary.encode("abc")}


def test_unigrams_have_no_table() -> None:
    with pytest.raises(ModelError, match="no bigrams"):
        bigram_table(trained("a b", 1)[0], [3])
    with pytest.raises(SettingError):
        bigram_table(trained("a b", 2)[0], [3]).annealed(-1)
