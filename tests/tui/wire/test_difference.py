"""THE law of the wire: what is sent makes a screen that shows one picture show another, cell for cell."""

from __future__ import annotations

import re

import pyte
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.cell_looks import style_of
from support.emulator import Emulator, Style, seen, width_of

from lmtui.tui.wire.cell_grid import Cell, CellGrid
from lmtui.tui.wire.cell_style import PLAIN_STYLE, CellStyle, style_after
from lmtui.tui.wire.difference import ERASE, Pen, difference

COLUMNS, ROWS = 9, 3
Rows = list[list[Cell]]

_PARAMETERS = ["", "", "", "1", "2", "4", "7", "9", "53", "31", "42", "41", "1;32", "1;31;42", "2;42", "4;42", "7;31"]
_PARAMETERS += ["38;5;100;48;2;1;2;3", "1;48;2;1;2;3", "48;2;1;2;3"]
LOOKS = st.sampled_from([style_after(parameters) for parameters in _PARAMETERS])
_WIDE = frozenset("漢字한！")
_GLYPHS = st.sampled_from([*"    aabb─█éЖ", *"漢字한！", "q\u0301", "漢\u0303", "…", "—"])
_PLACES = st.tuples(st.integers(0, ROWS - 1), st.integers(0, COLUMNS - 1))
CURSORS = _PLACES

# A picture is drawn as runs of cells; the rest is blank.
_RUNS = st.tuples(_PLACES, LOOKS, st.lists(_GLYPHS, min_size=1, max_size=COLUMNS))


def cell_of(glyph: str, look: CellStyle) -> list[Cell]:
    if glyph == " ":
        return [(" ", look.blank)]
    return [(glyph, look), ("", look)] if glyph[:1] in _WIDE else [(glyph, look)]


def drawn(rows: Rows, runs: list[tuple[tuple[int, int], CellStyle, list[str]]]) -> Rows:
    """The rows with runs of cells on them; halves of wide characters that are cut are blanks."""
    rows = [row.copy() for row in rows]
    for (y, x), look, glyphs in runs:
        row = rows[y]
        cells = [cell for glyph in glyphs for cell in cell_of(glyph, look)][: COLUMNS - x]
        row[x : x + len(cells)] = cells
        for here in range(COLUMNS):
            half = row[here][0] == "" and (not here or len(cell_of(*row[here - 1])) == 1)
            alone = len(cell_of(*row[here])) == 2 and (here + 1 == COLUMNS or row[here + 1] != ("", row[here][1]))
            if half or alone:
                row[here] = (" ", row[here][1].blank)
    return rows


BLANK: Rows = [[(" ", PLAIN_STYLE)] * COLUMNS for _ in range(ROWS)]
_ALL_RUNS = st.lists(_RUNS, max_size=8)
PICTURES = _ALL_RUNS.map(lambda runs: drawn(BLANK, runs))
# Of two pictures the second often has much in common with the first.
PAIRS = st.one_of(
    st.tuples(PICTURES, PICTURES),
    st.tuples(PICTURES, _ALL_RUNS).map(lambda pair: (pair[0], drawn(*pair))),
)
CHAINS = st.tuples(PICTURES, st.lists(_ALL_RUNS, min_size=1, max_size=3))

TOKENS = re.compile(
    r"\x1b\[[0-9;]*m|\x1b\[[0-9;]*[ABCDH]|[\r\n\b]|\x1bM|[^\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]"
)


def shown(rows: Rows) -> list[list[tuple[str, Style]]]:
    return [[(text, style_of(look)) for text, look in row] for row in rows]


def seen_of(rows: Rows) -> list[list[tuple[str, Style]]]:
    return [[seen(*cell) for cell in row] for row in shown(rows)]


def terminal_with(rows: Rows, pen: Pen) -> Emulator:
    terminal = Emulator(len(rows[0]), len(rows))
    terminal.show(shown(rows))
    if pen.at is not None:
        terminal.at = pen.at
    terminal.style = style_of(pen.style)
    return terminal


def blank(rows: Rows) -> Rows:
    return [[(" ", PLAIN_STYLE)] * len(row) for row in rows]


def every_cell(rows: Rows) -> str:
    """What is sent to a terminal that shows another character in every cell."""
    return difference([[("@", PLAIN_STYLE)] * len(row) for row in rows], rows, Pen(), (0, 0))


def whole(rows: Rows, pen: Pen, cursor: tuple[int, int]) -> str:
    """What is sent to a terminal of which nothing is known."""
    return ERASE + difference(blank(rows), rows, pen, cursor)


def check(terminal: Emulator, wanted: Rows, pen: Pen, cursor: tuple[int, int]) -> None:
    assert terminal.seen == seen_of(wanted)
    assert terminal.at == pen.at == cursor
    assert terminal.style == style_of(pen.style)


@given(PAIRS, CURSORS, CURSORS, LOOKS)
def test_a_screen_that_shows_one_picture_shows_the_other(
    pictures: tuple[Rows, Rows], before: tuple[int, int], cursor: tuple[int, int], look: CellStyle
) -> None:
    first, second = pictures
    pen = Pen(before, look)
    terminal = terminal_with(first, pen)
    terminal.feed(difference(first, second, pen, cursor))
    check(terminal, second, pen, cursor)


@given(PAIRS, CURSORS, CURSORS, LOOKS)
@example((BLANK, BLANK), (1, 1), (0, 0), style_after("7;31"))
def test_a_screen_of_which_nothing_is_known_shows_the_picture(
    pictures: tuple[Rows, Rows],
    before: tuple[int, int],
    cursor: tuple[int, int],
    look: CellStyle,
) -> None:
    junk, wanted = pictures
    terminal, pen = terminal_with(junk, Pen(before, look)), Pen()
    terminal.feed(whole(wanted, pen, cursor))
    check(terminal, wanted, pen, cursor)


@given(CHAINS, st.lists(CURSORS, min_size=4, max_size=4))
def test_pictures_follow_one_another_with_the_same_pen(
    chain: tuple[Rows, list[list[tuple[tuple[int, int], CellStyle, list[str]]]]], cursors: list[tuple[int, int]]
) -> None:
    wanted, changes = chain
    pen, terminal = Pen(), Emulator(COLUMNS, ROWS)
    terminal.feed(whole(wanted, pen, cursors[0]))
    check(terminal, wanted, pen, cursors[0])
    for runs, cursor in zip(changes, cursors[1:], strict=False):
        before, wanted = wanted, drawn(wanted, runs)
        terminal.feed(difference(before, wanted, pen, cursor))
        check(terminal, wanted, pen, cursor)


_WRITES = st.lists(st.tuples(_PLACES, st.sampled_from(_PARAMETERS), st.lists(_GLYPHS, max_size=6)), max_size=6)


@given(st.lists(_WRITES, max_size=3))
def test_what_is_written_into_a_picture_reaches_the_screen(
    frames: list[list[tuple[tuple[int, int], str, list[str]]]],
) -> None:
    picture = CellGrid((COLUMNS, ROWS), lambda sequence: None)
    rows, pen, terminal = blank(picture.rows), Pen(), Emulator(COLUMNS, ROWS)
    for writes in frames:
        for (y, x), parameters, glyphs in writes:
            text = "".join(glyphs)
            while x + sum(map(width_of, text)) > COLUMNS:
                text = text[:-1]
            picture.write(f"\x1b[{y + 1};{x + 1}H\x1b[0;{parameters}m{text}")
        picture.write("\x1b[1;1H")
        terminal.feed(difference(rows, picture.rows, pen, picture.cursor))
        rows = [row.copy() for row in picture.rows]
        check(terminal, picture.rows, pen, picture.cursor)


@given(PICTURES, CURSORS, LOOKS)
def test_what_is_shown_already_costs_nothing(rows: Rows, cursor: tuple[int, int], look: CellStyle) -> None:
    pen = Pen(cursor, look)
    assert difference(rows, [row.copy() for row in rows], pen, cursor) == ""
    assert pen == Pen(cursor, look)


@given(PICTURES, CURSORS, CURSORS)
def test_a_cursor_that_moves_is_all_that_is_sent(
    rows: Rows, before: tuple[int, int], cursor: tuple[int, int]
) -> None:
    sent = difference(rows, rows, Pen(before, PLAIN_STYLE), cursor)
    assert re.fullmatch(r"([\r\n\b]|\x1bM|\x1b\[[0-9;]*[ABCDH])*", sent)
    assert len(sent) <= len("\x1b[3;9H")


@given(PAIRS, CURSORS, st.booleans())
def test_only_looks_movements_and_text_are_sent(
    pictures: tuple[Rows, Rows], cursor: tuple[int, int], known: bool
) -> None:
    first, second = pictures
    sent = difference(first if known else blank(first), second, Pen(), cursor)
    assert TOKENS.sub("", sent) == ""


# Without wide characters and marks, of which pyte's own idea is another.
_NARROW = st.lists(
    st.tuples(_PLACES, LOOKS, st.lists(st.sampled_from("   ab─éЖ…"), min_size=1, max_size=6)), max_size=8
)


@given(st.lists(_NARROW, min_size=1, max_size=3), CURSORS)
def test_pyte_shows_the_pictures_too(
    frames: list[list[tuple[tuple[int, int], CellStyle, list[str]]]], cursor: tuple[int, int]
) -> None:
    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.Stream(screen)
    rows = BLANK
    pen = Pen()
    for runs in frames:
        wanted = drawn(BLANK, runs)
        stream.feed(difference(rows, wanted, pen, cursor))
        rows = wanted
        assert (screen.cursor.y, screen.cursor.x) == cursor
        for y, row in enumerate(wanted):
            for x, (text, look) in enumerate(row):
                assert as_seen(screen.buffer[y][x]) == as_seen(char_of(text, look))


def char_of(text: str, look: CellStyle) -> pyte.screens.Char:
    """A character as pyte shows it in a look."""
    screen = pyte.Screen(1, 1)
    parameters = ";".join(("0", *look.attributes, look.ink or "39", look.ground or "49"))
    pyte.Stream(screen).feed(f"\x1b[{parameters}m{text}")
    return screen.buffer[0][0]


def as_seen(char: pyte.screens.Char) -> pyte.screens.Char:
    """Of a blank neither ink nor weight is seen; pyte does not know lines over text."""
    if char.data == " " and not (char.underscore or char.reverse or char.strikethrough):
        return char._replace(fg="default", bold=False)
    return char


def full_screen(columns: int = 80, rows: int = 24) -> Rows:
    looks = [style_after(parameters) for parameters in ("", "1", "38;5;110", "4;31")]
    return [[(chr(97 + (x + y) % 26), looks[(x // 7 + y) % 4]) for x in range(columns)] for y in range(rows)]


@pytest.mark.parametrize("place", [(0, 0), (0, 79), (11, 40), (23, 0), (23, 79)])
@pytest.mark.parametrize("cursor", [(0, 0), (23, 79), (11, 41)])
@pytest.mark.parametrize("char", ["X", "漢", "─"])
def test_one_changed_cell_costs_twenty_bytes(place: tuple[int, int], cursor: tuple[int, int], char: str) -> None:
    before = [[(cell, PLAIN_STYLE) for cell, _ in row] for row in full_screen()]
    after = [row.copy() for row in before]
    y, x = place
    cells = cell_of(char, PLAIN_STYLE)
    x = min(x, 80 - len(cells))
    after[y][x : x + len(cells)] = cells
    sent = difference(before, after, Pen(cursor, PLAIN_STYLE), cursor)
    assert len(sent.encode()) <= 20


def test_a_character_typed_costs_itself() -> None:
    before = full_screen()
    after = [row.copy() for row in before]
    after[5][10] = ("!", PLAIN_STYLE)
    assert difference(before, after, Pen((5, 10), PLAIN_STYLE), (5, 11)) == "!"


def test_what_follows_a_character_of_uncertain_width_is_sent_again() -> None:
    before: Rows = [[*((char, PLAIN_STYLE) for char in "abcdefghi")]]
    after: Rows = [[*((char, PLAIN_STYLE) for char in "a…cdefghi")]]
    assert difference(before, after, Pen((0, 0), PLAIN_STYLE), (0, 0)) == "\x1b[C…\x1b[1;3Hc\r"


def test_a_blank_is_sent_in_any_look_it_looks_the_same_in() -> None:
    before: Rows = [[("x", PLAIN_STYLE)] * 9]
    look = style_after("1;31")
    after: Rows = [[("a", look), (" ", PLAIN_STYLE), ("b", look), *[("x", PLAIN_STYLE)] * 6]]
    assert difference(before, after, Pen((0, 0), look), (0, 3)) == "a b"


@given(PAIRS, CURSORS, CURSORS, LOOKS)
def test_a_change_costs_no_more_than_the_whole_picture(
    pictures: tuple[Rows, Rows], before: tuple[int, int], cursor: tuple[int, int], look: CellStyle
) -> None:
    first, second = pictures
    changed = difference(first, second, Pen(before, look), cursor)
    # A row of which but the first cells stay begins with a column; the whole one does not.
    assert len(changed.encode()) <= len(every_cell(second).encode()) + len(";2") * ROWS


@settings(max_examples=30)
@given(st.sets(st.tuples(st.integers(0, 23), st.integers(0, 79)), max_size=400), LOOKS)
def test_a_change_of_a_full_screen_costs_no_more_than_the_whole_of_it(
    places: set[tuple[int, int]], look: CellStyle
) -> None:
    before = full_screen()
    after = [row.copy() for row in before]
    for y, x in places:
        after[y][x] = ("#", look)
    changed = difference(before, after, Pen((0, 0), PLAIN_STYLE), (0, 0))
    assert len(changed) <= len(every_cell(after))


# How wide other terminals draw what they do not agree on: never what is certain.
_OPINIONS = st.fixed_dictionaries({char: st.integers(1, 2) for char in "漢字한！…—"})


@given(st.lists(_GLYPHS, min_size=1, max_size=COLUMNS), LOOKS, _OPINIONS)
def test_a_terminal_with_other_ideas_of_width_still_has_the_rest_in_its_place(
    glyphs: list[str], look: CellStyle, opinions: dict[str, int]
) -> None:
    [wanted, *_] = drawn(BLANK, [((0, 0), look, glyphs)])
    # In the last column a character thought wider would wrap.
    while wanted[-1][0] in ("…", "—"):
        wanted[-1] = ("a", look)
    terminal = Emulator(COLUMNS, 1, opinions)
    terminal.feed(whole([wanted], Pen(), (0, 0)))
    for x, (text, _) in enumerate(wanted):
        if len(text) == 1 and (text.isascii() or text in "─█éЖ"):
            follows_halves = text == " " and terminal.rows[0][x][0] == " "
            assert terminal.rows[0][x][0] == text or follows_halves


# What terminals draw in as many columns as they please: of a joined picture one after the other, or none of its own.
_DISPUTED = ["👩\u200d🚀", "❤\ufe0f", "का", "👍🏽", "🇸🇪", "…", "漢", "\U0001fae8", "1\ufe0f\u20e3"]
_WIDTHS = {"🚀": (0, 2), "❤": (1, 2), "\u093e": (0, 1), "🏽": (0, 2), "🇪": (0, 2), "🇸": (1, 2), "…": (1, 2)}
_UNEQUAL = st.fixed_dictionaries({char: st.sampled_from(widths) for char, widths in _WIDTHS.items()})
_LINES = st.lists(st.sampled_from([*"ab─  ", *_DISPUTED]), max_size=10).map("".join)


@given(st.lists(_LINES, min_size=1, max_size=4), _UNEQUAL)
def test_whatever_is_drawn_wider_or_narrower_eats_nothing_and_leaves_nothing(
    lines: list[str], opinions: dict[str, int]
) -> None:
    """Frame by frame, each cell of which the width is certain shows what it should, and no other shows what was."""
    picture, terminal, pen = CellGrid((34, 1), lambda sequence: None), Emulator(34, 1, opinions), Pen()
    rows = blank(picture.rows)
    for line in lines:
        picture.write("\x1b[1;1H" + " " * 34 + f"\x1b[1;1H{line}\x1b[1;1H")
        terminal.feed(difference(rows, picture.rows, pen, picture.cursor))
        rows = [row.copy() for row in picture.rows]
        for x, (text, _) in enumerate(picture.rows[0]):
            there = terminal.rows[0][x][0]
            if text and text in "ab─ ":
                assert there == text, (line, x)
            elif text == "":
                assert there in ("", " ", "🚀", "🏽", "🇪", "\u093e"), (line, x)  # a half, a blank, or a part
            else:
                assert there == " " or there[0] == text[0], (line, x)


@pytest.mark.parametrize(
    ("before", "after", "sent"),
    [
        ("ab    ", "❤\ufe0f    ", "  \b\b❤\ufe0f"),  # blanked first: some terminal draws it in one column
        ("ab    ", "漢    ", "漢"),
        ("👍🏽ab  ", "👍🏽xb  ", "\x1b[2Cx"),  # what is changed behind it is drawn over what was drawn wider
        ("abcd  ", "👍🏽cd  ", "  \b\b👍🏽\x1b[1;3Hcd"),  # and what it may have been drawn over, again
    ],
)
def test_what_terminals_draw_differently_is_sent_so(before: str, after: str, sent: str) -> None:
    rows = [CellGrid((6, 1), lambda sequence: None) for _ in range(2)]
    for picture, text in zip(rows, (before, after), strict=True):
        picture.write(f"\x1b[1;1H{text}")
    pen = Pen((0, 0), PLAIN_STYLE)
    out = difference(rows[0].rows, rows[1].rows, pen, (0, 0))
    assert out.startswith(sent), ascii(out)


@pytest.mark.parametrize(
    ("changed", "sent"),
    [
        ([0, 3], "#bc#"),  # sooner sent again than jumped over
        ([0, 4], "#\x1b[3C#"),
        ([0, 10], "#\x1b[9C#"),
        ([0, 80], "#\n\b#"),
        ([9, 80], "\x1b[9C#\n\r#"),
    ],
)
def test_between_two_changes_the_shorter_way_is_taken(changed: list[int], sent: str) -> None:
    before = [[(chr(97 + x % 26), PLAIN_STYLE) for x in range(80)] for _ in range(2)]
    after = [row.copy() for row in before]
    for place in changed:
        after[place // 80][place % 80] = ("#", PLAIN_STYLE)
    end = (changed[-1] // 80, changed[-1] % 80 + 1)
    assert difference(before, after, Pen((0, 0), PLAIN_STYLE), end) == sent


@pytest.mark.parametrize(
    ("start", "end", "sent"),
    [
        ((5, 5), (5, 6), "\x1b[C"),
        ((5, 5), (5, 3), "\b\b"),
        ((5, 30), (5, 20), "\x1b[10D"),
        ((5, 5), (4, 5), "\x1bM"),
        ((8, 5), (5, 5), "\x1b[3A"),
        ((5, 5), (8, 5), "\n\n\n"),
        ((5, 5), (10, 5), "\x1b[5B"),
        ((5, 5), (6, 4), "\n\b"),
        ((5, 5), (5, 0), "\r"),
        ((5, 5), (0, 0), "\x1b[1H"),
        ((5, 5), (6, 6), "\n\x1b[C"),
        ((5, 5), (9, 9), "\x1b[10;10H"),
    ],
)
def test_the_cursor_goes_the_shortest_way(start: tuple[int, int], end: tuple[int, int], sent: str) -> None:
    assert difference(full_screen(), full_screen(), Pen(start, PLAIN_STYLE), end) == sent


def test_looks_that_alternate_are_chosen_once_each() -> None:
    looks = [style_after("38;2;1;2;3;48;2;4;5;6"), style_after("38;2;3;2;1;48;2;6;5;4")]
    wanted = [[("x", looks[(x // 10 + y) % 2]) for x in range(80)] for y in range(24)]
    assert difference(blank(wanted), wanted, Pen(), (0, 0)).count("m") == 2
