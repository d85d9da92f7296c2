"""What was written is what the picture holds, and nothing in it acts on a terminal."""

from __future__ import annotations

import unicodedata

import pyte
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyte import graphics
from rich.cells import cell_len
from support.cell_looks import style_of
from support.emulator import Emulator, Style, seen

from lmtui.text.safety import visible
from lmtui.tui.glyphs import DRAWN_IN_ASCII
from lmtui.tui.wire.cell_grid import Cell, CellGrid
from lmtui.tui.wire.cell_style import PLAIN_STYLE, style_after

COLUMNS, ROWS = 12, 4

# What Textual writes: a place, a look, text of one cell a character, of two, and with marks on it.
_SINGLE = ["", "0", "1", "2", "3", "4", "7", "9", "22", "24", "27", "31", "42", "39", "49", "100"]
SGR = st.sampled_from([*_SINGLE, "1;38;5;200", "0;7;97", "48;2;10;20;30", "0;4;38;2;1;2;3"])
_GLYPHS = st.sampled_from([*"  ab─é▀Ж", "漢", "字", "한", "！", "q\u0301", "漢\u0303", "é\u0323\u0308"])
TEXTS = st.lists(_GLYPHS, min_size=1, max_size=8).map("".join)
PLACES = st.tuples(st.integers(0, ROWS - 1), st.integers(0, COLUMNS - 1))
WRITES = st.lists(st.tuples(PLACES, SGR, TEXTS), max_size=12)

# In pairs of cells: so no wide character is cut; pyte leaves the other half, and puts marks on the second one.
_PAIRS = st.sampled_from(["ab", "  ", "漢", "字", "─ ", "q\u0301x", " Ж", "e\u0301é"])
_PAIRED = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 5), SGR, st.lists(_PAIRS, min_size=1)), max_size=12)


def no_control(sequence: str) -> None:
    raise AssertionError(f"a control: {sequence!r}")


def picture_of(
    data: str, size: tuple[int, int] = (COLUMNS, ROWS), encoding: str = "utf-8", ascii: bool = False
) -> CellGrid:
    picture = CellGrid(size, no_control, encoding=encoding, ascii=ascii)
    picture.write(data)
    return picture


def seen_of(rows: list[list[Cell]]) -> list[list[tuple[str, Style]]]:
    return [[seen(text, style_of(look)) for text, look in row] for row in rows]


def text_of(picture: CellGrid, row: int = 0) -> str:
    return "".join(text for text, _ in picture.rows[row])


def as_in_pyte(colour: str, of: str) -> str:
    if not colour:
        return "default"
    code, *rest = map(int, colour.split(";"))
    if code in (38, 48):
        return str(graphics.FG_BG_256[rest[1]]) if rest[0] == 5 else "".join(f"{part:02x}" for part in rest[1:])
    tables = (graphics.FG_ANSI, graphics.FG_AIXTERM) if of == "ink" else (graphics.BG_ANSI, graphics.BG_AIXTERM)
    return str((tables[0] | tables[1])[code])


@given(_PAIRED)
def test_it_holds_what_a_terminal_shows(writes: list[tuple[int, int, str, list[str]]]) -> None:
    data = "".join(f"\x1b[{y + 1};{2 * x + 1}H\x1b[{sgr}m{''.join(pairs[: 6 - x])}" for y, x, sgr, pairs in writes)
    picture, screen = picture_of(data, (12, 3)), pyte.Screen(12, 3)
    pyte.Stream(screen).feed(data)
    for y, row in enumerate(picture.rows):
        for x, (text, look) in enumerate(row):
            char = screen.buffer[y][x]
            assert unicodedata.normalize("NFC", text) == char.data
            assert as_in_pyte(look.ground, "ground") == char.bg
            for attribute, shown in (("4", char.underscore), ("7", char.reverse), ("9", char.strikethrough)):
                assert (attribute in look.attributes) == shown
            if text != " " or look.blank is not look:
                assert as_in_pyte(look.ink, "ink") == char.fg
                assert ("1" in look.attributes, "3" in look.attributes) == (char.bold, char.italics)


@given(_PAIRED)
def test_new_lines_lead_to_the_next_row(writes: list[tuple[int, int, str, list[str]]]) -> None:
    lines = ["".join(pairs[:6]) for *_, pairs in writes][:ROWS]
    picture, screen = picture_of("\n".join(lines)), pyte.Screen(COLUMNS, ROWS)
    pyte.Stream(screen).feed("\r\n".join(lines))
    expected = [unicodedata.normalize("NFC", text_of(picture, y)) for y in range(ROWS)]
    assert expected == screen.display


def clipped(text: str, columns: int) -> str:
    """As much of a text as fits; of a wide character that does not, a blank."""
    kept = ""
    for char in text:
        if cell_len(kept + char) > columns:
            return kept + " " * (columns - cell_len(kept))
        kept += char
    return kept


@given(WRITES)
@example([((0, 0), "", "漢字"), ((0, 1), "", "한")])
@example([((0, 0), "4", "漢"), ((0, 1), "7", "x")])
def test_writing_over_half_a_wide_character_leaves_a_blank(writes: list[tuple[tuple[int, int], str, str]]) -> None:
    picture, terminal = CellGrid((COLUMNS, ROWS), no_control), Emulator(COLUMNS, ROWS)
    for (y, x), sgr, text in writes:
        written = clipped(text, COLUMNS - x)
        data = f"\x1b[{y + 1};{x + 1}H\x1b[{sgr}m{written}"
        picture.write(data)
        terminal.feed(data)
        assert picture.cursor == (y, x + cell_len(written))
        assert seen_of(picture.rows) == terminal.seen


@given(WRITES)
def test_no_half_of_a_wide_character_is_ever_alone(writes: list[tuple[tuple[int, int], str, str]]) -> None:
    picture = CellGrid((COLUMNS, ROWS), no_control)
    for (y, x), sgr, text in writes:
        picture.write(f"\x1b[{y + 1};{x + 1}H\x1b[{sgr}m{text}")
        for row in picture.rows:
            assert len(row) == COLUMNS
            for (left, look), (right, right_look) in zip(row, [*row[1:], ("x", PLAIN_STYLE)], strict=True):
                assert (cell_len(left[:1]) == 2) == (right == "")
                assert right or right_look is look
            assert row[0][0]


def test_a_wide_character_that_does_not_fit_into_the_last_column_leaves_a_blank() -> None:
    picture = picture_of("\x1b[1;12H漢")
    assert picture.rows[0][11] == (" ", PLAIN_STYLE)


@pytest.mark.parametrize("place", ["\x1b[5;1H", "\x1b[1;13H", "\x1b[99;99H"])
def test_text_outside_the_screen_is_not_seen(place: str) -> None:
    assert picture_of(f"ab{place}xy漢").rows == picture_of("ab").rows


def test_marks_with_nothing_to_stand_on_change_nothing() -> None:
    before = picture_of("漢字").rows
    for column in range(1, 6):
        assert picture_of(f"漢字\x1b[1;{column}H\u0301\u0302").rows == before


@pytest.mark.parametrize("base", ["e", "漢"])
def test_a_mark_of_another_look_stands_on_the_character_before_it(base: str) -> None:
    picture = picture_of(f"\x1b[1;3H\x1b[31m{base}\x1b[32m\u0301\x1b[0mx")
    assert picture.rows[0][2][0] == f"{base}\u0301"
    assert picture.rows[0][2 + cell_len(base)][0] == "x"
    picture.write(f"\x1b[1;3H\x1b[31m{base}\x1b[32m\u0301")
    assert picture.rows[0][2][0] == f"{base}\u0301"


@given(st.lists(st.sampled_from([*"ab漢한é─", "👩\u200d💻", "❤\ufe0f", "👍🏽", "e\u0301", "🇩🇪"]), max_size=6))
def test_text_takes_the_columns_textual_counts_for_it(clusters: list[str]) -> None:
    """Otherwise all that Textual writes after it on the line is shifted."""
    text = "".join(clusters)
    assert picture_of(text, (40, 1)).cursor == (0, cell_len(text))


@pytest.mark.parametrize("text", ["👩\u200d💻", "❤\ufe0f", "👍🏽", "e\u0301"])
def test_what_textual_writes_after_a_cluster_is_where_textual_put_it(text: str) -> None:
    picture = picture_of(f"{text}|", (10, 1))
    assert [cell for cell, _ in picture.rows[0]].index("|") == cell_len(text)


_CONTROLS = "".join(map(chr, [*range(0x20), *range(0x7F, 0xA0)]))
_HOSTILE = _CONTROLS + "\u202e\u2066\u2028\u200b\ufeff\ud800"
_UNTRUSTED = st.text(st.one_of(st.sampled_from(_HOSTILE), st.characters(exclude_categories=())), max_size=20)


@given(_UNTRUSTED, st.sampled_from(["utf-8", "ascii"]), st.booleans())
@example("\x9b31m\x1b[2J\x07", "ascii", False)
@example("\x1b]0;title\x07\x1bPq\x1b\\\x1b", "utf-8", False)
@example("\x1b]0;no end", "utf-8", False)
def test_no_control_is_ever_in_a_cell(text: str, encoding: str, ascii: bool) -> None:
    picture = CellGrid((COLUMNS, ROWS), lambda _: None, encoding=encoding, ascii=ascii)
    picture.write(text)
    for row in picture.rows:
        for shown, _ in row:
            assert visible(shown) == shown
            assert not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in shown)
            shown.encode(encoding)


@pytest.mark.parametrize("control", sorted(set(_CONTROLS) - {"\n", "\x1b"}))
def test_a_control_in_a_text_is_a_mark_of_one_cell(control: str) -> None:
    picture = picture_of(f"a{control}b")
    assert text_of(picture)[0::2][:2] == "ab"
    assert text_of(picture)[1] == visible(control) != control


_NOT_DRAWN = [
    "\x1b[2J",
    "\x1b[K",
    "\x1b[H",
    "\x1b[3A",
    "\x1b[?25l",
    "\x1b[?2026$p",
    "\x1b[>1u",
    "\x1b[<u",
    "\x1b[6n",
    "\x1b[38:2::1:2:3m",
    "\x1b[!p",
    "\x1b[ q",
    "\x1b]0;a title\x07",
    "\x1b]8;;http://example.org\x1b\\",
    "\x1b]52;c;YWJj\x07",
    "\x1bPq#0\x1b\\",
    "\x1b_Ga=T\x1b\\",
    "\x1b^x\x1b\\",
    "\x1bXx\x1b\\",
    "\x1bc",
    "\x1b7",
    "\x1b(0",
    "\x1b#8",
    "\x1b%G",
]


@given(st.lists(st.one_of(st.sampled_from(_NOT_DRAWN), st.sampled_from("abc")), max_size=8))
@example(_NOT_DRAWN)
def test_sequences_that_draw_nothing_are_handed_on_whole_and_in_order(parts: list[str]) -> None:
    controls: list[str] = []
    picture = CellGrid((COLUMNS, ROWS), controls.append)
    picture.write("".join(parts))
    assert controls == [part for part in parts if part in _NOT_DRAWN]
    drawn = "".join(part for part in parts if part not in _NOT_DRAWN)
    assert text_of(picture).rstrip() == drawn
    assert picture.cursor == (0, len(drawn))


def test_a_stray_escape_is_left_out() -> None:
    assert text_of(picture_of("a\x1b\nb\x1b")).rstrip() == "a"


@given(
    st.lists(st.tuples(PLACES, SGR, st.text(st.sampled_from("ab ─éЖ€"), min_size=1, max_size=4)), max_size=8),
    st.just("ascii"),
)
def test_characters_the_terminal_has_not_are_question_marks(
    writes: list[tuple[tuple[int, int], str, str]], encoding: str
) -> None:
    data = "".join(f"\x1b[{y + 1};{x + 1}H\x1b[{sgr}m{text}" for (y, x), sgr, text in writes)
    full, poor = picture_of(data), picture_of(data, encoding=encoding)
    assert full.cursor == poor.cursor
    for row, poor_row in zip(full.rows, poor.rows, strict=True):
        for (text, look), shown in zip(row, poor_row, strict=True):
            assert shown == (text.encode(encoding, "replace").decode(encoding), look)


def test_wide_characters_the_terminal_has_not_keep_their_columns() -> None:
    picture = picture_of("a\x1b[7m漢\x1b[27m字b", encoding="ascii")
    assert text_of(picture).rstrip() == "a? ? b"
    assert [look for _, look in picture.rows[0][:6]] == [PLAIN_STYLE, *[style_after("7")] * 2, *[PLAIN_STYLE] * 3]
    assert picture.cursor == (0, 6)


def test_marks_the_terminal_has_not_take_no_column() -> None:
    picture = picture_of("q\u0301|", encoding="ascii")
    assert text_of(picture).rstrip() == "q|"


@given(st.text(st.sampled_from("".join(map(chr, DRAWN_IN_ASCII))), max_size=COLUMNS))
def test_what_the_program_draws_is_drawn_in_ascii(text: str) -> None:
    picture = picture_of(f"{text}漢é", (COLUMNS + 3, 1), ascii=True)
    assert text_of(picture)[: len(text)].isascii()
    assert text_of(picture)[len(text) :].startswith("漢é")  # the user's own text
    assert picture.cursor == (0, len(text) + 3)


def test_a_new_size_begins_blank_and_keeps_the_look() -> None:
    picture = picture_of("\x1b[31mab\x1b[3;4H")
    picture.changed = False
    picture.resize((3, 2))
    assert picture.changed
    assert picture.rows == [[(" ", PLAIN_STYLE)] * 3] * 2
    assert picture.cursor == (0, 0)
    picture.write("x")
    assert picture.rows[0][0] == ("x", style_after("31"))


def test_rows_are_not_shared() -> None:
    picture = picture_of("ab\x1b[2;1Hab")
    assert len({id(row) for row in picture.rows}) == ROWS


@pytest.mark.parametrize("data", ["x", "\x1b[2;3H"])
def test_what_is_written_is_noticed(data: str) -> None:
    picture = picture_of("")
    picture.changed = False
    picture.write("\x1b[31m")
    assert not picture.changed
    picture.write(data)
    assert picture.changed


@given(WRITES)
def test_without_colours_there_are_none_in_the_cells(writes: list[tuple[tuple[int, int], str, str]]) -> None:
    picture = CellGrid((COLUMNS, ROWS), no_control, colours=0)
    for (y, x), sgr, text in writes:
        picture.write(f"\x1b[{y + 1};{x + 1}H\x1b[{sgr}m{text}")
    assert {(look.ink, look.ground) for row in picture.rows for _, look in row} == {("", "")}


def test_a_blank_has_the_look_of_a_blank() -> None:
    picture = picture_of("\x1b[1;31;42ma \x1b[4m é")
    assert [look for _, look in picture.rows[0][1:3]] == [style_after("42"), style_after("1;4;31;42")]
