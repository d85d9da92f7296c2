"""Jelinek-Mercer smoothing: worked by hand, and with a weight for each order."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.by_hand import CORPUS, agrees
from support.corpora import contexts, corpora, train

from lmtui.text.specials import BOS


def test_jelinek_mercer_by_hand() -> None:
    model = train(CORPUS, 2, "jelinek-mercer:0.25")
    # p(w) = c/14 / 4 + 3/4 / 5, p(w|a) = c/5 / 4 + 3/4 p(w).
    a, b, unknown = 5 / 56 + 0.15, 4 / 56 + 0.15, 0.15
    agrees(model, "<unk>", {"a": a, "b": b, "<unk>": unknown, "<s>": 0})
    agrees(model, "a", {"b": 3 / 20 + 0.75 * b, "a": 0.75 * a, "<unk>": 0.75 * unknown})
    agrees(train(CORPUS, 1, "jelinek-mercer:0.25"), "", {"a": a, "b": b})


@given(st.data(), corpora(), st.integers(1, 5))
def test_weights_for_each_order_interpolate_relative_frequencies(data: st.DataObject, text: str, order: int) -> None:
    parts = data.draw(st.lists(st.integers(0, 10), min_size=order, max_size=order).filter(any))
    left = data.draw(st.integers(0, 5))
    weights = [Fraction(part, sum(parts) + left) for part in parts]
    typed = [f"{float(weight):.3f}" for weight in weights]
    weights = [Fraction(weight) for weight in typed]
    if sum(weights) > 1 or weights == [1]:
        return
    model = train(text, order, f"jelinek-mercer:{','.join(typed)}")
    frequencies = [train(text, n, "mle") for n in range(1, order + 1)]
    context = data.draw(contexts(model))[-(order - 1) :] if order > 1 else []
    state = model.match(context)
    if state.length < order - 1 or (state.length and not len(range(*model.successors(state).indices(1 << 30)))):
        return  # nothing has followed the context
    uniform = 1 / (len(model.vocabulary) - 1)
    for token in range(len(model.vocabulary)):
        expected = float(1 - sum(weights)) * uniform * (token != BOS)
        for n, weight in zip(range(order, 0, -1), weights, strict=True):
            shorter = frequencies[n - 1]
            expected += float(weight) * shorter.prob(shorter.match(context), token)[0]
        assert model.prob(model.match(context), token)[0] == pytest.approx(expected, abs=1e-12)
