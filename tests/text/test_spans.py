"""Long texts are cut by arrays into the tokens that the patterns of the tokenizers find."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lmtui.text.spans import find_spans
from lmtui.text.tokenizers import TOKENIZERS, tokenizer_named
from lmtui.text.units import UNIT_BREAK

tokenizers = st.sampled_from(sorted(TOKENIZERS))
joined = st.text("aB_-'.,19 \n\x1c", max_size=40)
accented = st.text("a1\xa0\u2003'-. \né’“→😀\u0308\u05d0\"字\U0001f1e6", max_size=30)
scripts = st.text("a1'-., \xa0\u3000é²µ·“”…—ßяΩ’字語がカーン한。、（：！Ａ①\u0308\u3099\u200d\u1160", max_size=30)
any_text = st.text(max_size=30)


@given(st.one_of(joined, accented, scripts, any_text), tokenizers, st.booleans())
@example("3.14abc 12.5.6a 1,000-a a-1-2'3 5's 3-5 a-3.5 _1 1_ 1.a a.5 '' -1-a-", "word", False)
@example("a \u0600 \u06dd١ \u070f\n b\u0600", "word", False)
@example("don’t “x” 2→3 naïve-1.5 \U0001f1e6\U0001f1e6x", "word", True)
def test_the_tokens_are_those_of_the_patterns(text: str, name: str, exact: bool) -> None:
    tokenizer = tokenizer_named(name, exact)
    prepared = tokenizer.prepare(text).replace("\n", UNIT_BREAK, 2) + " and ascii words" * 9
    spans = find_spans(prepared, tokenizer)
    if spans:
        found = [token.decode() for token in spans.tokens(np.arange(len(spans.starts)))]
        assert found == tokenizer.tokens_between(prepared, 0, len(prepared))


@pytest.mark.parametrize("text", ["a\0b", "caf\udce9", "शब्द और शब्द"])
def test_what_is_left_to_the_patterns(text: str) -> None:
    assert find_spans(text, TOKENIZERS["word"]) is None


def test_every_character_that_is_cut_by_arrays_is_cut_as_by_the_patterns() -> None:
    tokenizer = TOKENIZERS["word"]
    for first in range(0x80, 0xD800, 0x80):
        chars = [chr(code) for code in range(first, first + 0x80)]
        text = " ".join(f"{char} a{char}b 1{char}2 {char}'{char}.字" for char in chars)
        spans = find_spans(text, tokenizer)
        if spans:
            found = [token.decode() for token in spans.tokens(np.arange(len(spans.starts)))]
            assert found == tokenizer.tokens_between(text, 0, len(text)), hex(first)


def test_characters_of_any_script_are_left_to_the_patterns_where_they_are_joined() -> None:
    assert find_spans("e\u0308x", TOKENIZERS["char"]) is None
    assert find_spans("slová", TOKENIZERS["char"]) is not None
