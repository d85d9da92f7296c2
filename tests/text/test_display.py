"""A token that stands alone is seen, told from others, and found again by what is seen."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.text import bundled
from lmtui.text.cells import columns
from lmtui.text.display import BLANKS, Speller, token_label, token_of_label
from lmtui.text.safety import visible
from lmtui.text.tokenizers import TOKENIZERS

NAMED = [
    *(
        0xAD,
        0x34F,
        0x85,
        0x115F,
        0x1160,
        0x1680,
        0x17B4,
        0x180B,
        0x180E,
        *range(0x2000, 0x2010),
        0x2028,
        0x2029,
        0x202E,
    ),
    *(0x202F, 0x205F, *range(0x2060, 0x2065), 0x2066, 0x206A, 0x2800, 0x3000, 0x3164, 0xFE00, 0xFE0E, 0xFE0F, 0xFEFF),
    *(0xFFA0, 0xFFF9, 0xE000, 0xF8FF, 0xFDD0, 0xFFFE, 0xFFFF, 0x378, 0x1D173, 0xE0001, 0xE0041, 0xE0100, 0xF0000),
    *(0x10FFFF, 0x1BCA0, 0xD800),
]


@pytest.mark.parametrize("code", NAMED)
def test_what_is_not_seen_has_a_name(code: int) -> None:
    name = f"<U+{code:04X}>"
    assert token_label(chr(code)) == name
    assert token_label(f"x{chr(code)}y") == f"x{name}y"
    assert token_of_label(name) == chr(code)


@pytest.mark.parametrize("token", ["2010", "co<U+2010>op"])
def test_what_is_seen_has_none(token: str) -> None:
    assert token_label(token) == token


@pytest.mark.parametrize(
    "token",
    [
        "cat",
        "don’t",
        "漢字",
        "👩\u200d🚀",
        "🏳\ufe0f\u200d🌈",
        "👩🏽\u200d🚀",
        "❤\ufe0f",
        "❤\ufe0e",
        "1\ufe0f\u20e3",
        "می\u200cخواهم",
        "क\u094d\u200dष",
        "ක\u0dca\u200dෂ",
        "ᠠ\u180b",
        "\u0600١",
        "\U0001fae8",
        "किताब",
        "مَرْحَبًا",
        "שָׁלוֹם",
    ],
)
def test_spelling_stays(token: str) -> None:
    assert token_label(token) == token


@pytest.mark.parametrize("token", ["co\u200cop", "co\u200dop", "a\ufe0f", "\u200dक", "漢\u200d字", "👩\u200dx"])
def test_what_has_no_effect_where_it_stands_has_a_name(token: str) -> None:
    assert "<U+" in token_label(token)
    assert token_of_label(token_label(token)) == token


def test_bytes_that_are_no_text_are_told_apart() -> None:
    assert [token_label(token) for token in ("est\udce1", "est\udce9")] == ["est<0xE1>", "est<0xE9>"]
    assert token_of_label("est<0xE9>") == "est\udce9"


def test_a_mark_with_nothing_to_stand_on_stands_on_a_circle() -> None:
    assert token_label("\u093eक") == "◌\u093eक"
    assert token_of_label("◌\u093eक") == "\u093eक"
    assert token_of_label("◌") == "◌"


def test_blanks_have_marks_wherever_they_stand() -> None:
    assert token_label("a b\u00a0") == "a␣b⍽"
    assert {mark: token_of_label(mark) for mark in BLANKS} == BLANKS


def test_no_name_is_made_of_what_is_no_character() -> None:
    assert token_of_label("<U+110000>") == "<U+110000>"
    assert token_of_label("<U+12>") == "<U+12>"


_TOKENS = st.text(
    st.one_of(
        st.sampled_from("ab ␣◌<\u200d\u200b\u00ad\ufe0f\u0301क\u094d👩🚀\udce1\x1b\u3164"),
        st.characters(exclude_categories=()),
    ),
    min_size=1,
    max_size=8,
)


@given(_TOKENS)
def test_every_token_is_seen_and_safe(token: str) -> None:
    text = token_label(token)
    assert columns(text)
    assert visible(text) == text
    assert not text.isspace()
    assert unicodedata.category(text[0])[0] not in "MZC" or text[0] in "\U0001fae8" or columns(text[0])


@given(
    _TOKENS.filter(
        lambda token: not set(token) & set("␣⍽⇥↵◌<") and not any("\u2400" <= char <= "\u2421" for char in token)
    )
)
def test_every_token_is_found_by_what_is_shown(token: str) -> None:
    assert token_of_label(token_label(token)) == token


@given(_TOKENS, _TOKENS)
def test_two_tokens_do_not_look_alike(one: str, other: str) -> None:
    marks = set("␣⍽⇥↵◌<")
    if (
        one != other
        and not (set(one) | set(other)) & marks
        and not any("\u2400" <= char <= "\u2421" for char in one + other)
    ):
        assert token_label(one) != token_label(other)


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


@given(st.text(st.characters(exclude_characters="\x1e")))
def test_characters_are_spelled_exactly(text: str) -> None:
    assert again("char", text) == text


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
