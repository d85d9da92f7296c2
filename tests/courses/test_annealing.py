"""Stanford CS324 ("Large Language Models", lecture 1): annealed conditional distributions, and the mouse.

The lecture: p(cheese) = 0.4 and p(mouse) = 0.6 become 0.31 and 0.69 at T = 0.5, 0.12 and 0.88 at T = 0.2, 0 and 1 at
T = 0; "the mouse ate" goes on with "the cheese" at T = 0; "the mouse ate the cheese" is more probable than "the
cheese ate the mouse".
"""

from __future__ import annotations

import pytest
from support.cli import done

TEN_MEALS = b"the cat had fish\n" * 6 + b"the cat had milk\n" * 4


@pytest.mark.parametrize(
    ("temperature", "fish", "milk"),
    [("1", 0.60, 0.40), ("0.5", 0.69, 0.31), ("0.2", 0.88, 0.12), ("0", 1.0, 0.0), ("inf", 0.5, 0.5)],
)
def test_two_words_are_annealed(temperature: str, fish: float, milk: float) -> None:
    model = ("--corpus", "-", "--order", "4", "--smoothing", "mle")
    asked = ("--prompt", "the cat had", "--temperature", temperature, "--json")
    (table,) = done("next", *model, *asked, stdin=TEN_MEALS).records
    probs = {row["token"]: row["prob"] for row in table["candidates"]}
    if temperature == "inf":  # all tokens alike, the two among them
        assert set(probs.values()) == {1 / table["support"]}
    else:
        assert (round(probs["fish"], 2), round(probs["milk"], 2)) == (fish, milk)


def test_the_mouse_ate_the_cheese() -> None:
    said = done("generate", "--corpus", "mouse", "--prompt", "the mouse ate", "--temperature", "0", "--tokens", "2")
    assert said.out == "the mouse ate the cheese\n"
    texts = ("--text", "the mouse ate the cheese", "--text", "the cheese ate the mouse")
    mouse, cheese, _ = done("score", "--corpus", "mouse", *texts, "--json").records
    assert mouse["logprob"] > cheese["logprob"]
