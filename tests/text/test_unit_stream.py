"""A text that comes in pieces has the units that it has as a whole."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lmtui.text import unit_stream
from lmtui.text.encoding import units_to_score
from lmtui.text.memory import TooLarge
from lmtui.text.tokenizers import tokenizer_named
from lmtui.text.unit_stream import Units, UnitStream
from lmtui.text.units import AUTO, FILE, LINE, PARAGRAPH, STREAM

TEXTS = st.lists(
    st.sampled_from(("a", "b c", " ", "\n", "\n\n", "é’", "\t", "\u2028", "\x85", "\u2029", "\ufeff"))
).map("".join)


def units_in_pieces(
    text: str, tokenizer: str, rule: str, trained: str, cuts: list[int], in_parts: bool
) -> list[list[str]]:
    """The tokens of each unit."""
    cutter = tokenizer_named(tokenizer)
    stream = UnitStream(cutter, rule, trained, in_parts)
    places = [0, *sorted(cut % (len(text) + 1) for cut in cuts), len(text)]
    given = [units for start, end in pairwise(places) for units in stream.feed(text[start:end])]
    units: list[list[str]] = []
    ended = True
    for texts, begins, ends in [*given, *stream.finish()]:
        assert begins == ended
        assert texts
        assert (begins and ends) or (in_parts and len(texts) == 1)
        tokens = [cutter.tokens(text) for text in texts]
        units += tokens if begins else [units.pop() + tokens[0]]
        ended = ends
    assert ended
    return units


@settings(max_examples=300)
@given(
    TEXTS,
    st.sampled_from(("word", "whitespace", "char")),
    st.sampled_from((AUTO, LINE, PARAGRAPH, FILE, STREAM)),
    st.sampled_from((LINE, PARAGRAPH, "line or paragraph")),
    st.lists(st.integers(0, 99), max_size=6),
    st.sampled_from((1, 3, 1 << 18)),
    st.booleans(),
)
def test_pieces_have_the_units_of_the_whole(
    text: str, name: str, rule: str, trained: str, cuts: list[int], long: int, in_parts: bool
) -> None:
    cutter = tokenizer_named(name)
    if rule != AUTO:
        trained = rule
    elif name == "whitespace":
        trained = LINE
    if name == "char" and LINE in (rule, trained):
        return  # lines that come one by one keep their blanks
    whole = units_to_score(text, cutter, rule, trained)
    expected = [cutter.tokens(unit) for unit in whole]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unit_stream, "_LONG", long)
        assert units_in_pieces(text, name, rule, trained, cuts, in_parts) == expected


@pytest.mark.parametrize(("rule", "trained"), [(AUTO, PARAGRAPH), (PARAGRAPH, PARAGRAPH), (AUTO, LINE)])
def test_a_unit_comes_as_soon_as_it_has_ended(rule: str, trained: str) -> None:
    stream = UnitStream(tokenizer_named("word"), rule, trained, in_parts=False)
    assert list(stream.feed("a b")) == []
    assert list(stream.feed("\n")) == ([Units(["a b"])] if trained == LINE else [])
    assert list(stream.feed("\nc\n")) == [Units(["c"] if trained == LINE else ["a b"])]
    assert list(stream.feed("d")) == []
    assert list(stream.finish()) == [Units(["d"] if trained == LINE else ["c\nd"])]


PIECES = st.lists(
    st.sampled_from(
        ("a", "b c", " ", "\n", "é’", "\t", "\u0301", "\u200d", "3.", "14 15", "don`t", "\ufeff", "A\u030a", "\n\n")
    )
)


@settings(max_examples=200)
@given(
    PIECES,
    st.sampled_from(("word", "char", "whitespace")),
    st.sampled_from((FILE, PARAGRAPH)),
    st.integers(1, 6),
    st.integers(1, 5),
)
def test_a_unit_in_parts_has_the_tokens_of_the_whole(
    texts: list[str], name: str, rule: str, long: int, size: int
) -> None:
    text, cutter = "".join(texts), tokenizer_named(name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unit_stream, "_LONG", long)
        in_parts = units_in_pieces(text, name, rule, rule, list(range(0, len(text), size)), in_parts=True)
    assert in_parts == [cutter.tokens(unit) for unit in units_to_score(text, cutter, rule, rule)]


def test_the_beginning_of_a_long_text_speaks_for_lines_or_paragraphs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unit_stream, "_LONG", 4)
    monkeypatch.setattr(unit_stream, "_LOOK_AHEAD", 20)
    for look_ahead, expected in ((1 << 22, ["a b\n" * 9 + "a b", "c"]), (20, ["a b"] * 10 + ["c"])):
        monkeypatch.setattr(unit_stream, "_LOOK_AHEAD", look_ahead)
        stream = UnitStream(tokenizer_named("word"), AUTO, PARAGRAPH, in_parts=False)
        given = [text for _ in range(10) for units in stream.feed("a b\n") for text in units.texts]
        given += [text for units in (*stream.feed("\nc"), *stream.finish()) for text in units.texts]
        assert given == expected


def test_a_whole_unit_must_fit_into_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unit_stream, "_LONG", 8)
    monkeypatch.setattr(unit_stream, "free_memory", lambda: 10_000)
    for rule in (LINE, PARAGRAPH, FILE):
        stream = UnitStream(tokenizer_named("word"), rule, rule, in_parts=False)
        with pytest.raises(
            TooLarge, match=r"one unit of the text holds more than .*; without --by-token, --compare and --temp"
        ):
            list(stream.feed("a " * 40))
