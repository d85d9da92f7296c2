"""Maximum likelihood, worked by hand."""

from __future__ import annotations

from support.by_hand import CORPUS, agrees, served_by
from support.corpora import train


def test_maximum_likelihood_by_hand() -> None:
    model = train(CORPUS, 2, "mle")
    agrees(model, "a", {"b": 3 / 5, "c": 2 / 5, "a": 0, "</s>": 0, "<unk>": 0, "<s>": 0})
    agrees(model, "b", {"a": 3 / 4, "</s>": 1 / 4, "b": 0, "c": 0})
    agrees(model, "c", {"</s>": 1})
    agrees(model, "<s>", {"a": 2 / 3, "b": 1 / 3, "c": 0})
    # Nothing ever followed <unk>, which therefore borrows the unigrams.
    unigrams = {"a": 5 / 14, "b": 4 / 14, "c": 2 / 14, "</s>": 3 / 14, "<unk>": 0, "<s>": 0}
    agrees(model, "<unk>", unigrams)
    agrees(train(CORPUS, 1, "mle"), "", unigrams)
    assert (served_by(model, "a", "b"), served_by(model, "<unk>", "b")) == (2, 1)


def test_maximum_likelihood_borrows_the_longest_context_that_was_seen() -> None:
    model = train(CORPUS, 3, "mle")
    # "c a" never occurred, "a" did: b 3/5, c 2/5.
    agrees(model, "c a", {"b": 3 / 5, "c": 2 / 5, "a": 0})
    assert served_by(model, "c a", "b") == 2
    # "b a" was followed by b once and by c once (a b a b, b a b, b a c: the second is in the third unit).
    agrees(model, "b a", {"b": 2 / 3, "c": 1 / 3})
    assert served_by(model, "b a", "b") == 3
