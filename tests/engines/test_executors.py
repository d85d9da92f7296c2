"""Tasks are done by this process or by others, of which none is left."""

from __future__ import annotations

import io
import multiprocessing
import os
import signal
import sys
import time
from multiprocessing import resource_tracker
from multiprocessing.context import SpawnProcess

import pytest

from lmtui.engines.executors import do_all, processes, shares, start_quiet_tracker
from lmtui.errors import Cancelled, ModelError, SourceError


def square(number: int) -> int:
    if number < 0:
        raise SourceError("there is no such square")
    return number * number


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def sleep() -> None:
    time.sleep(600)


def test_this_process_does_tasks_in_order_and_stops_at_the_first_that_fails() -> None:
    found: dict[int, int] = {}
    with processes(0) as workers:
        do_all(workers, square, [(3,), (4,)], found.__setitem__, lambda: None)
        assert found == {0: 9, 1: 16}
        with pytest.raises(SourceError, match="no such square"):
            do_all(workers, square, [(5,), (-1,), (6,)], found.__setitem__, lambda: None)
    assert found == {0: 25, 1: 16}


def test_processes_start_where_the_screen_has_taken_the_place_of_standard_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Captured(io.StringIO):
        def fileno(self) -> int:
            return -1

    tracker = resource_tracker.ResourceTracker()
    monkeypatch.setattr(resource_tracker, "ensure_running", tracker.ensure_running)
    monkeypatch.setattr(sys, "stderr", Captured())
    start_quiet_tracker()
    tracker._stop()  # type: ignore[attr-defined]
    assert isinstance(sys.stderr, Captured)


def test_processes_do_tasks_and_none_is_left_after_a_cancel_or_a_kill() -> None:
    found: dict[int, int] = {}
    with processes(2) as workers:
        do_all(workers, square, [(number,) for number in range(5)], found.__setitem__, lambda: None)
        assert found == {number: number * number for number in range(5)}
        with pytest.raises(SourceError, match="no such square"):
            do_all(workers, square, [(-1,)], found.__setitem__, lambda: None)
        looks = iter(range(3))

        def cancel() -> None:
            if next(looks, None) is None:
                raise Cancelled

        with pytest.raises(Cancelled):
            do_all(workers, sleep, [(), ()], lambda number, result: None, cancel)
    assert not multiprocessing.active_children()
    with processes(1) as workers, pytest.raises(ModelError, match="a worker process was killed"):
        do_all(workers, die, [()], lambda number, result: None, lambda: None)
    assert not multiprocessing.active_children()


def test_ctrl_c_comes_when_a_process_is_started_and_not_before(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    started: list[SpawnProcess] = []
    start = SpawnProcess.start

    def interrupted(process: SpawnProcess) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        start(process)
        os.kill(process.pid or 0, signal.SIGINT)  # a terminal sends it to all
        started.append(process)

    monkeypatch.setattr(SpawnProcess, "start", interrupted)
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), processes(2) as workers:
        do_all(workers, square, [(2,)], lambda number, result: None, lambda: None)
    assert len(started) == 1
    assert not multiprocessing.active_children()
    assert signal.getsignal(signal.SIGINT) is before
    assert capfd.readouterr().err == ""


def test_progress_is_by_size() -> None:
    reported: list[tuple[str, float]] = []
    done, report = shares("counting", [1, 3], lambda stage, fraction: reported.append((stage, fraction)))
    report()
    done(1)
    done(0)
    assert reported == [("counting", 0.0), ("counting", 0.75), ("counting", 1.0)]
