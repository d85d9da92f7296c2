"""Plays the text of a session: draws its tokens on the event loop, at the pace that is set."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable

from lmtui.playground.playback import Playback
from lmtui.playground.state import Playing

_BURST = 0.02  # seconds of generation between two looks at the keys, where the speed is unlimited


async def play(playback: Playback, show: Callable[[], None], answered: Callable[[], Awaitable[object]]) -> None:
    """Draw tokens at the pace that is set until the generation no longer runs, and show each token as it comes.

    Args:
        playback: of the session.
        show: shows the session as it is now.
        answered: waits for the next answer of a model that takes time, or for the news that it cannot answer.
    """
    clock = asyncio.get_running_loop().time
    due = clock()
    while playback.playing is Playing.RUNNING:
        if playback.waits:
            await answered()
            continue
        playback.advance()
        speed = playback.pace.speed
        if speed == math.inf:
            while playback.playing is Playing.RUNNING and not playback.waits and clock() < due + _BURST:
                playback.advance()
            due = clock()
        else:
            due = max(due + 1 / speed, clock())
        show()
        await asyncio.sleep(max(due - clock(), 0.001))
