"""A recipe goes into a session file and comes back, wherever the file is moved with its texts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lmtui.errors import SettingError
from lmtui.playground.saved_recipe import recipe_of, recipe_record
from lmtui.recipe import Recipe


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe(
            ("fables", "verse"), 4, "witten-bell", "char", unit="line", closed=True, min_count=3, encoding="cp1252"
        ),
        Recipe((), model="smollm2", server="http://host:8080"),
        Recipe(("mouse",), prune="0,0,1"),
    ],
)
def test_a_recipe_comes_back(recipe: Recipe) -> None:
    assert recipe_of(json.loads(json.dumps(recipe_record(recipe, "/there"))), "/elsewhere") == recipe


def test_paths_below_the_folder_go_with_it_and_others_stay(tmp_path: Path) -> None:
    here, there = str(tmp_path / "here"), str(tmp_path / "there")
    recipe = Recipe((f"{here}/texts/a.txt", "/else/b.txt"), limit_vocab=f"{here}/words.txt")
    moved = recipe_of(recipe_record(recipe, here), there)
    assert moved == Recipe((f"{there}/texts/a.txt", "/else/b.txt"), limit_vocab=f"{there}/words.txt")


def test_a_recipe_without_a_source_is_refused() -> None:
    with pytest.raises(SettingError, match="no corpus"):
        recipe_of(recipe_record(Recipe(()), "/there"), "/there")
