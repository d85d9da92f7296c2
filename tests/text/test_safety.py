"""Nothing that could act on a terminal comes through."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lmtui.text.display import BLANKS, token_label
from lmtui.text.safety import clean, is_utf_8, visible

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

# Arbitrary text, lone surrogates too, with what is dangerous made frequent.
dangerous = st.one_of(
    st.characters(categories=("Cc", "Zl", "Zp", "Cs")), st.sampled_from(BIDI + "\ufeff\u200b\ufff9\U000e0041")
)
texts = st.lists(st.one_of(st.characters(exclude_categories=()), dangerous)).map("".join)


def acts_on_a_terminal(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Zl", "Zp", "Cs") or character in BIDI


@settings(max_examples=500)
@given(texts)
def test_no_character_that_acts_on_a_terminal_survives_visible(text: str) -> None:
    safe = visible(text)
    assert not any(map(acts_on_a_terminal, safe))
    assert len(safe) == len(text)
    assert safe == "".join(map(visible, text))
    assert visible(safe) == safe
    safe.encode()  # and it can be written


def test_every_code_point_is_safe_once_visible() -> None:
    everything = "".join(map(chr, range(0x110000)))
    assert not any(map(acts_on_a_terminal, visible(everything)))


@settings(max_examples=300)
@given(st.text(st.characters(categories=("L", "M", "N", "P", "S", "Zs"))))
def test_letters_marks_numbers_and_signs_are_left_alone(text: str) -> None:
    assert visible(text) == clean(text) == text


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("\x1b[2J", "␛[2J"),
        ("a\x00b\x7f", "a␀b␡"),
        ("a\tb\nc\r", "a␉b␊c␍"),
        ("\x9b31m", "\ufffd31m"),
        ("x\u202ey", "x\ufffdy"),
        ("x\u2028y", "x\ufffdy"),
        ("\ud83d", "\ufffd"),
    ],
)
def test_a_control_is_shown_as_a_mark(text: str, marks: str) -> None:
    assert visible(text) == marks


@settings(max_examples=500)
@given(texts)
def test_what_was_read_holds_no_control_but_tabs_and_newlines(text: str) -> None:
    read = clean(text)
    assert not any(acts_on_a_terminal(character) for character in read if character not in "\t\n")
    assert clean(read) == read
    assert read.count("\t") == text.count("\t")


def test_line_ends_of_every_kind_are_read_as_newlines() -> None:
    assert clean("a\r\nb\rc\nd\r\r\ne") == "a\nb\nc\nd\n\ne"
    assert clean("a\tb\n") == "a\tb\n"
    assert clean("\x1b[31mred\x1b[0m") == "␛[31mred␛[0m"


@settings(max_examples=300)
@given(texts.filter(bool))
def test_a_token_alone_is_shown_safely_and_never_as_nothing(token: str) -> None:
    cell = token_label(token)
    assert not any(map(acts_on_a_terminal, cell))
    assert cell


def test_blank_tokens_have_marks_and_a_lone_accent_has_something_to_stand_on() -> None:
    assert [token_label(token) for token in (" ", "\n", "\t", "\u0301", "cat")] == ["␣", "↵", "⇥", "◌\u0301", "cat"]
    # Vowel signs of Thai and Hindi combine, too, though their combining class is 0.
    assert [token_label(token) for token in ("\u0e31", "\u093e", "\u20dd")] == ["◌\u0e31", "◌\u093e", "◌\u20dd"]
    assert [token_label(token) for token in ("\u200d", "\ufe0f")] == ["<U+200D>", "<U+FE0F>"]


def test_a_mark_stands_for_the_blank_it_shows() -> None:
    assert {token_label(blank): blank for blank in (" ", "\n", "\t", "\u00a0")} == BLANKS


@pytest.mark.parametrize(
    ("encoding", "is_it"),
    [("utf-8", True), ("UTF8", True), ("utf_8", True), ("utf-16", False), ("iso2022_jp", False), ("", False)],
)
def test_utf_8_is_known_by_its_names(encoding: str, is_it: bool) -> None:
    assert is_utf_8(encoding) == is_it
    assert not is_utf_8(None)
