"""What is odd about a model from elsewhere is said in the app, too."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from support.player import Player, playing

from lmtui.playground.session import Session
from lmtui.recipe import Recipe
from lmtui.sampling.settings import Sampling

OFF = b"""\\data\\
ngram 1=4
ngram 2=1

\\1-grams:
-0.60206\t<unk>
-99\t<s>
-0.60206\t</s>
-0.30103\ta\t-0.2

\\2-grams:
-0.35\ta a

\\end\\
"""


@asynccontextmanager
async def playing_with(path: Path, data: bytes) -> AsyncIterator[Player]:
    path.write_bytes(data)
    async with playing(Session(Recipe((), model=str(path), tokenizer="whitespace"), Sampling())) as player:
        yield player


async def test_a_model_that_does_not_sum_to_1_is_said_to_and_the_status_keeps_saying_so(tmp_path: Path) -> None:
    # After "a": p(a|a) = 10^-0.35, and 10^-0.2 of the 1/2 that <unk> and </s> have.
    async with playing_with(tmp_path / "off.arpa", OFF) as player:
        assert player.said("this model does not sum to 1: after 'a' its probabilities sum to 0.762")
        assert "p sums to 0.762" in player.status


async def test_words_that_are_no_utf8_are_counted(tmp_path: Path) -> None:
    # As without a context p(caf\xe9|caf\xe9) is 1/2, and a backoff weight of 1 leaves the others what they have.
    data = OFF.replace(b"-0.35", b"-0.30103").replace(b"\t-0.2", b"").replace(b"\ta a", b"\tcaf\xe9 caf\xe9")
    async with playing_with(tmp_path / "latin.arpa", data.replace(b"\ta\n", b"\tcaf\xe9\n")) as player:
        assert player.said("1 word in")
        assert "sums to" not in player.status
