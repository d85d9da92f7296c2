"""A pruned model has the n-grams that occur often enough, of listed words, with KenLM's figures, and sums to 1."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.corpora import SMOOTHINGS, contexts, corpora, model_probs
from support.golden import GOLDEN, read_arpa
from support.models import differences, ngrams_of

from lmtui.errors import SourceError
from lmtui.ngram.building import build
from lmtui.ngram.columns import IN_MEMORY, Column, WorkingMemory
from lmtui.ngram.counts import count, merge
from lmtui.ngram.runs import block_runs
from lmtui.ngram.smoothing import smoothing_named
from lmtui.ngram.training import corpus_of, train_on
from lmtui.recipe import Recipe
from lmtui.text.document import Document
from lmtui.text.encoding import encode
from lmtui.text.specials import SPECIALS
from lmtui.text.tokenizers import tokenizer_named

WHITESPACE = tokenizer_named("whitespace")


@pytest.mark.parametrize(
    ("name", "order", "prune", "words"),
    [
        ("meadow.o4.pruned.arpa", 4, "0,1,3", ""),
        ("meadow.o3.frequent.arpa", 3, "30,40", ""),
        ("meadow.o3.limited.arpa", 3, "", "meadow.words.txt"),
        ("meadow.o4.limited.arpa", 4, "0,1,3", "meadow.words.txt"),
    ],
)
def test_ngrams_probabilities_and_backoff_weights_are_kenlms(name: str, order: int, prune: str, words: str) -> None:
    recipe = Recipe((str(GOLDEN / "meadow.txt"),), order, tokenizer="whitespace", unit="line", prune=prune)
    recipe = replace(recipe, limit_vocab=str(GOLDEN / words) if words else "")
    model, arpa = train_on(corpus_of(recipe), recipe), read_arpa(name)
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
    st.lists(st.integers(0, 2), min_size=5, max_size=5).map(sorted),
    st.none() | st.sets(st.sampled_from("abcdef")),
    st.booleans(),
)
@settings(max_examples=20)
def test_what_is_often_and_listed_stays_every_context_sums_to_one_and_memory_does_not_matter(
    data: st.DataObject,
    text: str,
    order: int,
    smoothing: str,
    unit: str,
    prune: list[int],
    words: set[str] | None,
    closed: bool,
) -> None:
    source = encode([Document("test", text)], WHITESPACE, unit=unit)
    vocabulary, thresholds = len(source.vocabulary), prune[:order]
    spelled = source.vocabulary.decode(range(vocabulary))
    words = set(spelled) if words is None else {*SPECIALS, spelled[-1], *words}
    listed = np.array([word in words for word in spelled]) if set(spelled) - words else None
    counts = count(source.ids, vocabulary, order, closed=closed)
    method = smoothing_named(smoothing, order)
    often = {word for word, times in zip(spelled, counts.orders[0].count, strict=True) if times > thresholds[0]}
    words &= {*SPECIALS, *often}
    if words <= set(SPECIALS):
        with pytest.raises(SourceError, match="prune fewer"):
            build(source, counts, WHITESPACE, method, thresholds=thresholds, listed=listed)
        return
    model = build(source, counts, WHITESPACE, method, thresholds=thresholds, listed=listed)
    whole = build(source, counts, WHITESPACE, method)
    levels = zip(ngrams_of(model), ngrams_of(whole), counts.orders, thresholds, strict=True)
    for kept, ngrams, counted, threshold in levels:
        frequent = (ngram for ngram, times in zip(ngrams, counted.count, strict=True) if times > threshold)
        expected = ngrams if counted is counts.orders[0] else frequent
        assert list(kept) == [ngram for ngram in expected if words.issuperset(ngram)]
    for context in data.draw(st.lists(contexts(model), min_size=2, max_size=2)):
        assert math.fsum(model_probs(model, context)) == pytest.approx(1, abs=1e-12)
    with TemporaryDirectory() as made:
        memory = WorkingMemory(data.draw(st.sampled_from((700, 3000))), Path(made))
        in_files = merge(block_runs(source.ids, order, vocabulary, block=3), closed, memory=memory)
        (store := Path(made) / "store").mkdir()

        def new_column(name: str, dtype: object) -> Column:
            return Column(dtype, store / name)  # type: ignore[arg-type]

        pieces = build(
            source,
            in_files,
            WHITESPACE,
            method,
            memory=memory,
            new_column=new_column,
            thresholds=thresholds,
            listed=listed,
        )
        assert differences(pieces, model) == []
        assert [path.name for path in Path(made).iterdir()] == ["store"]


def test_counts_may_be_used_again() -> None:
    source = encode([Document("test", "a b a b\na c")], WHITESPACE, unit="line")
    counts, method = count(source.ids, len(source.vocabulary), 3), smoothing_named("witten-bell")
    whole = build(source, counts, WHITESPACE, method)
    build(
        source,
        counts,
        WHITESPACE,
        method,
        memory=IN_MEMORY,
        thresholds=(0, 1, 1),
        listed=np.arange(len(source.vocabulary)) < 4,
    )
    assert differences(build(source, counts, WHITESPACE, method), whole) == []
