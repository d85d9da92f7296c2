"""Tokens that are known by their text alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lmtui.neural.text_tokens import TextTokens


@given(st.text())
def test_a_text_is_the_text_of_its_tokens(text: str) -> None:
    tokens = TextTokens()
    assert tokens.text_of([token.id for token in tokens.encode(text)]) == text.encode(errors="replace")


def test_a_token_has_one_id() -> None:
    tokens = TextTokens()
    first, second = tokens.met.id_of(b"\xe2"), tokens.met.id_of(b"\xe2", 1)
    assert first != second
    assert tokens.find("\udce2") == first
    assert [tokens.spelling(token) for token in (first, second)] == ["\udce2"] * 2
    assert tokens.find("") is None
