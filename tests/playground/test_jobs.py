"""A job reports its progress, and ends soon after it was cancelled."""

from __future__ import annotations

import pytest

from lmtui.errors import Cancelled
from lmtui.playground.jobs import Job, give_back_memory


class Counting(Job[int]):
    """Counts to ten; cancels itself at a number, if one is given."""

    def __init__(self, cancelled_at: int | None = None) -> None:
        super().__init__()
        self.reached, self._cancelled_at = 0, cancelled_at

    def run(self) -> int:
        for number in range(10):
            if number == self._cancelled_at:
                self.cancel()
            self._report("counting", number / 10)
            self.reached += 1
        return self.reached


def test_before_it_runs_a_job_is_at_its_beginning() -> None:
    job = Counting()
    assert (job.progress.stage, job.progress.fraction) == ("reading", 0.0)


def test_a_job_reports_the_progress_of_its_work() -> None:
    job = Counting()
    assert job.run() == 10
    assert (job.progress.stage, job.progress.fraction) == ("counting", 0.9)
    job.finish()


def test_a_job_of_many_slow_answers_is_long_and_says_so() -> None:
    job = Counting()
    assert (job.is_long, job.estimate) == (False, "")
    job.answers, job.seconds_each = 20, 0.4
    assert (job.is_long, job.estimate) == (False, "about 8 s: 20 answers, 0.4 s each")
    job.answers = 30
    assert job.is_long


@pytest.mark.parametrize("number", range(10))
def test_a_cancelled_job_does_nothing_after_its_next_report(number: int) -> None:
    job = Counting(cancelled_at=number)
    with pytest.raises(Cancelled):
        job.run()
    assert job.reached == number
    assert job.progress.fraction == max(number - 1, 0) / 10


def test_a_job_that_was_cancelled_before_it_began_does_nothing() -> None:
    job = Counting()
    job.cancel()
    with pytest.raises(Cancelled):
        job.run()
    assert (job.reached, job.progress.stage) == (0, "reading")


def test_memory_can_be_given_back_with_any_c_library(monkeypatch: pytest.MonkeyPatch) -> None:
    give_back_memory()
    monkeypatch.setattr("ctypes.CDLL", lambda _: object())
    give_back_memory()
