"""Runs jobs in threads, so that the keys go on acting meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from functools import partial
from typing import Any, Generic, TypeVar

from textual.screen import Screen
from textual.worker import WorkType

from lmtui.errors import Cancelled, LmtuiError
from lmtui.playground.jobs import Job

Result = TypeVar("Result")
AnyJob = TypeVar("AnyJob", bound=Job[Any])

_SECONDS_BETWEEN_LOOKS = 0.1  # at a job that runs


async def in_thread(work: Callable[[], Result]) -> Result:
    """The result of some work, done in a daemon thread.

    A thread of asyncio's own would hold up the exit of the program, even one that hangs in a read.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Result] = loop.create_future()

    def succeed(result: Result) -> None:
        if not future.done():
            future.set_result(result)

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


class JobRunner(Generic[AnyJob, Result]):
    """Runs one job at a time; the result of a job that is no longer wanted is dropped.

    Args:
        screen: the screen whose workers wait for the threads.
        done: called with the result of a job.
        failed: called with the reason why a job has no result.
        watch: called ten times a second with the job that runs, to show how far the job is.

    Attributes:
        current: the job that runs; None where none does.
    """

    def __init__(
        self,
        screen: Screen[Any],
        done: Callable[[Result], None],
        failed: Callable[[LmtuiError], None],
        watch: Callable[[AnyJob], None],
    ) -> None:
        self._screen, self._done, self._failed, self._watch = screen, done, failed, watch
        self._is_watching = False
        self.current: AnyJob | None = None

    def start(self, job: AnyJob) -> None:
        """Run a job instead of the one that runs, as soon as the screen has been drawn."""
        self.cancel()
        self.current = job
        self._screen.call_after_refresh(self._begin, job)
        if not self._is_watching:
            self._is_watching = True
            self._screen.set_timer(_SECONDS_BETWEEN_LOOKS, self._look)

    def _look(self) -> None:
        """Have the job that runs watched, and look again later; stop looking where no job runs."""
        self._is_watching = self.current is not None
        if self.current:
            self._watch(self.current)
            self._screen.set_timer(_SECONDS_BETWEEN_LOOKS, self._look)

    def _begin(self, job: AnyJob) -> None:
        if job is self.current:
            # No coroutine yet: an app that ends now would never wait for it, and Python would say so.
            work: WorkType[None] = partial(self._run, job)
            self._screen.run_worker(work, group="job", exclusive=True)

    def cancel(self) -> bool:
        """Cancel the job that runs. Returns True if there was one."""
        job, self.current = self.current, None
        if job:
            job.cancel()
        return job is not None

    async def _run(self, job: AnyJob) -> None:
        try:
            result = await in_thread(job.run)
        except Cancelled:
            return
        except LmtuiError as error:
            if job is self.current:
                self.current = None
                self._failed(error)
            return
        if job is self.current:
            self.current = None
            self._done(result)
            await in_thread(job.finish)
