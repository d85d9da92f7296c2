"""Opening the playground gives its exit code, and its last words. (In a terminal: `tests/terminal`.)"""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from support.player import mouse_session

from lmtui.playground.kiosk import Limits
from lmtui.tui import launch
from lmtui.tui.app import PlaygroundApp
from lmtui.tui.connection import Connection
from lmtui.tui.launch import open_playground
from lmtui.tui.wire.ending import SIGNALS


@pytest.fixture(autouse=True)
def _handlers() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    written: list[bytes] = []
    monkeypatch.setattr(launch, "write_at_once", lambda fd, data: written.append(data))
    return written


@pytest.mark.parametrize(
    ("code", "farewell", "last_words"),
    [
        (0, "", []),
        (3, "the time is over", [b"lmtui: the time is over\n"]),
        (None, "tired\x1b[2J", [b"lmtui: tired?[2J\n"]),
    ],
)
def test_exit_codes_and_last_words(
    monkeypatch: pytest.MonkeyPatch, written: list[bytes], code: int | None, farewell: str, last_words: list[bytes]
) -> None:
    def run(app: PlaygroundApp) -> None:
        app.farewell = farewell

    monkeypatch.setattr(PlaygroundApp, "run", run)
    monkeypatch.setattr(PlaygroundApp, "return_code", property(lambda app: code))
    assert open_playground(mouse_session(), Connection(), Limits()) == (1 if code is None else code)
    assert written == last_words
    assert all(signal.getsignal(number) is signal.SIG_IGN for number in SIGNALS)
