"""Laws of the wrapping of the text."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from lmtui.playground.transcript import PieceKind, TranscriptPiece
from lmtui.tui.wrapping import LinePart, WrappedText

_CHARACTERS = st.sampled_from("abcdefghij.,;'-漢字한é¶␣\u0301")
_TEXTS = st.text(_CHARACTERS, min_size=1, max_size=12)


_KINDS = st.sampled_from(("word", "word", "word", "hanging", "hanging", "blank", "end"))


def _piece(index: int, kind: str, text: str) -> TranscriptPiece:
    if kind == "end":
        return TranscriptPiece("", "¶", PieceKind.GENERATED, index, breaks=True)
    if kind == "blank":
        return TranscriptPiece("", " ", PieceKind.GENERATED, index)
    return TranscriptPiece(" " if kind == "word" else "", text, PieceKind.GENERATED, index)


def transcripts() -> st.SearchStrategy[list[TranscriptPiece]]:
    """Pieces as a transcript holds them: words with a blank before them or none, blanks, ends of units."""
    drawn = st.lists(st.tuples(_KINDS, _TEXTS), max_size=30)
    return drawn.map(lambda pieces: [_piece(index, kind, text) for index, (kind, text) in enumerate(pieces)])


def wrapped(pieces: list[TranscriptPiece], width: int) -> list[list[LinePart]]:
    lines = WrappedText(width)
    lines.extend(pieces)
    return lines.lines


WIDTHS = st.integers(2, 40)
TRANSCRIPTS = transcripts()


def width_of(line: list[LinePart]) -> int:
    return sum(cell_len(run.space) + cell_len(run.text) for run in line)


def word(space: str, text: str) -> TranscriptPiece:
    return TranscriptPiece(space, text, PieceKind.GENERATED)


@given(TRANSCRIPTS, WIDTHS)
@example([word("", "漢字漢字"), word("", "x")], 3)
def test_no_line_is_wider_than_the_width(pieces: list[TranscriptPiece], width: int) -> None:
    assert all(width_of(line) <= width for line in wrapped(pieces, width))


@given(TRANSCRIPTS, WIDTHS)
def test_all_text_is_there_and_in_order(pieces: list[TranscriptPiece], width: int) -> None:
    runs = [run for line in wrapped(pieces, width) for run in line]
    assert [run.piece for run in runs] == sorted(run.piece for run in runs)
    for number, piece in enumerate(pieces):
        assert "".join(run.text for run in runs if run.piece == number) == piece.text


@given(TRANSCRIPTS, WIDTHS)
def test_a_blank_between_words_is_only_lost_where_a_line_ends(pieces: list[TranscriptPiece], width: int) -> None:
    for line in wrapped(pieces, width):
        seen = -1
        for place, run in enumerate(line):
            if place and run.piece != seen:
                assert run.space == pieces[run.piece].space
            if not place:
                assert run.space == ""
            seen = run.piece


@given(TRANSCRIPTS, WIDTHS, st.lists(st.integers(1, 5)))
def test_wrapping_as_the_text_grows_equals_wrapping_it_at_once(
    pieces: list[TranscriptPiece], width: int, portions: list[int]
) -> None:
    growing = WrappedText(width)
    known: list[TranscriptPiece] = []
    for portion in [*portions, len(pieces)]:
        before = [list(line) for line in growing.lines]
        known = pieces[: len(known) + portion]
        first = growing.extend(known)
        assert growing.lines[:first] == before[:first]  # what stands above the first changed line did not change
    assert growing.lines == wrapped(pieces, width)


@given(TRANSCRIPTS, WIDTHS)
@example([word("", "aa"), word(" ", "bb"), word("", ","), word("", ".")], 5)
def test_a_word_is_split_only_where_it_is_longer_than_a_line(pieces: list[TranscriptPiece], width: int) -> None:
    lines = wrapped(pieces, width)
    on_line: dict[int, set[int]] = {}
    for number, line in enumerate(lines):
        for run in line:
            on_line.setdefault(run.piece, set()).add(number)
    for first, last in _words(pieces):
        if sum(cell_len(piece.text) for piece in pieces[first : last + 1]) <= width:
            assert len(set().union(*(on_line[number] for number in range(first, last + 1)))) == 1


def _words(pieces: list[TranscriptPiece]) -> list[tuple[int, int]]:
    """First and last piece of everything that stands between blanks and ends of units."""
    words: list[tuple[int, int]] = []
    for number, piece in enumerate(pieces):
        if piece.text.isspace() or piece.breaks:
            continue
        before = pieces[number - 1] if number else None
        hangs = before and not piece.space and not before.text.isspace() and not before.breaks
        if hangs and words:
            words[-1] = (words[-1][0], number)
        else:
            words.append((number, number))
    return words


@given(TRANSCRIPTS, WIDTHS)
def test_every_piece_is_found_on_the_line_where_it_begins(pieces: list[TranscriptPiece], width: int) -> None:
    lines = WrappedText(width)
    lines.extend(pieces)
    for number in range(len(pieces)):
        begins = next(place for place, line in enumerate(lines.lines) for run in line if run.piece == number)
        assert lines.line_of(number) == begins


def test_prose_breaks_at_blanks_and_punctuation_hangs_on_its_word() -> None:
    pieces = [word("", "The"), word(" ", "fox"), word("", ","), word(" ", "the"), word(" ", "owl"), word("", ".")]
    lines = ["".join(run.space + run.text for run in line) for line in wrapped(pieces, 7)]
    assert lines == ["The", "fox,", "the", "owl."]


def test_a_line_ends_after_the_end_of_a_unit() -> None:
    pieces = [word("", "a"), TranscriptPiece("", "¶", PieceKind.GENERATED, breaks=True), word("", "b")]
    assert ["".join(run.text for run in line) for line in wrapped(pieces, 20)] == ["a¶", "b"]


# Room for a mark


def spelled(wrapped: WrappedText) -> list[str]:
    return ["".join(run.space + run.text for run in line) for line in wrapped.lines]


def wrapped_pieces(words: list[tuple[str, str]], width: int, widened: frozenset[int]) -> WrappedText:
    wrapped = WrappedText(width, widened)
    wrapped.extend(
        [TranscriptPiece(space, text, PieceKind.GENERATED, number) for number, (space, text) in enumerate(words)]
    )
    return wrapped


SAID = [("", "he"), (" ", "said"), ("", "."), (" ", "The"), (" ", "end")]


@pytest.mark.parametrize("width", range(2, 24))
@pytest.mark.parametrize("widened", list(map(frozenset, [(), {0}, {1}, {2}, {3}, {4}, {1, 3, 4}])))
def test_a_piece_without_a_blank_gets_one_for_a_mark_and_no_line_is_too_long(
    width: int, widened: frozenset[int]
) -> None:
    wrapped = wrapped_pieces(SAID, width, widened)
    assert all(sum(run.width for run in line) <= wrapped.width for line in wrapped.lines)
    assert "".join("".join(run.text for run in line) for line in wrapped.lines) == "hesaid.Theend"
    for line in wrapped.lines:
        for place, run in enumerate(line):
            assert (run.space == " ") == (place > 0 and (run.piece in widened or bool(SAID[run.piece][0])))
    firsts = [run.piece for line in wrapped.lines for run in line if run.begins_piece]
    assert firsts == [0, 1, 2, 3, 4]  # each once, however many parts it was broken into


def test_the_blank_for_a_mark_is_no_place_to_break_a_line() -> None:
    assert spelled(wrapped_pieces(SAID, 8, frozenset())) == ["he said.", "The end"]
    assert spelled(wrapped_pieces(SAID, 8, frozenset({2}))) == ["he", "said .", "The end"]


@given(TRANSCRIPTS, WIDTHS)
def test_what_stands_in_the_column_of_a_piece_is_the_piece(pieces: list[TranscriptPiece], width: int) -> None:
    lines = WrappedText(width)
    lines.extend(pieces)
    for piece in range(len(pieces)):
        assert lines.piece_at(lines.line_of(piece), lines.column_of(piece), -1) == piece


def test_behind_the_end_of_a_line_stands_its_last_piece_and_on_an_empty_line_none() -> None:
    lines = WrappedText(9)
    lines.extend([word("", "the"), word(" ", "mouse"), word(" ", "ate"), _piece(3, "end", "")])
    assert (lines.column_of(0), lines.column_of(1), lines.column_of(2)) == (0, 4, 0)
    assert [lines.piece_at(0, column, -1) for column in (0, 2, 3, 8, 99)] == [0, 0, 1, 1, 1]
    assert (lines.piece_at(1, 50, -1), lines.piece_at(2, 0, 7)) == (3, 7)
