"""Laws of the looks: a transition leads exactly there, and no equal looks are two."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.cell_looks import style_of
from support.emulator import seen, styled

from lmtui.tui.wire.cell_style import PLAIN_STYLE, TRUE_COLOUR, CellStyle, style_after, transition

_NUMBERS = st.integers(0, 255)
_BASIC = st.one_of(st.integers(30, 37), st.integers(90, 97))
_COLOURS = st.one_of(
    _BASIC.map(str),
    _NUMBERS.map("38;5;{}".format),
    st.tuples(_NUMBERS, _NUMBERS, _NUMBERS).map(lambda rgb: "38;2;{};{};{}".format(*rgb)),
)
_GROUNDS = st.one_of(
    _BASIC.map(lambda code: str(code + 10)),
    _NUMBERS.map("48;5;{}".format),
    st.tuples(_NUMBERS, _NUMBERS, _NUMBERS).map(lambda rgb: "48;2;{};{};{}".format(*rgb)),
)
_ATTRIBUTES = st.sampled_from(["1", "2", "3", "4", "5", "7", "8", "9", "53"])
_ENDS = st.sampled_from(["", "0", "22", "23", "24", "25", "27", "28", "29", "39", "49", "55"])
_PARTS = st.one_of(_ATTRIBUTES, _ATTRIBUTES, _COLOURS, _GROUNDS, _ENDS)
PARAMETERS = st.lists(_PARTS, max_size=6).map(";".join)
LOOKS = PARAMETERS.map(style_after)


def parameters_of(sequence: str) -> str:
    assert sequence.startswith("\x1b[")
    assert sequence.endswith("m")
    return sequence[2:-1]


@given(PARAMETERS, LOOKS)
def test_a_look_is_what_a_terminal_makes_of_the_sequence(parameters: str, before: CellStyle) -> None:
    assert style_of(style_after(parameters, before)) == styled(parameters, style_of(before))


@given(LOOKS, LOOKS)
@example(style_after("1;2"), style_after("2"))
@example(style_after("1;31"), PLAIN_STYLE)
def test_a_transition_leads_from_the_one_look_to_the_other(before: CellStyle, after: CellStyle) -> None:
    sequence = transition(before, after)
    assert (sequence == "") == (before is after)
    if sequence:
        assert style_after(parameters_of(sequence), before) is after
        assert styled(parameters_of(sequence), style_of(before)) == style_of(after)


@given(LOOKS, LOOKS)
def test_a_transition_is_never_longer_than_setting_all_anew(before: CellStyle, after: CellStyle) -> None:
    anew = ";".join(("0", *after.parameters)) if after.parameters else ""
    assert style_after(anew, before) is after
    assert len(transition(before, after)) <= len(f"\x1b[{anew}m")


@given(LOOKS, LOOKS, LOOKS)
def test_a_detour_is_never_shorter(one: CellStyle, other: CellStyle, third: CellStyle) -> None:
    assert len(transition(one, third)) <= len(transition(one, other) + transition(other, third))


@given(PARAMETERS, PARAMETERS)
def test_without_colours_no_look_has_one(first: str, second: str) -> None:
    look = style_after(second, style_after(first, colours=0), colours=0)
    assert (look.ink, look.ground) == ("", "")
    assert look.attributes == style_after(second, style_after(first)).attributes


@given(PARAMETERS, PARAMETERS)
def test_with_eight_colours_none_is_a_bright_one(first: str, second: str) -> None:
    look = style_after(second, style_after(first, colours=8), colours=8)
    for colour in (look.ink, look.ground):
        assert not 90 <= int(colour.partition(";")[0] or 0) <= 107


@pytest.mark.parametrize(
    ("parameters", "colours", "ink", "ground"),
    [
        ("91;101", 8, "31", "41"),
        ("97;107", 8, "37", "47"),
        ("90;100", 8, "", ""),
        ("90;100", 16, "90", "100"),
        ("31;41", 0, "", ""),
        ("38;5;9;48;2;1;2;3", TRUE_COLOUR, "38;5;9", "48;2;1;2;3"),
    ],
)
def test_colours_are_those_the_terminal_has(parameters: str, colours: int, ink: str, ground: str) -> None:
    look = style_after(parameters, colours=colours)
    assert (look.ink, look.ground) == (ink, ground)


@given(LOOKS)
def test_a_blank_looks_like_a_blank_and_so_does_the_blank_of_it(look: CellStyle) -> None:
    assert look.blank.blank is look.blank
    assert seen(" ", style_of(look)) == seen(" ", style_of(look.blank))
    assert look.blank.ground == look.ground


@given(LOOKS, LOOKS)
def test_blanks_that_look_the_same_have_the_same_look(one: CellStyle, other: CellStyle) -> None:
    alike = seen(" ", style_of(one)) == seen(" ", style_of(other))
    assert (one.blank is other.blank) == alike


@given(LOOKS, LOOKS)
def test_equal_looks_are_the_same_object(one: CellStyle, other: CellStyle) -> None:
    assert (one is other) == (style_of(one) == style_of(other))
    assert style_after("0", one) is PLAIN_STYLE
    assert style_after("", one) is PLAIN_STYLE


def test_equal_looks_are_the_same_object_however_many_there_were_between() -> None:
    reds = [style_after(f"38;2;{number >> 8};{number & 255};7") for number in range(6000)]
    again = [style_after(f"38;2;{number >> 8};{number & 255};7") for number in range(6000)]
    assert all(one is other for one, other in zip(reds, again, strict=True))


def test_a_transition_to_an_equal_look_changes_nothing_however_many_there_were_between() -> None:
    before = style_after("1;38;2;1;1;1")
    for number in range(6000):
        style_after(f"1;38;2;9;{number >> 8};{number & 255}")
    after = style_after("1;38;2;1;1;1")
    sequence = transition(before, after)
    if sequence:
        assert styled(parameters_of(sequence), style_of(before)) == style_of(after)


def test_what_stays_is_not_said_again() -> None:
    assert transition(style_after("1;38;2;1;2;3"), style_after("1;4;38;2;1;2;3")) == "\x1b[4m"
    assert transition(style_after("1;31;42"), PLAIN_STYLE) == "\x1b[m"
