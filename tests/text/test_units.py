"""Units: what gets <s> and </s>, by a rule, or as the text as a whole speaks for."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.errors import SettingError
from lmtui.text import units as units_module
from lmtui.text.document import Document
from lmtui.text.encoding import encode, units_to_score
from lmtui.text.specials import BOS
from lmtui.text.tokenizers import tokenizer_named
from lmtui.text.units import AUTO, LINE, PARAGRAPH, UNITS, check_unit, choose_unit, mark_units, units_in_words

WORD = tokenizer_named("word")

WORDS = [
    "the",
    "owl",
    "sat",
    "on",
    "a",
    "branch",
    "and",
    "considered",
    "extraordinary",
    "questions",
    "about",
    "mice",
    "or",
    "rain",
    "until",
    "morning",
    "came",
]
PARAGRAPHS = [
    " ".join(WORDS[(number * number + 3 * start) % len(WORDS)] for number in range(start, start + 43))
    for start in range(8)
]
STANZAS = "\n\n".join(
    "\n".join(f"Line {line} of stanza {stanza}" + " la" * (line % 3) for line in range(4)) for stanza in range(9)
)


def wrapped(columns: int) -> str:
    return "\n\n".join(textwrap.fill(paragraph, columns) for paragraph in PARAGRAPHS) + "\n"


def units(text: str, unit: str = AUTO, name: str = "word") -> list[str]:
    """The units of a text in training, each as its tokens with blanks between them."""
    encoded = encode([Document("test", text)], tokenizer_named(name), unit=unit)
    spelled = " ".join(encoded.vocabulary.decode(encoded.ids.tolist()))
    pieces = [piece.strip().removesuffix("</s>").strip() for piece in spelled.split("<s>")]
    return pieces if unit == "stream" else pieces[1:]


@pytest.mark.parametrize("columns", [40, 60, 72, 100])
def test_a_wrapped_book_has_the_units_of_its_unwrapped_self(columns: int) -> None:
    assert units(wrapped(columns)) == units("\n".join(PARAGRAPHS)) == units("\n\n".join(PARAGRAPHS))
    assert units(wrapped(columns).replace("\n", "\r\n")) == units(wrapped(columns))


def messages(count: int) -> list[str]:
    return [f"Message {number} says{' so' * (number * 7 % 5)}." for number in range(count)]


@pytest.mark.parametrize("blank", ["", "   ", "\t", "\u00a0\u00a0", "\u2003"])
@pytest.mark.parametrize("place", [1, 40, 89])
def test_a_stray_blank_line_changes_nothing(blank: str, place: int) -> None:
    lines = messages(90)
    stray = [*lines[:place], blank, *lines[place:]]
    assert units("\n".join(stray)) == units("\n".join(lines))


def test_lines_that_are_all_alike_are_not_taken_for_wrapped_ones() -> None:
    lines = [f"the number {number} is alike" for number in range(100, 160)]
    assert len(units("\n".join([*lines[:30], "", *lines[30:]]))) == 60


@pytest.mark.parametrize("line", ["message {}", "{} message", "Note {}: all is well today, and the tide is in.", "x"])
@pytest.mark.parametrize("strays", [1, 3])
def test_a_log_stays_a_list_of_lines(line: str, strays: int) -> None:
    lines = [line.format(number) for number in range(90)]
    for stray in range(strays):
        lines.insert(20 * stray + 7, "")
    assert len(units("\n".join(lines))) == 90


def test_stanzas_are_paragraphs_unless_lines_are_asked_for() -> None:
    assert len(units(STANZAS)) == 9
    assert len(units(STANZAS, "line")) == 36
    assert len(units(STANZAS, "file")) == 1
    assert units(STANZAS, "paragraph") == units(STANZAS)


def test_a_long_text_speaks_for_what_stretches_of_it_do() -> None:
    assert choose_unit(["\n".join(messages(60_000))]) == LINE
    assert choose_unit(["\n".join([*messages(30_000), "", *messages(30_000)])]) == LINE
    assert choose_unit([wrapped(60) * 500]) == PARAGRAPH


@given(st.lists(st.text("ab", max_size=30), max_size=30).map("\n".join), st.integers(1, 8))
def test_the_stretches_of_a_long_text_are_lines_from_all_over_it(text: str, length: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(units_module, "STRETCH", length)
        patch.setattr(units_module, "STRETCHES", 4)
        stretches = units_module._stretches(text)
    if len(text) <= 4 * length:
        assert stretches == [text]
        return
    for stretch, start in zip(stretches, range(0, len(text), len(text) // 4), strict=True):
        assert stretch == text[text.find("\n", start) + 1 : text.find("\n", start + length) + 1]


def test_the_texts_of_one_folder_speak_together() -> None:
    wrapped_once = textwrap.fill(PARAGRAPHS[0], 60)
    alone = Document("short", wrapped_once)
    assert encode([alone], WORD).units > 1  # nothing says that its lines are wrapped
    folder = [Document("long", wrapped(60), corpus="folder"), Document("short", wrapped_once, corpus="folder")]
    together = encode(folder, WORD)
    assert (together.units, together.unit) == (9, "paragraph")
    apart = encode([Document("long", wrapped(60)), alone], WORD)
    assert apart.unit == "paragraph or line"


@given(
    st.lists(st.sampled_from(("a b", "c", "", "  ", "\u00a0", "d e f")), min_size=2), st.sampled_from(sorted(UNITS))
)
def test_no_unit_is_empty_and_no_token_is_lost(lines: list[str], unit: str) -> None:
    text = "\n".join(lines)
    if len(text.split()) < 2:
        return
    cut = units(text, unit)
    assert "" not in cut
    assert " ".join(cut).split() == text.split()


def test_a_stream_has_no_units() -> None:
    encoded = encode([Document("one", "a b\n\nc"), Document("two", "d")], WORD, unit="stream")
    assert (encoded.units, encoded.tokens, BOS in encoded.ids) == (0, 4, False)
    characters = encode([Document("one", "ab\n\nc\n")], tokenizer_named("char"), unit="stream")
    assert characters.vocabulary.decode(characters.ids.tolist()) == ["a", "b", "\n", "\n", "c", "\n"]


def test_empty_lines_are_units_for_kenlm_alone() -> None:
    assert units("a b\n\nc", "line", "whitespace") == ["a b", "", "c"]
    assert units("a b\n\nc", "auto", "whitespace") == ["a b", "", "c"]
    assert units("a b\n\nc", "paragraph", "whitespace") == ["a b", "c"]
    assert units("a b\n\nc", "line", "word") == ["a b", "c"]


@pytest.mark.parametrize("columns", [50, 60, 75])
def test_what_is_scored_is_cut_as_in_training(columns: int) -> None:
    book = wrapped(columns)
    scored = [WORD.split(piece) for piece in units_to_score(book, WORD, AUTO, "paragraph")]
    assert scored == [unit.split() for unit in units(book)]
    unwrapped = [WORD.split(piece) for piece in units_to_score("\n".join(PARAGRAPHS), WORD, AUTO, "paragraph")]
    assert unwrapped == scored


def test_a_wrapped_paragraph_alone_is_one_text_and_two_short_lines_are_two() -> None:
    alone = textwrap.fill(PARAGRAPHS[2], 60)
    assert len(list(units_to_score(alone, WORD, AUTO, "paragraph"))) == 1
    assert len(list(units_to_score(alone, WORD, AUTO, "line"))) == alone.count("\n") + 1
    two = "the mouse ate the cheese\nthe cheese ate the mouse\n"
    assert len(list(units_to_score(two, WORD, AUTO, "paragraph"))) == 2
    assert len(list(units_to_score(two, WORD, "paragraph", "paragraph"))) == 1


@pytest.mark.parametrize("unit", ["auto", "line", "paragraph", "file", "stream"])
@pytest.mark.parametrize("blank", ["", "\n", " \n\u00a0\n"])
def test_blank_text_holds_nothing_to_score(unit: str, blank: str) -> None:
    assert list(units_to_score(blank, WORD, unit)) == []


def test_blank_lines_are_texts_where_kenlm_counts_them() -> None:
    whitespace = tokenizer_named("whitespace")
    for text, count in (("", 0), ("\n", 1), ("a\n", 1), ("a\n\n", 2), ("\na", 2)):
        assert len(list(units_to_score(text, whitespace, AUTO))) == count


@pytest.mark.parametrize("name", ["", "lines", "Line", "page"])
def test_an_unknown_rule_is_refused_in_one_line(name: str) -> None:
    with pytest.raises(SettingError, match="choose one of auto, line, paragraph, file, stream") as refused:
        check_unit(name)
    assert "\n" not in str(refused.value)


def test_units_are_counted_in_words() -> None:
    assert [units_in_words(1, "line"), units_in_words(1200, "paragraph"), units_in_words(0, "stream")] == [
        "1 line",
        "1,200 paragraphs",
        "a stream",
    ]


def test_a_unit_break_in_an_exact_text_is_no_break() -> None:
    exact = tokenizer_named("whitespace")
    assert mark_units(exact.prepare("a\x1eb"), LINE, empty_lines=True).count("\x1e") == 0
