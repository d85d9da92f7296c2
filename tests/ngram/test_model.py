"""Laws that hold for every smoothing, order, corpus and context."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.corpora import ORDERS, SMOOTHINGS, contexts, corpora, model_probs, train

from lmtui.errors import SourceError
from lmtui.ngram.model import ROOT
from lmtui.text.specials import BOS, EOS, UNK

orders = st.sampled_from(ORDERS)


@given(st.data(), corpora(), orders, st.sampled_from(SMOOTHINGS))
def test_every_context_sums_to_one_and_never_predicts_the_beginning_of_a_unit(
    data: st.DataObject, text: str, order: int, smoothing: str
) -> None:
    model = train(text, order, smoothing)
    for context in data.draw(st.lists(contexts(model), min_size=3, max_size=3)):
        probs = model_probs(model, context)
        assert math.fsum(probs) == pytest.approx(1, abs=1e-12)
        assert min(probs) >= 0
        assert probs[BOS] == 0


@given(
    st.data(),
    corpora(),
    st.sampled_from((*ORDERS, 9, 16)),
    st.sampled_from(SMOOTHINGS),
    st.sampled_from(("line", "file", "stream")),
    st.booleans(),
    st.integers(1, 3),
)
def test_every_context_sums_to_one_over_the_vocabulary_that_was_asked_for(
    data: st.DataObject, text: str, order: int, smoothing: str, unit: str, closed: bool, min_count: int
) -> None:
    try:
        model = train(text, order, smoothing, unit=unit, closed=closed, min_count=min_count)
    except SourceError:  # every word is too rare
        return
    has_unknown = "<unk>" in text.split() or any(text.split().count(word) < min_count for word in text.split())
    for context in data.draw(st.lists(contexts(model), min_size=3, max_size=3)):
        probs = model_probs(model, context)
        assert math.fsum(probs) == pytest.approx(1, abs=1e-12)
        assert min(probs) >= 0
        assert probs[BOS] == 0
        assert probs[EOS] == 0 or unit != "stream"
        assert probs[UNK] == 0 or not closed or has_unknown


@given(st.data(), corpora(), orders, st.sampled_from(("kneser-ney", "witten-bell", "jelinek-mercer:0.4")))
def test_interpolated_methods_never_fall_below_their_share_of_the_shorter_context(
    data: st.DataObject, text: str, order: int, smoothing: str
) -> None:
    model = train(text, order, smoothing)
    state = model.match(data.draw(contexts(model)))
    if not state.length:
        return
    weight = float(model.levels[state.length - 1].backoff[state.place])
    shorter = model.suffix(state)
    assert 0 < weight <= 1 + 1e-12
    for token in range(len(model.vocabulary)):
        assert model.prob(state, token)[0] >= weight * model.prob(shorter, token)[0] * (1 - 1e-12)


@given(st.data(), corpora(), orders, st.sampled_from(SMOOTHINGS))
def test_only_the_last_tokens_of_a_context_matter(data: st.DataObject, text: str, order: int, smoothing: str) -> None:
    model = train(text, order, smoothing)
    ids = st.integers(0, len(model.vocabulary) - 1)
    recent = data.draw(st.lists(ids, min_size=order - 1, max_size=order - 1))
    before = data.draw(st.lists(ids, max_size=4))
    assert model.match([*before, *recent]) == model.match(recent)


@given(corpora(), orders, st.sampled_from(("kneser-ney", "add-k")))
def test_smoothed_models_leave_no_token_impossible(text: str, order: int, smoothing: str) -> None:
    model = train(text, order, smoothing)
    for context in ([], [BOS], [UNK], [BOS, 3]):
        assert all(prob > 0 for token, prob in enumerate(model_probs(model, context)) if token != BOS)


@given(st.data(), corpora(), st.sampled_from((2, 3, 4, 5)))
def test_a_context_that_was_seen_is_known_in_full(data: st.DataObject, text: str, order: int) -> None:
    model = train(text, order)
    lines = [line.split() for line in text.split("\n") if line.split()]
    ids = [BOS, *model.vocabulary.encode(data.draw(st.sampled_from(lines)))]
    place = data.draw(st.integers(1, len(ids)))
    state = model.match(ids[:place])
    assert state.length == min(place, order - 1)
    if place < len(ids):
        assert model.prob(state, ids[place])[1] == state.length + 1


def test_without_context_the_unigrams_answer() -> None:
    model = train("a b a", 3)
    assert model.match([]) == ROOT
    assert model.prob(ROOT, 3) == (float(model.base.prob[3]), 1)
