"""The terminal is given back before the program stops, and taken when it goes on. (In a shell: `tests/terminal`.)"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from lmtui.tui.wire import job_control
from lmtui.tui.wire.ending import Ending
from lmtui.tui.wire.job_control import JobControl


@pytest.fixture(autouse=True)
def _handlers() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTSTP, signal.SIGCONT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is done, in order; stopping is a note, too."""
    done: list[str] = []
    monkeypatch.setattr(os, "killpg", lambda group, number: done.append(signal.Signals(number).name))
    monkeypatch.setattr(os, "kill", lambda process, number: done.append(signal.Signals(number).name))
    return done


def control(done: list[str], is_allowed: bool = True, is_ending: bool = False) -> JobControl:
    ending = Ending(lambda code: None, lambda: None)
    ending.has_begun = is_ending
    jobs = JobControl(
        lambda: done.append("suspend"), lambda: done.append("resume"), lambda call: call(), ending, is_allowed
    )
    jobs.watch_signals()
    return jobs


def test_it_stops_between_giving_the_terminal_back_and_taking_it(done: list[str]) -> None:
    jobs = control(done)
    signal.raise_signal(signal.SIGTSTP)
    assert done == ["suspend", "SIGTSTP", "resume"]
    assert signal.getsignal(signal.SIGTSTP) == jobs._on_stop


def test_it_does_not_stop_where_that_is_not_allowed(done: list[str]) -> None:
    control(done, is_allowed=False)
    signal.raise_signal(signal.SIGTSTP)
    assert done == []


def test_after_a_stop_by_force_it_begins_again(done: list[str]) -> None:
    control(done)
    signal.raise_signal(signal.SIGCONT)
    assert done == ["suspend", "resume"]


def test_the_terminal_is_not_taken_again_at_the_end(done: list[str]) -> None:
    control(done, is_ending=True)
    signal.raise_signal(signal.SIGCONT)
    assert done == []
    signal.raise_signal(signal.SIGTSTP)
    assert done == ["suspend", "SIGTSTP"]


def test_in_the_background_it_stops_until_it_is_in_the_foreground(
    done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [True, True, False]
    monkeypatch.setattr(job_control, "in_background", lambda terminal: answers.pop(0))
    jobs = control(done)
    jobs.wait_for_foreground(0)
    assert done == ["SIGSTOP", "SIGSTOP"]
    assert not jobs._expects_to_continue
