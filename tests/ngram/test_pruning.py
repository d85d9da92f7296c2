"""A pruned model has the n-grams that occur often enough, with the figures of KenLM, and sums to 1."""

from __future__ import annotations

import math
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.corpora import SMOOTHINGS, contexts, corpora, model_probs
from support.golden import GOLDEN, read_arpa
from support.models import differences, ngrams_of

from lmtui.ngram.columns import IN_MEMORY, Column, WorkingMemory
from lmtui.ngram.counts import count, merge
from lmtui.ngram.model import NgramTrie
from lmtui.ngram.runs import block_runs
from lmtui.ngram.smoothing import smoothing_named
from lmtui.ngram.training import corpus_of, train_on
from lmtui.recipe import Recipe
from lmtui.text.document import Document
from lmtui.text.encoding import encode
from lmtui.text.tokenizers import tokenizer_named

WHITESPACE = tokenizer_named("whitespace")


def test_ngrams_probabilities_and_backoff_weights_are_kenlms() -> None:
    recipe = Recipe((str(GOLDEN / "meadow.txt"),), 4, tokenizer="whitespace", unit="line", prune="0,1,3")
    model, arpa = train_on(corpus_of(recipe), recipe), read_arpa("meadow.o4.pruned.arpa")
    ours = {ngram: numbers for level in ngrams_of(model) for ngram, numbers in level.items()}
    assert ours.keys() == arpa.prob.keys()
    for ngram, (prob, backoff) in ours.items():
        if ngram != ("<s>",):
            assert math.log10(prob) == pytest.approx(arpa.prob[ngram], abs=2e-6), ngram
        if backoff is not None:
            assert math.log10(backoff) == pytest.approx(arpa.backoff.get(ngram, 0.0), abs=2e-6), ngram


@given(
    st.data(),
    corpora(),
    st.integers(2, 5),
    st.sampled_from(SMOOTHINGS),
    st.sampled_from(("line", "stream")),
    st.lists(st.integers(0, 2), min_size=4, max_size=4).map(sorted),
)
@settings(max_examples=15)
def test_what_occurs_often_enough_stays_every_context_sums_to_one_and_memory_does_not_matter(
    data: st.DataObject, text: str, order: int, smoothing: str, unit: str, above: list[int]
) -> None:
    source = encode([Document("test", text)], WHITESPACE, unit=unit)
    vocabulary, thresholds = len(source.vocabulary), (0, *above)[:order]
    counts = count(source.ids, vocabulary, order)
    method = smoothing_named(smoothing, order)
    model = NgramTrie.build(source, counts, WHITESPACE, method, thresholds=thresholds)
    for level, counted, threshold in zip(model.levels[1:], counts.orders[1:], thresholds[1:], strict=True):
        assert sorted(level.token.tolist()) == sorted(counted.token[counted.count > threshold].tolist())
    for context in data.draw(st.lists(contexts(model), min_size=2, max_size=2)):
        assert math.fsum(model_probs(model, context)) == pytest.approx(1, abs=1e-12)
    with TemporaryDirectory() as made:
        memory = WorkingMemory(data.draw(st.sampled_from((700, 3000))), Path(made))
        in_files = merge(block_runs(source.ids, order, vocabulary, block=3), memory=memory)
        (store := Path(made) / "store").mkdir()

        def new_column(name: str, dtype: object) -> Column:
            return Column(dtype, store / name)  # type: ignore[arg-type]

        pieces = NgramTrie.build(
            source, in_files, WHITESPACE, method, memory=memory, new_column=new_column, thresholds=thresholds
        )
        assert differences(pieces, model) == []
        assert [path.name for path in Path(made).iterdir()] == ["store"]


def test_counts_may_be_used_again() -> None:
    source = encode([Document("test", "a b a b\na c")], WHITESPACE, unit="line")
    counts, method = count(source.ids, len(source.vocabulary), 3), smoothing_named("witten-bell")
    whole = NgramTrie.build(source, counts, WHITESPACE, method)
    NgramTrie.build(source, counts, WHITESPACE, method, memory=IN_MEMORY, thresholds=(0, 1, 1))
    assert differences(NgramTrie.build(source, counts, WHITESPACE, method), whole) == []
