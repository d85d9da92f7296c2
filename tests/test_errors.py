"""Long work that cannot report is reported of all the same, and can be left."""

from __future__ import annotations

from threading import Event

import pytest

from lmtui.errors import Cancelled, SourceError, meanwhile


def test_work_gives_its_result_or_its_error_while_reports_go_on() -> None:
    reports: list[int] = []
    several = Event()

    def report() -> None:
        reports.append(1)
        if len(reports) == 3:
            several.set()

    assert meanwhile(report, lambda: several.wait(60)) is True
    assert len(reports) >= 3

    def fail() -> None:
        raise SourceError("no")

    with pytest.raises(SourceError, match="no"):
        meanwhile(lambda: None, fail)


def test_even_short_work_is_reported_of_before_it_begins() -> None:
    done: list[str] = []
    meanwhile(lambda: done.append("report"), lambda: done.append("work"))
    assert done[0] == "report"

    def cancel() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        meanwhile(cancel, lambda: done.append("more work"))
    assert "more work" not in done


def test_who_cancels_does_not_wait_for_the_work() -> None:
    begun, end = Event(), Event()

    def cancel() -> None:
        if begun.is_set():
            raise Cancelled

    def work() -> bool:
        begun.set()
        return end.wait(60)

    with pytest.raises(Cancelled):
        meanwhile(cancel, work)
    end.set()
