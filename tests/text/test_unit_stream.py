"""A text that comes in pieces has the units that it has as a whole."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lmtui.text import unit_stream
from lmtui.text.decoding import decode
from lmtui.text.encoding import units_to_score
from lmtui.text.tokenizers import tokenizer_named
from lmtui.text.unit_stream import UnitInParts, UnitStream
from lmtui.text.units import AUTO, FILE, LINE, PARAGRAPH, STREAM

TEXTS = st.lists(st.sampled_from(("a", "b c", " ", "\n", "\n\n", "\r\n", "\r", "é’", "\t"))).map("".join)


def units_in_pieces(text: str, tokenizer: str, rule: str, trained: str, cuts: list[int]) -> list[list[str]]:
    """The tokens of each unit."""
    cutter = tokenizer_named(tokenizer)
    stream = UnitStream(cutter, rule, trained)
    places = [0, *sorted(cut % (len(text) + 1) for cut in cuts), len(text)]
    units = [unit for start, end in pairwise(places) for unit in stream.feed(text[start:end])]
    return [cutter.tokens(unit) for unit in [*units, *stream.finish()]]


@settings(max_examples=300)
@given(
    TEXTS,
    st.sampled_from(("word", "whitespace")),
    st.sampled_from((AUTO, LINE, PARAGRAPH, FILE, STREAM)),
    st.sampled_from((LINE, PARAGRAPH)),
    st.lists(st.integers(0, 99), max_size=6),
)
def test_pieces_have_the_units_of_the_whole(text: str, name: str, rule: str, trained: str, cuts: list[int]) -> None:
    cutter = tokenizer_named(name)
    if rule != AUTO:
        trained = rule
    elif name == "whitespace":
        trained = LINE
    whole = units_to_score(decode(text.encode())[0], cutter, rule, trained)
    expected = [cutter.tokens(unit) for unit in whole]
    assert units_in_pieces(text, name, rule, trained, cuts) == expected


@pytest.mark.parametrize(("rule", "trained"), [(AUTO, PARAGRAPH), (PARAGRAPH, PARAGRAPH), (AUTO, LINE)])
def test_a_unit_comes_as_soon_as_it_has_ended(rule: str, trained: str) -> None:
    stream = UnitStream(tokenizer_named("word"), rule, trained)
    assert list(stream.feed("a b")) == []
    assert list(stream.feed("\n")) == (["a b"] if trained == LINE else [])
    assert list(stream.feed("\nc\n")) == (["c"] if trained == LINE else ["a b"])
    assert list(stream.feed("d")) == []
    assert list(stream.finish()) == (["d"] if trained == LINE else ["c\nd"])


PIECES = st.lists(
    st.sampled_from(
        ("a", "b c", " ", "\n", "\r\n", "\r", "é’", "\t", "\u0301", "\u200d", "3.", "14 15", "don`t", "\ufeff")
    )
)


@settings(max_examples=200)
@given(PIECES, st.sampled_from(("word", "char", "whitespace")), st.integers(1, 6), st.integers(1, 5))
def test_a_unit_in_parts_has_the_tokens_of_the_whole(texts: list[str], name: str, long: int, size: int) -> None:
    text, cutter = "".join(texts), tokenizer_named(name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unit_stream, "_LONG", long)
        in_parts = UnitInParts(cutter)
        pieces = [text[start : start + size] for start in range(0, len(text), size)]
        parts = [part for piece in pieces for part in in_parts.feed(piece)] + [*in_parts.finish()]
    whole = list(units_to_score(text, cutter, FILE))
    assert bool(parts) == bool(whole)
    assert [token for part in parts for token in cutter.tokens(part)] == [
        token for unit in whole for token in cutter.tokens(unit)
    ]
