"""Whatever was switched on in the terminal is switched off again, and nothing of anybody else's."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lmtui.tui.wire.modes import SYNCHRONISED, TerminalModes

_ALTERNATE_SCREEN = 1049
_SOMEBODY_ELSES = 2  # keyboard flags that were on the stacks before

MODES = st.sampled_from([1, 7, 25, 1000, 1003, 1004, 1006, 1015, 1016, 2004, 2026, 2048, _ALTERNATE_SCREEN])


class ModelTerminal:
    """Private modes, and a stack of keyboard flags for each of the two screens."""

    def __init__(self) -> None:
        self.on = {7, 25}
        self.stacks = {False: _SOMEBODY_ELSES, True: _SOMEBODY_ELSES}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ModelTerminal) and (self.on, self.stacks) == (other.on, other.stacks)

    __hash__ = None  # type: ignore[assignment]

    @property
    def alternate(self) -> bool:
        return _ALTERNATE_SCREEN in self.on

    def feed(self, data: str) -> None:
        for private, parameters, final in re.findall(r"\x1b\[([?<>])([0-9;]*)([hlu])", data):
            if final == "u":
                self.stacks[self.alternate] += 1 if private == ">" else -int(parameters or 1)
                assert self.stacks[self.alternate] >= _SOMEBODY_ELSES, "somebody else's flags are gone"
            else:
                for mode in map(int, parameters.split(";")):
                    (self.on.add if final == "h" else self.on.discard)(mode)


_SWITCHES = st.tuples(st.lists(MODES, min_size=1, max_size=3, unique=True), st.sampled_from("hl")).map(
    lambda drawn: f"\x1b[?{';'.join(map(str, drawn[0]))}{drawn[1]}"
)
_KEYBOARD = st.sampled_from(["\x1b[>1u", "\x1b[>25u", "\x1b[>u", "\x1b[<u"])
_QUESTIONS = st.sampled_from(["\x1b[?2026$p", "\x1b[?2048$p"])
SEQUENCES = st.lists(st.one_of(_SWITCHES, _KEYBOARD, _KEYBOARD, _QUESTIONS), max_size=20)


def legal(sequence: str, terminal: ModelTerminal) -> bool:
    """As Textual does: keyboard flags only on the alternate screen, which is not left before they are gone."""
    if sequence.endswith("u"):
        return terminal.alternate
    pushed = terminal.stacks[True] > _SOMEBODY_ELSES
    return not (pushed and str(_ALTERNATE_SCREEN) in sequence and sequence.endswith("l"))


@given(SEQUENCES)
@example(["\x1b[?1049h", "\x1b[>1u", "\x1b[?25l", "\x1b[?1000;1003h", "\x1b[?7l"])
@example(["\x1b[?25l", "\x1b[?25l", "\x1b[?25h", "\x1b[?2004h", "\x1b[?2004l"])
def test_all_that_was_switched_is_switched_back(sequences: list[str]) -> None:
    modes, terminal = TerminalModes(), ModelTerminal()
    for sequence in ["\x1b[?1049h", *sequences]:
        if legal(sequence, terminal):
            unbalanced = sequence == "\x1b[<u" and terminal.stacks[True] == _SOMEBODY_ELSES
            assert modes.note(sequence) == (not unbalanced)
            if not unbalanced:
                terminal.feed(sequence)
    was_alternate = terminal.alternate
    undone = modes.undo_all()
    terminal.feed(undone)
    assert terminal == ModelTerminal()
    assert was_alternate == undone.endswith("\x1b[?1049l")
    assert undone.count("1049") == was_alternate
    assert modes.undo_all() == ""


@given(st.lists(_SWITCHES, max_size=20))
def test_what_was_not_changed_is_not_touched(sequences: list[str]) -> None:
    modes, terminal = TerminalModes(), ModelTerminal()
    for sequence in sequences:
        assert modes.note(sequence)
        terminal.feed(sequence)
    touched = re.findall(r"[0-9]+", modes.undo_all())
    assert len(touched) == len(set(touched))
    assert set(map(int, touched)) == terminal.on ^ {7, 25}


def test_nothing_is_undone_of_nothing() -> None:
    assert TerminalModes().undo_all() == ""


def test_keyboard_flags_of_somebody_else_are_not_taken_away() -> None:
    modes = TerminalModes()
    assert not modes.note("\x1b[<u")
    assert modes.note("\x1b[>1u")
    assert modes.note("\x1b[<u")
    assert not modes.note("\x1b[<u")
    assert modes.undo_all() == ""


@pytest.mark.parametrize("pushed", [0, 1, 2])
@pytest.mark.parametrize("popped", [1, 2, 3, 9])
def test_several_keyboard_flags_taken_away_at_once_are_counted_or_refused(pushed: int, popped: int) -> None:
    modes, terminal = TerminalModes(), ModelTerminal()
    for sequence in (*["\x1b[>1u"] * pushed, f"\x1b[<{popped}u"):
        if modes.note(sequence):
            terminal.feed(sequence)
    terminal.feed(modes.undo_all())
    assert terminal == ModelTerminal()


@pytest.mark.parametrize("question", ["\x1b[?2026$p", "\x1b[?2048$p", "\x1b[?1$p"])
def test_questions_pass_and_leave_nothing(question: str) -> None:
    modes = TerminalModes(clipboard=False)
    assert modes.note(question)
    assert modes.undo_all() == ""


@pytest.mark.parametrize("sequence", ["\x1b]52;c;YWJj\x07", "\x1b]52;c;YWI=\x1b\\", "\x1b]52;;YWJj\x07"])
def test_the_clipboard_may_be_written_unless_it_is_forbidden(sequence: str) -> None:
    assert TerminalModes().note(sequence)
    assert not TerminalModes(clipboard=False).note(sequence)


_REFUSED = [
    "\x1b]52;c;?\x07",  # would read the clipboard
    "\x1b]52;c;\x07",  # would empty it
    "\x1b]52;;\x07",
    "\x1b]52;c;\x1b[2J\x07",
    "\x1b]0;a title\x07",
    "\x1b]2;a title\x1b\\",
    "\x1b]8;;http://example.org\x1b\\",
    "\x1b]4;1;red\x07",
    "\x1b]9;4;1;50\x07",
    "\x1b]1337;File=:\x07",
    "\x1bPq\x1b\\",
    "\x1bP+q544e\x1b\\",
    "\x1b_Ga=T\x1b\\",
    "\x1b^x\x1b\\",
    "\x1b[2J",
    "\x1b[6n",
    "\x1b[c",
    "\x1b[21t",
    "\x1b[4h",
    "\x1b[4l",
    "\x1b[!p",
    "\x1b[?u",
    "\x1b[=1u",
    "\x1b[?1049s",
    "\x1b[?1049r",
    "\x1b[1;3r",
    "\x1b[ q",
    "\x1bc",
    "\x1b7",
    "\x1b(0",
    "\x1b[?h",
    "\x1b[?25h\n",
    "\x1b[?25h\x1b[2J",
    "\x1b[?25\uff11h",
    "x",
    "",
]


@pytest.mark.parametrize("sequence", _REFUSED)
@pytest.mark.parametrize("clipboard", [True, False])
def test_all_else_is_refused(sequence: str, clipboard: bool) -> None:
    modes = TerminalModes(clipboard)
    assert not modes.note(sequence)
    assert modes.undo_all() == ""


@pytest.mark.parametrize("sequence", ["\x1b[?;h", "\x1b[?25;l", "\x1b[?;25h", "\x1b[?1000;;1003h"])
def test_parameters_that_are_missing_do_no_harm(sequence: str) -> None:
    modes, terminal = TerminalModes(), ModelTerminal()
    if modes.note(sequence):
        terminal.feed(re.sub(r"(?<=\?);|;(?=[;hl])", "", sequence))
    terminal.feed(modes.undo_all())
    assert terminal == ModelTerminal()


@pytest.mark.parametrize(
    ("sequence", "synchronised"), [("\x1b[?2026h", True), ("\x1b[?2026l", True), ("\x1b[?2026$p", False)]
)
def test_synchronised_output_is_known(sequence: str, synchronised: bool) -> None:
    assert bool(SYNCHRONISED.fullmatch(sequence)) == synchronised
