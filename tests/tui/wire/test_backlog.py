"""As much input may wait as is not under way, in the app's queue, or waiting there for other keys."""

from __future__ import annotations

from textual import events

from lmtui.tui.wire.backlog import MOST_WAITING, Backlog


def test_all_that_has_not_acted_takes_room() -> None:
    queued = 0
    backlog = Backlog(lambda: queued)
    assert backlog.room() == MOST_WAITING
    backlog.on_the_way.extend(events.Key("a", "a") for _ in range(10))
    assert backlog.room() == MOST_WAITING - 10
    for _ in range(4):
        backlog.on_the_way.popleft()
    queued = 4
    assert backlog.room() == MOST_WAITING - 10
    backlog.on_the_way.clear()
    queued = 0
    backlog.waiting = lambda: 3
    assert backlog.room() == MOST_WAITING - 3
