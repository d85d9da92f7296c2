"""The options of the model: their values as people type them, and what they leave to the recipe."""

from __future__ import annotations

from dataclasses import fields

import pytest

from lmtui.errors import SettingError
from lmtui.options.model import (
    CLOSED,
    CORPUS,
    ENCODING,
    EXACT_TEXT,
    MAX_MIN_COUNT,
    MIN_COUNT,
    MODEL,
    ORDER,
    SERVER,
    SMOOTHING,
    TOKENIZER,
    TRAINING,
    UNIT,
)
from lmtui.recipe import ORDERS, SMOOTHING_METHODS, Recipe, parse_smoothing
from lmtui.text.bundled import CORPORA
from lmtui.text.tokenizers import TOKENIZERS
from lmtui.text.units import UNITS


def test_the_options_and_the_fields_of_a_recipe_are_the_same() -> None:
    of_options = {option.key for option in TRAINING} | {MODEL.key, SERVER.key, "corpora"}
    assert of_options == {field.name for field in fields(Recipe)}


def test_the_defaults_are_those_of_a_recipe() -> None:
    recipe = Recipe(CORPUS.default)
    assert {option.key: option.default for option in TRAINING} == {
        option.key: getattr(recipe, option.key) for option in TRAINING
    }


def test_every_order_tokenizer_unit_corpus_and_smoothing_can_be_chosen() -> None:
    assert [ORDER.kind.read(text) for text in ORDER.choices] == list(ORDERS)
    assert list(TOKENIZER.choices) == list(TOKENIZERS)
    assert list(UNIT.choices) == list(UNITS)
    assert list(CORPUS.choices) == list(CORPORA)
    assert [parse_smoothing(text)[0] for text in SMOOTHING.choices] == list(SMOOTHING_METHODS)


@pytest.mark.parametrize(
    ("typed", "smoothing"), [("add-k", "add-k:0.05"), ("add-k:.10", "add-k:0.1"), ("mle", "mle")]
)
def test_a_smoothing_is_read_with_its_parameter(typed: str, smoothing: str) -> None:
    assert SMOOTHING.kind.read(typed) == smoothing == SMOOTHING.kind.read(smoothing)


@pytest.mark.parametrize(("typed", "encoding"), [(" Windows-1252 ", "cp1252"), ("UTF8", "utf-8"), ("", "")])
def test_an_encoding_is_read_by_any_of_its_names(typed: str, encoding: str) -> None:
    assert ENCODING.kind.read(typed) == encoding


@pytest.mark.parametrize("typed", ["0", "-1", "1.5", "many", str(MAX_MIN_COUNT + 1)])
def test_what_is_no_least_count_is_refused(typed: str) -> None:
    with pytest.raises(SettingError, match="min-count"):
        MIN_COUNT.kind.read(typed)


def test_a_flag_has_a_word_for_yes_and_one_for_no() -> None:
    for flag in (CLOSED, EXACT_TEXT):
        no, yes = flag.choices
        assert (flag.kind.read(no), flag.kind.read(yes)) == (False, True)
        assert (flag.kind.write(False), flag.kind.write(True)) == (no, yes)
