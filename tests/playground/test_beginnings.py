"""The tokens that begin in some way are found, all of them and no others."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from support.mouse import trained

from lmtui.playground.beginnings import Beginnings
from lmtui.recipe import Recipe

TOKENS = trained(Recipe(("fables",))).sampler.model.tokens
FOUND = Beginnings(TOKENS)
SPELLINGS = [TOKENS.spelling(token) for token in range(len(TOKENS))]


@given(st.sampled_from(SPELLINGS), st.integers(1, 4))
def test_all_tokens_that_begin_so_are_found(spelling: str, length: int) -> None:
    beginning = spelling[:length]
    expected = {
        token
        for token, other in enumerate(SPELLINGS)
        if other.startswith(beginning) and other not in ("<s>", "</s>", "<unk>")
    }
    assert set(FOUND.tokens(beginning)) == expected


def test_nothing_and_what_nothing_begins_with_are_no_beginnings() -> None:
    assert not FOUND.tokens("")
    assert not FOUND.tokens("zzzz")
