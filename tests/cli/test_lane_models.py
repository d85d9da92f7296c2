"""`--lane-model`: one word names the model of a further lane."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lmtui.cli.lane_models import lane_recipes
from lmtui.errors import LmtuiError
from lmtui.recipe import Recipe

FIRST = Recipe(("fables",), 3, "witten-bell", "char")


def test_each_word_names_a_model_beside_the_first(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a b")
    (tmp_path / "a.arpa").write_text("\\data\\")
    trained = tmp_path / "trained"
    trained.mkdir()
    (trained / "manifest.json").write_text('{"format": "lmtui model"}')
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "manifest.json").write_text("{}")  # of another program
    (texts / "a.txt").write_text("a b")
    text, arpa = str(tmp_path / "a.txt"), str(tmp_path / "a.arpa")
    assert lane_recipes(["2", "verse", text], FIRST) == [
        replace(FIRST, order=2),
        replace(FIRST, corpora=("verse",)),
        replace(FIRST, corpora=(text,)),
    ]
    assert lane_recipes([arpa, str(trained), str(texts)], FIRST) == [
        Recipe((), model=arpa, tokenizer="whitespace"),
        Recipe((), model=str(trained)),
        replace(FIRST, corpora=(str(texts),)),
    ]
    gguf = tmp_path / "tiny.gguf"
    gguf.write_bytes(b"GGUF")
    assert lane_recipes(["http://localhost:8080", str(gguf)], FIRST) == [
        Recipe((), server="http://localhost:8080"),
        Recipe((), model=str(gguf)),
    ]
    served = Recipe((), server="http://localhost:8080")
    assert lane_recipes(["verse"], served) == [Recipe(("verse",))]


@pytest.mark.parametrize(
    ("named", "first", "said"),
    [
        (["17"], FIRST, "from 1 to 16"),
        (["2"], Recipe((), server="http://localhost:8080"), "is an order"),
        (["no-such-text"], FIRST, "'no-such-text' names no model"),
        (["no-such.arpa"], FIRST, "there is no model"),
        (["2"] * 4, FIRST, "3 times or less"),
        (["http://user:key@host"], FIRST, "no name and no key"),
    ],
)
def test_a_word_that_names_none_is_refused_in_one_line(named: list[str], first: Recipe, said: str) -> None:
    with pytest.raises(LmtuiError, match=said) as refused:
        lane_recipes(named, first)
    assert "\n" not in str(refused.value)
