"""Witten-Bell smoothing, worked by hand."""

from __future__ import annotations

from support.by_hand import CORPUS, agrees
from support.corpora import train


def test_witten_bell_by_hand() -> None:
    # Four kinds of token occur 14 times: p(w) = (c + 4 · 1/5) / (14 + 4).
    unigrams = {"a": 5.8 / 18, "b": 4.8 / 18, "c": 2.8 / 18, "</s>": 3.8 / 18, "<unk>": 0.8 / 18, "<s>": 0}
    agrees(train(CORPUS, 1, "witten-bell"), "", unigrams)
    model = train(CORPUS, 2, "witten-bell")
    # Two kinds follow a, five times in all: p(w|a) = (c + 2 p(w)) / 7.
    agrees(model, "a", {"b": (3 + 2 * 4.8 / 18) / 7, "c": (2 + 2 * 2.8 / 18) / 7, "a": 2 * 5.8 / 18 / 7})
    # One kind follows c, twice: p(w|c) = (c + p(w)) / 3.
    agrees(model, "c", {"</s>": (2 + 3.8 / 18) / 3, "<unk>": 0.8 / 18 / 3, "<s>": 0})
    agrees(model, "<unk>", unigrams)


def test_witten_bell_by_hand_at_order_three() -> None:
    model = train(CORPUS, 3, "witten-bell")
    # a b was followed by a twice and by </s> once: p(w|a b) = (c + 2 p(w|b)) / 5, where p(w|b) = (c + 2 p(w)) / 6.
    agrees(model, "a b", {"a": (2 + 2 * (3 + 2 * 5.8 / 18) / 6) / 5, "c": 2 * (2 * 2.8 / 18) / 6 / 5})
