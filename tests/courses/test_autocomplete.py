"""deeplearning.ai, "Natural Language Processing with Probabilistic Models", week 3: autocomplete.

Of two sentences with 7 different words, P(cat|a) with one added to every count is (2 + 1) / (2 + 7) = 0.3333: V is
the words seen, and no end of a sentence is among them. Words seen only once become unknown words.
"""

from __future__ import annotations

import pytest
from support.cli import done

SENTENCES = b"we keep a hen\nthat man should keep a hen\n"


def test_the_estimated_probability_is_a_third() -> None:
    model = ("--corpus", "-", "--order", "2", "--smoothing", "add-k:1", "--closed", "--unit", "stream")
    (table,) = done("next", *model, "--prompt", "a", "--json", stdin=SENTENCES).records
    assert (table["candidates"][0]["token"], table["support"], table["vocabulary"]) == ("hen", 7, 7)
    assert round(table["candidates"][0]["model_prob"], 4) == 0.3333


def test_words_seen_less_often_than_the_threshold_are_unknown() -> None:
    model = ("--corpus", "-", "--order", "1", "--smoothing", "mle", "--min-count", "2", "--unit", "stream")
    (table,) = done("next", *model, "--json", stdin=SENTENCES).records
    assert {row["token"] for row in table["candidates"]} == {"keep", "a", "hen"}
    assert [row["model_prob"] for row in table["candidates"]] == pytest.approx([2 / 10] * 3)
