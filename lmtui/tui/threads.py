"""Work in a thread that quitting need not wait for."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import TypeVar

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
