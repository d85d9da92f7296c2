"""The terminal is asked how it counts; what is no answer to that changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from lmtui.text.cells import Widths, columns, use_widths, widths_in_use
from lmtui.tui.textual_fixes.cell_widths import patch_widths
from lmtui.tui.wire.cursor_reports import QUESTION
from lmtui.tui.wire.width_probe import _SAMPLES, WidthProbe, use_measured_widths

SAMPLES = [sample for sample, _, _ in _SAMPLES]
TMUX, SCREEN, CLUSTERS = (
    [2, 1, 2, 1, 4, 2, 1, 1, 1, 2],
    [2, 2, 4, 2, 4, 2, 1, 1, 1, 2],
    [1, 1, 2, 2, 2, 2, 2, 2, 2, 1],
)


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = widths_in_use()
    yield
    use_widths(before)
    patch_widths()


def answered(ends: list[int]) -> WidthProbe:
    probing = WidthProbe(24, 0.0)
    for row, column in enumerate(ends):
        assert probing.take(row, column, 1.0)
    return probing


@pytest.mark.parametrize("ends", [TMUX, SCREEN, CLUSTERS])
def test_what_was_measured_is_how_is_counted(ends: list[int]) -> None:
    probing = answered(ends)
    assert probing.widths
    assert use_measured_widths(probing.widths)
    assert [columns(sample) for sample in SAMPLES] == ends
    assert widths_in_use().measured
    assert not use_measured_widths(probing.widths)


def test_it_asks_in_a_row_of_its_own_for_each_and_leaves_nothing() -> None:
    request = WidthProbe(24, 0.0).request
    assert request.count(QUESTION) == WidthProbe(24, 0.0).questions == len(SAMPLES)
    for row, sample in enumerate(SAMPLES, 1):
        assert f"\x1b[{row}H{sample}{QUESTION}\r     " in request
    assert len(request.encode()) < 300
    assert not re.sub(r"\x1b\[\d+H|\x1b\[6n|\r {5}", "", request).strip("".join(SAMPLES))


@pytest.mark.parametrize(
    "answers",
    [
        [(9, 5)] * 10,  # where the cursor was in the end
        [*enumerate(TMUX[:9]), (9, 40)],
        [*enumerate(TMUX[:9]), (3, 2)],
        [(row, 0) for row in range(10)],
        [(row, 9) for row in range(10)],
    ],
)
def test_what_is_no_answer_changes_nothing(answers: list[tuple[int, int]]) -> None:
    probing = WidthProbe(24, 0.0)
    for row, column in answers:
        probing.take(row, column, 1.0)
    assert not use_measured_widths(probing.widths)
    assert widths_in_use() == Widths()


def test_more_answers_are_answers_to_something_else() -> None:
    probing = answered(TMUX)
    assert not probing.take(0, 2, 1.0)


def test_an_answer_that_comes_late_is_one_to_something_else() -> None:
    probing = WidthProbe(24, 0.0)
    assert probing.take(0, 2, 1.0)
    assert not probing.take(1, 1, 60.0)
    assert probing.widths is None


def test_a_screen_with_few_rows_is_not_asked() -> None:
    probing = WidthProbe(5, 0.0)
    assert (probing.questions, probing.request) == (0, "")
    assert not probing.take(0, 2, 0.1)


def test_answers_are_waited_for_as_long_as_they_may_come() -> None:
    probing = WidthProbe(24, 10.0)
    assert probing.waiting(10.5, 1.0)
    assert not probing.waiting(11.5, 1.0)
    assert not answered(TMUX).waiting(0.1, 1.0)
