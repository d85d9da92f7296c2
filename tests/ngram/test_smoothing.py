"""The smoothing methods by name, and what an unusable recipe is refused with."""

from __future__ import annotations

import pytest
from support.corpora import train

from lmtui.errors import ModelError, SettingError
from lmtui.ngram.smoothing import smoothing_named
from lmtui.ngram.training import corpus_of, train_on
from lmtui.recipe import SMOOTHING_METHODS, Recipe, parse_smoothing
from lmtui.text.document import Document


@pytest.mark.parametrize("name", ["", "kneser", "Kneser-Ney", "good-turing", "add_k", ":0.1"])
def test_unknown_smoothing_names_are_refused_in_one_line(name: str) -> None:
    with pytest.raises(
        SettingError, match="choose one of kneser-ney, witten-bell, jelinek-mercer, add-k, mle"
    ) as refused:
        smoothing_named(name)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", ["kneser-ney:0.75", "mle:1", "mle:"])
def test_a_parameter_where_none_is_taken_is_refused(name: str) -> None:
    with pytest.raises(SettingError, match="takes no parameter"):
        smoothing_named(name)


@pytest.mark.parametrize(
    "asked",
    [
        "kneser-ney",
        "witten-bell",
        "jelinek-mercer:0.3",
        "mle",
        "add-k:0.05",
        "add-k:3",
        "add-k:0.1234567",
        "add-k:1e-07",
    ],
)
def test_a_label_asks_for_the_same_method_again(asked: str) -> None:
    label = smoothing_named(asked).label
    assert parse_smoothing(label) == parse_smoothing(asked)
    assert train("a b", 2, asked).smoothing == label


def test_every_method_can_be_asked_for_by_its_name() -> None:
    for name in SMOOTHING_METHODS:
        assert smoothing_named(name).label.partition(":")[0] == name


@pytest.mark.parametrize(
    ("recipe", "kind"),
    [
        (Recipe(("test",), order=0), ModelError),
        (Recipe(("test",), order=17), ModelError),
        (Recipe(("test",), smoothing="none"), SettingError),
        (Recipe(("test",), smoothing="add-k:x"), SettingError),
        (Recipe(("test",), smoothing="jelinek-mercer:0.5,0.2"), SettingError),
        (Recipe(("test",), unit="page"), SettingError),
        (Recipe(("test",), tokenizer="bpe"), SettingError),
    ],
)
def test_an_unusable_recipe_is_refused_before_any_text_is_cut(recipe: Recipe, kind: type[Exception]) -> None:
    reported: list[str] = []
    with pytest.raises(kind) as refused:
        train_on(
            corpus_of(recipe, [Document("test", "a b c")]), recipe, lambda stage, fraction: reported.append(stage)
        )
    assert "\n" not in str(refused.value)
    assert reported == []
