"""Plays a session: draws its tokens on the event loop, at the session's pace."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable

from lmtui.playground.session import Session
from lmtui.playground.state import Playing

_BURST = 0.02  # seconds of generation between two looks at the keys, where the speed is unlimited


async def play(session: Session, show: Callable[[], None], answered: Callable[[], Awaitable[object]]) -> None:
    """Draw tokens at the session's pace until the session no longer runs, and show each token as it comes.

    Args:
        session: what is played.
        show: shows the session as it is now.
        answered: waits for the next answer of a model that takes time, or for the news that it cannot answer.
    """
    clock = asyncio.get_running_loop().time
    due = clock()
    while session.playing is Playing.RUNNING:
        if session.waits:
            await answered()
            continue
        session.advance()
        speed = session.pace.speed
        if speed == math.inf:
            while session.playing is Playing.RUNNING and not session.waits and clock() < due + _BURST:
                session.advance()
            due = clock()
        else:
            due = max(due + 1 / speed, clock())
        show()
        await asyncio.sleep(max(due - clock(), 0.001))
