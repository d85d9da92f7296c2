"""University of Pennsylvania, CIS 530, homework 3: characters, add-k smoothing, no end of a text.

After "abab" and "abcd" with k = 1: p(a|a) = 0.142857, p(b|a) = 0.571429, p(d|c) = 0.4, p(a|d) = 0.25.

And the exercise of Goldberg's "The unreasonable effectiveness of character-level language models": relative
frequencies of characters after many others copy the text.
"""

from __future__ import annotations

import pytest
from support.cli import done

SPACED_LETTERS = ("ab" * 3 + "ac" * 6 + " bcdefghijklmnopqrstuvwxyz").encode()


@pytest.mark.parametrize(
    ("context", "token", "prob"), [("a", "a", 1 / 7), ("a", "b", 4 / 7), ("c", "d", 0.4), ("d", "a", 0.25)]
)
def test_one_is_added_to_every_count(context: str, token: str, prob: float) -> None:
    model = ("--corpus", "-", "--tokenizer", "char", "--order", "2", "--smoothing", "add-k:1")
    whole = ("--closed", "--unit", "stream")
    (table,) = done("next", *model, *whole, "--prompt", context, "--top", "all", "--json", stdin=b"abababcd").records
    (found,) = (row["model_prob"] for row in table["candidates"] if row["token"] == token)
    assert found == pytest.approx(prob, abs=1e-12)


@pytest.mark.parametrize(("options", "prob"), [(("--closed", "--unit", "stream"), 0.155556), ((), 0.148936)])
def test_half_a_count_over_27_letters(options: tuple[str, ...], prob: float) -> None:
    model = ("--corpus", "-", "--tokenizer", "char", "--order", "2", "--smoothing", "add-k:0.5", *options)
    (table,) = done("next", *model, "--prompt", "a", "--top", "all", "--json", stdin=SPACED_LETTERS).records
    (found,) = (row["model_prob"] for row in table["candidates"] if row["token"] == "b")
    assert round(found, 6) == prob


@pytest.mark.parametrize("order", [5, 8, 11, 16])
def test_long_contexts_copy_the_text(order: int) -> None:
    text = "The tide came in at nine, and the boats went out at ten past nine with lamps on their masts.\n" * 2
    model = ("--corpus", "-", "--tokenizer", "char", "--order", str(order), "--smoothing", "mle", "--unit", "stream")
    start = text[:order]
    asked = ("--prompt", start, "--temperature", "1", "--tokens", str(len(text) // 2 - order), "--seed", "3")
    said = done("generate", *model, *asked, stdin=text.encode()).out
    if order > 8:  # "at ten" and "at nine" are told apart
        assert said == text[: len(text) // 2]
    assert said[: order + 1] in text
