"""The lines of a corpus: every token stands in the line that it was read from."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.errors import SourceError
from lmtui.text.document import Document
from lmtui.text.encoding import encode
from lmtui.text.lines import count_lines
from lmtui.text.specials import BOS, EOS
from lmtui.text.tokenizers import TOKENIZERS, tokenizer_named

TEXTS = st.text(st.sampled_from("ab1'é ,.\t\n\n\u0301\u2028\U0001f468\u200d\N{ARABIC LETTER BEH}"), max_size=60)
RULES = ("auto", "line", "paragraph", "file", "stream")


@given(st.lists(TEXTS, min_size=1, max_size=3), st.sampled_from(sorted(TOKENIZERS)), st.sampled_from(RULES))
def test_the_lines_have_the_tokens_of_the_text(texts: list[str], name: str, unit: str) -> None:
    tokenizer = tokenizer_named(name)
    documents = [Document(str(number), text) for number, text in enumerate(texts)]
    try:
        encoded = encode(documents, tokenizer, unit=unit)
    except SourceError:
        return
    lines = count_lines(documents, tokenizer, unit)
    assert lines.tokens == encoded.tokens
    tokens = encoded.ids[(encoded.ids != BOS) & (encoded.ids != EOS)]
    found = [encoded.vocabulary.decode(part.tolist()) for part in np.split(tokens, lines.begins[1:])]
    expected = [
        (number, cut)
        for text in texts
        for number, line in enumerate(tokenizer.prepare(text).split("\n"), 1)
        if (cut := visible_tokens(tokenizer.split(line)))
    ]
    kept = [
        (number, words)
        for number, line in zip(lines.numbers.tolist(), found, strict=True)
        if (words := visible_tokens(line))
    ]
    assert kept == expected


def visible_tokens(tokens: list[str]) -> list[str]:
    """Tokens without blanks, which are not read at the ends of units."""
    return [token.strip() for token in tokens if not token.isspace()]


@pytest.mark.parametrize(
    ("unit", "numbers"), [("line", [2, 5, 6]), ("paragraph", [2, 5, 6]), ("file", [2, 5, 6]), ("stream", [2, 5, 6])]
)
def test_lines_are_numbered_as_in_the_file(unit: str, numbers: list[int]) -> None:
    lines = count_lines([Document("a", "\na b\n\n  \nc\nd e\n")], tokenizer_named("word"), unit)
    assert lines.numbers.tolist() == numbers
    assert lines.begins.tolist() == [0, 2, 3]
    assert lines.tokens == 5


def test_a_newline_belongs_to_the_line_that_it_ends() -> None:
    lines = count_lines([Document("a", "ab\nc\n\nd")], tokenizer_named("char"), "paragraph")
    assert lines.begins.tolist() == [0, 3, 4]
    assert lines.numbers.tolist() == [1, 2, 4]


def test_every_document_counts_its_own_lines() -> None:
    lines = count_lines([Document("a", "a\nb"), Document("b", "c\n\nd")], tokenizer_named("word"), "line")
    assert lines.numbers.tolist() == [1, 2, 1, 3]
