"""Never more frames under way than the terminal can show, and never none for ever."""

from __future__ import annotations

import math
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from lmtui.tui.wire.cursor_reports import QUESTION
from lmtui.tui.wire.pacing import Pacing

PATIENCE = 3.0
RATE = 8000
TICK = 1 / 64  # the clock's; so that sums of times are exact
SIZES = st.integers(1, 192).map(lambda size: 125 * size)  # to 24,000 bytes, which take three seconds


class Paced(RuleBasedStateMachine):
    """A program that draws as often as it may, a terminal that answers or does not, and a clock of their own."""

    def __init__(self) -> None:
        super().__init__()
        self.pacing = Pacing()
        self.now = 0.0
        self.asked: float | None = None  # when the last question was asked, if it has no answer
        self.unanswered = 0
        self.answers = False  # whether the last question that had its time was answered
        self.last: tuple[float, int] | None = None  # when the last frame was sent, and of what size

    @initialize(start=st.sampled_from([0.0, 1.0, 86400.0, 1e6]))
    def begin(self, start: float) -> None:
        self.now = start

    @property
    def under_way(self) -> bool:
        return self.asked is not None and self.now < self.asked + PATIENCE

    @rule(ticks=st.integers(1, 300))
    def time_passes(self, ticks: int) -> None:
        self.now += ticks * TICK

    @rule(size=SIZES)
    def a_frame_goes_if_it_may(self, size: int) -> None:
        if self.asked is not None and not self.under_way:
            self.answers = False
        due = self.pacing.due(self.now)
        if self.answers:
            assert (due > 0) == self.under_way
        elif self.last is not None:
            sent, before = self.last
            assert (due > 0) == (self.now < sent + max(before / RATE, 0.05))
        else:
            assert due == 0
        if not due:
            question = self.pacing.sent(self.now, size)
            assert question == (not self.under_way)
            self.asked = self.now if question else self.asked
            self.unanswered += question
            self.last = (self.now, size)

    @rule()
    def what_is_due_may_go_when_nothing_is_heard_until_then(self) -> None:
        self.now += math.ceil(self.pacing.due(self.now) / TICK) * TICK
        assert self.pacing.due(self.now) == 0

    @precondition(lambda self: self.asked is not None)
    @rule()
    def the_terminal_answers_all_it_was_asked(self) -> None:
        expected = [self.pacing.answered() for _ in range(self.unanswered)]
        assert any(expected)
        self.asked, self.answers, self.unanswered = None, True, 0
        assert self.pacing.due(self.now) == 0  # also if it was silent before

    @precondition(lambda self: self.asked is None)
    @rule()
    def somebody_types_what_looks_like_an_answer(self) -> None:
        before = self.pacing.due(self.now)
        assert not self.pacing.answered()
        assert self.pacing.due(self.now) == before

    @rule(patience=st.sampled_from([0.0, 0.5, 1.0, 10.0]))
    def an_answer_is_waited_for_only_so_long(self, patience: float) -> None:
        expected = self.asked is not None and self.now - self.asked < patience
        assert self.pacing.waiting(self.now, patience) == expected

    @invariant()
    def the_next_frame_is_due_some_time(self) -> None:
        due = self.pacing.due(self.now)
        assert 0 <= due <= PATIENCE
        assert self.pacing.due(self.now) == due


TestPaced = Paced.TestCase
TestPaced.settings = settings(max_examples=120, stateful_step_count=40)


def test_the_question_is_where_the_cursor_is() -> None:
    assert QUESTION == "\x1b[6n"


@given(st.lists(st.integers(1, 60_000), min_size=2, max_size=40), st.floats(0, 1e6))
def test_a_terminal_that_never_answers_gets_no_more_than_it_is_thought_to_take(
    sizes: list[int], start: float
) -> None:
    pacing, now = Pacing(), start
    frames: list[float] = []
    questions: list[float] = []
    for size in sizes:
        while wait := pacing.due(now):
            now = max(now + wait, math.nextafter(now, math.inf))
        if pacing.sent(now, size):
            questions.append(now)
        frames.append(now)
    assert sum(sizes[:-1]) <= RATE * (frames[-1] - frames[0]) * (1 + 1e-6)
    assert all(later - earlier >= PATIENCE for earlier, later in pairwise(questions))
    assert questions[0] == frames[0]


@given(st.lists(st.tuples(SIZES, st.integers(1, 190)), min_size=1, max_size=30))
def test_a_terminal_that_answers_has_one_frame_under_way(frames: list[tuple[int, int]]) -> None:
    pacing, now = Pacing(), 0.0
    assert pacing.sent(now, 20_000)
    pacing.answered()
    for size, ticks in frames:
        assert pacing.due(now) == 0  # at once, however large the last one was
        assert pacing.sent(now, size)
        assert 0 < pacing.due(now) <= PATIENCE
        now += ticks * TICK
        assert pacing.due(now) > 0
        assert pacing.answered()


def test_a_terminal_that_falls_silent_is_waited_for_and_then_paced() -> None:
    pacing = Pacing()
    assert pacing.sent(0.0, 100)
    assert pacing.answered()
    assert pacing.sent(1.0, 4000)
    assert pacing.due(2.0) == 2.0
    assert pacing.due(4.0) == 0.0
    assert pacing.sent(4.0, 4000)  # and it is asked again
    assert pacing.due(4.0) == 0.5
    assert pacing.due(4.5) == 0.0
    assert not pacing.sent(4.5, 4000)  # but not with every frame
    for _ in range(2):
        pacing.answered()  # it was asked twice
    assert pacing.due(4.5) == 0.0
    assert pacing.sent(4.5, 4000)
    assert pacing.due(4.5) == 3.0


def test_a_large_frame_to_a_terminal_that_falls_silent_may_be_followed_when_it_was_said() -> None:
    pacing = Pacing()
    pacing.sent(0.0, 100)
    pacing.answered()
    pacing.sent(1.0, 40_000)
    assert pacing.due(1.0 + pacing.due(1.0)) == 0.0


def test_the_answer_to_a_question_given_up_is_not_taken_for_that_to_the_next() -> None:
    pacing = Pacing()
    pacing.sent(0.0, 100)
    pacing.answered()
    assert pacing.sent(1.0, 8000)
    assert pacing.due(4.0) == 0.0
    assert pacing.sent(4.0, 8000)
    pacing.answered()  # to what was asked at 1.0
    assert pacing.due(4.25) > 0.0  # the frame of 4.0 is still under way
    pacing.answered()
    assert pacing.due(4.5) == 0.0


def test_small_frames_to_a_terminal_that_does_not_answer_are_not_too_many() -> None:
    pacing = Pacing()
    pacing.sent(0.0, 1)
    assert pacing.due(0.0) == 0.05
