"""Answers are due as long as there are fewer of them than questions."""

from __future__ import annotations

from lmtui.tui.wire.cursor_reports import CursorReports


def test_answers_are_due_until_all_have_come() -> None:
    reports = CursorReports()
    assert not reports.are_due
    reports.asked += 2
    reports.answered += 1
    assert reports.are_due
    reports.answered += 1
    assert not reports.are_due


def test_no_answer_is_expected_to_what_is_forgotten() -> None:
    reports = CursorReports(asked=3)
    reports.forget()
    assert not reports.are_due
    reports.asked += 1
    assert reports.are_due
