"""Tokens spelled as running text again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lmtui.text import bundled
from lmtui.text.display import Speller
from lmtui.text.tokenizers import TOKENIZERS


def spelled(name: str, tokens: list[str]) -> str:
    speller = Speller(TOKENIZERS[name])
    return "".join(space + written for space, written in map(speller.spell, tokens))


def again(name: str, text: str) -> str:
    """The text cut into tokens and spelled from them."""
    return spelled(name, TOKENIZERS[name].split(text))


@pytest.mark.parametrize(
    "prose",
    [
        "The cat sat on the mat.",
        "Well, I don't know; it's five o'clock: go! Why?",
        "The mother-in-law (and the dog) paid $5, or 3.50 in coins [at most].",
        "He said, “Come in,” and sat down.",
        'He said, "Come in," and sat down.',
        'He said, "Come in," and "Sit down."',
        '"Come in," he said. "Sit down."',
        '("Come in," he said.)',
        "The dogs’ bones were gone…",
        "One — and only one — of 10% came.",
    ],
)
def test_words_of_simple_prose_are_spelled_as_that_prose(prose: str) -> None:
    assert again("word", prose) == prose


@pytest.mark.parametrize("name", ["fables", "kitchen", "voyage"])
def test_paragraphs_of_the_bundled_prose_survive_being_cut_into_words(name: str) -> None:
    paragraphs = [" ".join(paragraph.split()) for paragraph in bundled.text_of(name).split("\n\n")]
    same = sum(again("word", paragraph) == paragraph for paragraph in paragraphs)
    assert same >= 0.95 * len(paragraphs)


@settings(max_examples=200)
@given(st.text(st.characters(exclude_characters="\x1e")))
def test_characters_are_spelled_exactly(text: str) -> None:
    assert again("char", text) == text


@settings(max_examples=200)
@given(st.lists(st.text(st.characters(exclude_characters=" \t\n\x1e"), min_size=1), max_size=10))
def test_whitespace_tokens_stand_one_blank_apart(tokens: list[str]) -> None:
    tokens = [token for token in tokens if token not in ("<s>", "</s>")]
    assert again("whitespace", " ".join(tokens)) == " ".join(tokens)


@pytest.mark.parametrize(("name", "expected"), [("word", "a.\nb"), ("char", "a.\nb"), ("whitespace", "a .\nb")])
def test_the_end_of_a_unit_is_a_newline_with_no_blank_beside_it(name: str, expected: str) -> None:
    assert spelled(name, ["a", ".", "</s>", "b"]) == expected


def test_a_quotation_mark_left_open_does_not_reach_into_the_next_unit() -> None:
    one = 'He said "go'
    other = 'she said "come" too'
    tokens = [*TOKENIZERS["word"].split(one), "</s>", *TOKENIZERS["word"].split(other)]
    assert spelled("word", tokens) == f"{one}\n{other}"
