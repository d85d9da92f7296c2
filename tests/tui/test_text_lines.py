"""The lines of a text have the classes of what is asked of the tokens, and marks where a blank or the margin is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from rich.cells import cell_len

from lmtui.playground.snapshots import LaneView
from lmtui.playground.transcript import PieceKind, Transcript
from lmtui.tui.glyphs import ASCII, UNICODE, Glyphs
from lmtui.tui.text_lines import ENDS_OF_CLASSES, TextLines
from lmtui.tui.widgets.drawing import Piece
from lmtui.tui.wrapping import WrappedText

BOTH = pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
LEGEND = ("colours", "likely", "plain", "unlikely", "rare")


def text_view(generated: Sequence[str], prompt: str = "the", level: int | None = 1) -> LaneView:
    """A prompt of one token and generated tokens, each with its blank before it, if it has one."""
    transcript = Transcript()
    transcript.add("", prompt, PieceKind.PROMPT)
    for index, token in enumerate(generated):
        transcript.add(" " if token.startswith(" ") else "", token.lstrip(" "), PieceKind.GENERATED, index)
    return LaneView(transcript, None, None, LEGEND, lambda index: level)


def drawn(view: LaneView, glyphs: Glyphs = UNICODE, cursor: int | None = None, width: int = 40) -> list[list[Piece]]:
    wrapped = WrappedText(width)
    wrapped.extend(view.transcript.pieces)
    lines, last = TextLines(view, cursor, glyphs), len(wrapped.lines) - 1
    return [lines.line(parts, number == last) for number, parts in enumerate(wrapped.lines)]


def shown(line: Sequence[Piece]) -> str:
    return "".join(text for text, _ in line)


def class_of(line: Sequence[Piece], text: str) -> str:
    return next(name for piece, name in line if piece == text)


def test_tokens_have_the_class_of_their_level_and_the_prompt_its_own() -> None:
    for level, name in enumerate(("likely", "plain", "unlikely", "rare")):
        (line,) = drawn(text_view([" mouse"], level=level))
        assert shown(line) == " the mouse"
        assert (class_of(line, "the"), class_of(line, "mouse")) == ("text--prompt", f"text--{name}")
    (line,) = drawn(text_view([" mouse"], level=None))
    assert class_of(line, "mouse") == "text--hint"
    (line,) = drawn(replace(text_view([" mouse"]), legend=LEGEND[:1]))
    assert class_of(line, "mouse") == "text--plain"


def test_an_unknown_word_is_marked_but_while_it_is_typed() -> None:
    view = text_view([])
    view.transcript.add(" ", "zebr", PieceKind.UNKNOWN)
    assert class_of(drawn(view)[0], "zebr") == "text--unknown"
    assert class_of(drawn(replace(view, is_begun=True))[0], "zebr") == "text--prompt"


@BOTH
def test_a_mark_takes_the_place_of_the_blank_before_its_token_or_of_the_margin(glyphs: Glyphs) -> None:
    view = replace(text_view([" mouse", " ate"]), departs=0, taken=frozenset({1}))
    (line,) = drawn(view, glyphs)
    assert shown(line) == f" the{glyphs.departs}mouse{glyphs.taken}ate"
    lines = drawn(view, glyphs, width=5)
    assert [shown(line) for line in lines] == [" the", f"{glyphs.departs}mouse", f"{glyphs.taken}ate"]
    (line,) = drawn(replace(view, departs=None, taken=frozenset(), uncertain=frozenset({0})), glyphs)
    assert shown(line) == f" the{glyphs.uncertain}mouse ate"


def test_the_class_of_a_token_ends_in_what_is_special_about_it() -> None:
    view = replace(text_view([" a", " b", " c", " d"]), departs=1, uncertain=frozenset({1, 2}))
    (line,) = drawn(view, cursor=0)
    assert [class_of(line, token) for token in "abcd"] == [
        "text--plain under",
        "text--plain departs",
        "text--plain uncertain",
        "text--plain",
    ]
    assert class_of(drawn(view, cursor=1)[0], "b") == "text--plain under"
    assert set(ENDS_OF_CLASSES) == {" under", " departs", " uncertain"}


@BOTH
def test_copied_tokens_stand_between_marks_and_a_mark_without_a_place_comes_later(glyphs: Glyphs) -> None:
    begin, end = glyphs.copied_from_here, glyphs.copied_to_here
    view = replace(text_view([" mouse", " ate", " it"]), copied=(False, True, False, False))
    assert shown(drawn(view, glyphs)[0]) == f" the{begin}mouse{end}ate it"
    hanging = replace(text_view(["mouse", " ate", " it"]), copied=(False, True, True, False))
    assert shown(drawn(hanging, glyphs)[0]) == f" themouse{begin}ate{end}it"


@BOTH
def test_blanks_have_marks_where_they_are_wanted_and_an_ellipsis_says_that_more_is_coming(glyphs: Glyphs) -> None:
    view = replace(text_view([" mouse", " ate"]), shows_blanks=True, is_coming=True)
    blank = glyphs.blank
    assert shown(drawn(view, glyphs)[0]) == f" the{blank}mouse{blank}ate{glyphs.ellipsis}"
    lines = drawn(view, glyphs, width=5)
    assert [shown(line).endswith(glyphs.ellipsis) for line in lines] == [False, False, True]


@BOTH
def test_the_legend_of_colours_names_the_marks_that_are_there_and_fit(glyphs: Glyphs) -> None:
    view = replace(text_view([" mouse"]), taken=frozenset({0}), copied=(True, False), uncertain=frozenset({0}))
    lines = TextLines(view, None, glyphs)
    whole = shown(list(lines.colours(80)))
    assert [word for word in ("unsure", "copied", "by hand") if word in whole] == ["unsure", "copied", "by hand"]
    bare = shown(list(TextLines(text_view([" mouse"]), None, glyphs).colours(80)))
    assert whole.startswith(bare)
    assert not any(word in bare for word in ("unsure", "copied", "by hand"))
    for width in range(cell_len(bare), 80):
        assert cell_len(shown(list(lines.colours(width)))) <= width
