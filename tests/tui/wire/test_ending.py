"""The program ends by the app; at once where the app does not end in time. (In a terminal: `tests/terminal`.)"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator

import pytest

from lmtui.tui.wire import ending
from lmtui.tui.wire.ending import SIGNALS, Ending


@pytest.fixture(autouse=True)
def _handlers() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (*SIGNALS, signal.SIGTTOU)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


class Program:
    """Takes note of what it is asked to do."""

    def __init__(self) -> None:
        self.codes: list[int] = []
        self.restored = threading.Event()
        self.ending = Ending(self.codes.append, self.restored.set)


@pytest.fixture
def exits(monkeypatch: pytest.MonkeyPatch) -> tuple[list[int], threading.Event]:
    codes: list[int] = []
    ended = threading.Event()

    def end(code: int) -> None:
        codes.append(code)
        ended.set()

    monkeypatch.setattr(os, "_exit", end)
    return codes, ended


def test_the_app_is_asked_once(exits: tuple[list[int], threading.Event], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ending, "MOST_SECONDS", 3600.0)
    program = Program()
    assert not program.ending.has_begun
    program.ending.begin(3)
    program.ending.begin(4)
    assert program.ending.has_begun
    assert program.codes == [3]
    assert not program.restored.is_set()


def test_an_app_that_does_not_end_is_ended(
    exits: tuple[list[int], threading.Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ending, "MOST_SECONDS", 0.01)
    program = Program()
    program.ending.begin(3)
    codes, ended = exits
    assert ended.wait(30)
    assert program.restored.is_set()
    assert codes == [3]


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_ends_the_program_with_its_code(
    number: signal.Signals, exits: tuple[list[int], threading.Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ending, "MOST_SECONDS", 3600.0)
    program = Program()
    signal.signal(number, signal.SIG_DFL)
    program.ending.watch_signals()
    signal.raise_signal(number)
    assert program.codes == [128 + number]


def test_a_signal_that_is_ignored_stays_so() -> None:
    program = Program()
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    program.ending.watch_signals()
    signal.raise_signal(signal.SIGHUP)
    assert program.codes == []
