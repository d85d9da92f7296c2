"""Add-k smoothing, worked by hand."""

from __future__ import annotations

import math

import pytest
from support.by_hand import CORPUS, agrees, prob, served_by
from support.corpora import train


def test_add_k_by_hand() -> None:
    model = train(CORPUS, 2, "add-k:0.5")
    # p = (c + 0.5) / (total + 0.5 · 5)
    agrees(model, "a", {"b": 3.5 / 7.5, "c": 2.5 / 7.5, "a": 0.5 / 7.5, "</s>": 0.5 / 7.5, "<unk>": 0.5 / 7.5})
    agrees(model, "b", {"a": 3.5 / 6.5, "</s>": 1.5 / 6.5, "c": 0.5 / 6.5})
    agrees(model, "<unk>", {"a": 1 / 5, "<unk>": 1 / 5, "</s>": 1 / 5, "<s>": 0})
    agrees(train(CORPUS, 1, "add-k:0.5"), "", {"a": 5.5 / 16.5, "<unk>": 0.5 / 16.5, "</s>": 3.5 / 16.5})
    assert (served_by(model, "a", "b"), served_by(model, "a", "a")) == (2, 0)


def test_add_k_gives_an_unseen_context_the_uniform_and_not_a_shorter_context() -> None:
    model = train(CORPUS, 3, "add-k:0.5")
    agrees(model, "c a", dict.fromkeys(("a", "b", "c", "</s>", "<unk>"), 1 / 5))
    # The beginning of a unit is a context of one token, whatever the order: <s> a 2, <s> b 1.
    agrees(model, "<s>", {"a": 2.5 / 5.5, "b": 1.5 / 5.5, "c": 0.5 / 5.5})


def test_a_bigger_k_flattens_the_distribution() -> None:
    flat = [prob(train(CORPUS, 2, f"add-k:{k}"), "a", "b") for k in (1e-9, 0.1, 1, 10, 1e9)]
    assert flat == sorted(flat, reverse=True)
    assert flat[0] == pytest.approx(3 / 5)
    assert flat[-1] == pytest.approx(1 / 5)
    assert math.isfinite(flat[-1])
