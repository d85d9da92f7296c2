"""How scores are printed: a row a token, and two texts beside each other."""

from __future__ import annotations

import math

import pytest
from support.cli import done

MOUSE = ("score", "--corpus", "mouse")
LIKELY = "the mouse ate the cheese"


def test_a_row_a_token_shows_the_product() -> None:
    ran = done(*MOUSE, "--by-token", "--text", LIKELY, "--text", "the zebra")
    record = done(*MOUSE, "--text", LIKELY, "--text", "the zebra", "--json").records[0]
    assert ran.lines[0] == LIKELY
    assert ran.lines[1].split() == ["token", "after", "order", "p", "running", "p", "log", "p", "bits", "surprise"]
    for line, token in zip(ran.lines[2:8], record["tokens"], strict=True):
        cells = line.split()
        assert cells[0] == token["token"]
        assert cells[-5:-1] == [
            f"{math.exp(token['logprob']):.6g}",
            f"{math.exp(token['running']):.6g}",
            f"{token['logprob']:.4f}",
            f"{token['surprise_bits']:.3f}",
        ]
    assert ran.lines[8].startswith(f"with </s>: p {math.exp(record['logprob']):.6g}")
    assert ran.lines[9].startswith(f"without </s>: p {math.exp(record['without_end']['logprob']):.6g}")
    assert any(line.startswith("zebra (unknown)") for line in ran.lines)


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (LIKELY, LIKELY, "both texts are equally probable"),
        ("ball", "mouse", "both texts are impossible"),
        ("ball", "the mouse ate", "the second text is inf times as probable"),
    ],
)
def test_the_comparison_is_said_in_words(first: str, second: str, said: str) -> None:
    ran = done(*MOUSE, "--smoothing", "mle", "--text", first, "--text", second, "--compare")
    assert any(line.startswith(said) for line in ran.lines)
