"""What is typed into the table is a rank of digits, or after a slash a token of any characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.tui.typed_rank import TypedRank


def typed(text: str) -> TypedRank:
    made = TypedRank()
    for character in text:
        made.begin_token() if character == "/" else made.type(character)
    return made


def test_digits_are_a_rank_and_what_follows_a_slash_is_a_token() -> None:
    assert not TypedRank()
    assert (typed("12").shown, typed("12").take()) == ("rank 12", 12)
    assert (typed("/ow1").shown, typed("/ow1").take()) == ("token ow1", "ow1")
    assert (typed("12/owl").take(), typed("/").take()) == ("owl", "")


@pytest.mark.parametrize("character", ["a", "²", "٣", " ", "-"])
def test_a_rank_takes_no_other_characters_and_a_token_takes_them(character: str) -> None:
    rank, token = typed("1"), typed("/1")
    assert (rank.type(character), token.type(character)) == (False, True)
    assert (rank.take(), token.take()) == (1, f"1{character}")


@pytest.mark.parametrize("character", ["", "\t", "\x1b", "\n"])
def test_what_cannot_be_printed_is_not_taken(character: str) -> None:
    assert not typed("1").type(character)
    assert not typed("/").type(character)


def test_what_was_taken_or_erased_is_forgotten() -> None:
    made = typed("/a")
    made.erase()
    assert made
    made.erase()
    assert not made
    assert made.take() is None
    made = typed("7")
    assert made.take() == 7
    assert made.take() is None


@given(st.text(st.characters(codec="utf-8"), max_size=100))
def test_whatever_is_typed_it_is_short_and_can_be_shown(text: str) -> None:
    made = TypedRank()
    made.begin_token()
    for character in text:
        made.type(character)
    assert made.shown.isprintable()
    assert len(made.shown) <= 66
