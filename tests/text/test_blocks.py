"""A text may be cut into blocks wherever a tokenizer says: the tokens are those of the whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.text.blocks import blocks_of
from lmtui.text.tokenizers import TOKENIZERS, tokenizer_named

CHARACTERS = (
    "ab1_.,'’-!?;:#*\"(\n\t é漢か、。「Z한ー\u0301\u200d\ufe0f\u20e3\u3099\u093f\u0915\u0600\u0d4e\u05d0\u1100\u11a8"
    "\udc80\x1e🇩🇪👍🏽\u00a0\u0e33\u3000"
)
names = st.sampled_from(sorted(TOKENIZERS))


@given(st.lists(st.sampled_from(CHARACTERS), max_size=12).map("".join), names, st.integers(1, 4))
def test_no_token_is_cut(text: str, name: str, size: int) -> None:
    tokenizer = tokenizer_named(name)
    text = tokenizer.prepare(text)
    blocks = list(blocks_of(text, size, tokenizer.ends))
    assert "".join(text[start:end] for start, end in blocks) == text
    tokens = [token for start, end in blocks for token in tokenizer.tokens_between(text[start:end], 0, end - start)]
    assert tokens == tokenizer.tokens_between(text, 0, len(text))


@pytest.mark.parametrize(
    ("name", "text", "longest"),
    [
        ("char", "acgt" * 100, 8),
        ("char", "漢字かな。" * 100, 8),
        ("char", "\u0627\u0644 " * 100, 10),
        ("word", '{"a":[1,2],"b":{}}' * 100, 16),
        ("word", "漢字、かな。" * 100, 10),
        ("whitespace", "a\tb" * 100, 10),
    ],
)
def test_a_line_without_end_is_many_blocks(name: str, text: str, longest: int) -> None:
    blocks = list(blocks_of(text, 8, tokenizer_named(name).ends))
    assert max(end - start for start, end in blocks) <= longest


def test_a_part_is_cut_from_where_it_begins_to_where_it_ends() -> None:
    assert list(blocks_of("a b c d", 1, "(?= )", 1, 6)) == [(1, 3), (3, 5), (5, 6)]
    assert list(blocks_of("", 1, "(?= )")) == []
