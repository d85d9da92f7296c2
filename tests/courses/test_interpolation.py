"""University of Washington, CSE 447, assignment 1: λ = 0.1, 0.3 and 0.6 for unigrams, bigrams and trigrams.

And NLTK's `nltk.lm`: of "a b c" and "a c d c e f", p(b|a) = 0.5 and p(d|c) = 1/3, whose perplexity together is
2.4495.
"""

from __future__ import annotations

import math

import pytest
from support.cli import done

TEXT = b"the old dog sat down\nthe old cat sat up\nthe dog sat up\n"


def test_three_weights_mix_three_relative_frequencies() -> None:
    weights = ("--smoothing", "jelinek-mercer:0.6,0.3,0.1", "--order", "3")
    text = ("--text", "the dog sat down", "--json")
    record, _ = done("score", "--corpus", "-", *weights, *text, stdin=TEXT).records
    # c(w) of 17 tokens, </s> counted; c(hw) / c(h); c(h'hw) / c(h'h).
    expected = [
        0.1 * 3 / 17 + 0.3 * 3 / 3 + 0.6 * 3 / 3,
        0.1 * 2 / 17 + 0.3 * 1 / 3 + 0.6 * 1 / 3,
        0.1 * 3 / 17 + 0.3 * 2 / 2 + 0.6 * 1 / 1,
        0.1 * 1 / 17 + 0.3 * 1 / 3 + 0.6 * 1 / 2,
        0.1 * 3 / 17 + 0.3 * 1 / 1 + 0.6 * 1 / 1,
    ]
    # Of "<s> the" there is no trigram context before "the": the two lower orders keep their proportions.
    expected[0] = (0.1 * 3 / 17 + 0.3 * 3 / 3) / 0.4
    found = [math.exp(token["logprob"]) for token in record["tokens"]]
    assert found == pytest.approx(expected, abs=1e-12)


def test_two_bigrams_together() -> None:
    model = ("--corpus", "-", "--order", "2", "--smoothing", "mle", "--tokenizer", "whitespace", "--json")
    logs = []
    for context, token in (("a", "b"), ("c", "d")):
        (table,) = done("next", *model, "--prompt", context, stdin=b"a b c\na c d c e f\n").records
        logs += [math.log2(row["model_prob"]) for row in table["candidates"] if row["token"] == token]
    assert -sum(logs) / 2 == pytest.approx(1.292481250360578)
    assert 2 ** (-sum(logs) / 2) == pytest.approx(2.449489742783178)
