"""What takes time, kept off the keys: a training in a thread, a generation on the event loop."""

from __future__ import annotations

import asyncio
import contextlib
import math
import threading
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from textual.screen import Screen
from textual.worker import WorkType

from lmtui.errors import Cancelled, LmtuiError
from lmtui.playground.jobs import Trained, Training
from lmtui.playground.session import Session
from lmtui.playground.state import Playing
from lmtui.recipe import Recipe

_BURST = 0.02  # seconds of generation between two looks at the keys, where the speed is unlimited

T = TypeVar("T")


async def in_thread(work: Callable[[], T]) -> T:
    """What some work gives, done in a daemon thread; asyncio would wait at exit for its own, even hung in a read."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def succeed(outcome: T) -> None:
        if not future.done():
            future.set_result(outcome)

    def fail(error: Exception) -> None:
        if not future.done():
            future.set_exception(error)

    def run() -> None:
        with contextlib.suppress(RuntimeError):  # the loop is gone, and with it whoever asked
            try:
                loop.call_soon_threadsafe(succeed, work())
            except Exception as error:
                loop.call_soon_threadsafe(fail, error)

    threading.Thread(target=run, daemon=True).start()
    return await future


class Trainer:
    """Trains one model at a time; what a training gives that is no longer wanted is dropped.

    Args:
        screen: whose workers it uses.
        done: called with what a training gave.
        failed: called with why one gave nothing.

    Attributes:
        current: the training that runs, if one does.
    """

    def __init__(
        self, screen: Screen[None], done: Callable[[Trained], None], failed: Callable[[LmtuiError], None]
    ) -> None:
        self._screen, self._done, self._failed = screen, done, failed
        self.current: Training | None = None

    def start(self, recipe: Recipe) -> None:
        """Train by a recipe, instead of what is being trained; first what is to be seen now is drawn."""
        self.cancel()
        self.current = Training(recipe)
        self._screen.call_after_refresh(self._begin, self.current)

    def _begin(self, training: Training) -> None:
        if training is self.current:
            # No coroutine yet: an app that ends now would never wait for it, and Python would say so.
            work: WorkType[None] = partial(self._train, training)
            self._screen.run_worker(work, group="training", exclusive=True)

    def cancel(self) -> bool:
        """Stop; whether there was something to stop."""
        training, self.current = self.current, None
        if training:
            training.cancel()
        return training is not None

    async def _train(self, training: Training) -> None:
        try:
            trained = await in_thread(training.run)
        except Cancelled:
            return
        except LmtuiError as error:
            if training is self.current:
                self.current = None
                self._failed(error)
            return
        if training is self.current:
            self.current = None
            self._done(trained)
            await in_thread(training.keep)


async def play(session: Session, show: Callable[[], None]) -> None:
    """Draw tokens at the session's pace until it no longer runs, showing them as they come."""
    clock = asyncio.get_running_loop().time
    due = clock()
    while session.playing is Playing.RUNNING:
        session.advance()
        speed = session.pace.speed
        if speed == math.inf:
            while session.playing is Playing.RUNNING and clock() < due + _BURST:
                session.advance()
            due = clock()
        else:
            due = max(due + 1 / speed, clock())
        show()
        await asyncio.sleep(max(due - clock(), 0.001))
