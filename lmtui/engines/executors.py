"""Who does the work on shards: this process, or a pool of processes; each is a `concurrent.futures.Executor`.

Tasks are functions of modules, with arguments and results that can be pickled. They write files beside their place
and rename them, so that a worker may be ended at any moment.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any, TypeVar

from lmtui.engines.on_worker import place
from lmtui.errors import LmtuiError, ModelError, Progress, SourceError

Result = TypeVar("Result")

_ENDINGS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}

_BETWEEN_LOOKS = 0.1  # seconds between two looks at whether to stop


class ThisProcess(Executor):
    """Does each task at once, where it is submitted."""

    def submit(self, task: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        """Do a task; the future is done."""
        future: Future[Result] = Future()
        try:
            future.set_result(task(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Workers:
    """Those who do tasks: here this process, or several of this machine.

    Args:
        executor: has the tasks done.
        number: of processes; 0 is this one.

    Attributes:
        executor: has the tasks done.
    """

    def __init__(self, executor: Executor, number: int = 0) -> None:
        self.executor, self._number = executor, number

    def at_once(self) -> int:
        """How many tasks are submitted before the first of them is done.

        Raises:
            ModelError: the workers cannot be reached any more.
        """
        return self._number + 1

    def in_words(self) -> str:
        """How many workers there are, to stand behind what they do; "" where nobody asks.

        Raises:
            ModelError: the workers cannot be reached any more.
        """
        return ""

    def memory(self) -> int:
        """How many bytes of memory a task may take because of the machine that it is done on."""
        return 1 << 62

    def why_broken(self, error: Exception) -> str:
        """What a user must know of a task that has failed because of its worker; "" where it has failed by itself."""
        if isinstance(error, BrokenExecutor):
            return (
                "a worker process was killed, perhaps for lack of memory; the next run goes on from what was "
                "finished; give it fewer --workers, or begin again with a smaller --memory"
            )
        return ""


@contextmanager
def processes(number: int) -> Iterator[Workers]:
    """So many processes, or this process for 0. No process is left when the block ends, or this process does."""
    if not number:
        yield Workers(ThisProcess())
        return
    context = _Context()
    start_quiet_tracker()
    seen_by_workers, held = context.Pipe(duplex=False)
    pool = _Pool(number, context, _begin, (seen_by_workers,))
    with _broken_pipes_ignored():
        try:
            yield Workers(pool, number)
        finally:
            held.close()
            for process in context.started:
                if process.pid:  # Ctrl+C may come before a process is started
                    process.kill()
            pool.shutdown(wait=True, cancel_futures=True)
            seen_by_workers.close()


class _Pool(ProcessPoolExecutor):
    """Starts a process with a task, as long as there are fewer than there may be."""

    def submit(self, task: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        """As in `ProcessPoolExecutor`; no signal comes while a process is started."""
        with _endings_wait():
            return super().submit(task, *args, **kwargs)


@contextmanager
def _endings_wait() -> Iterator[None]:
    """Have signals that end this process wait for the end of the block, lest a process that starts is told half.

    In the processes that are started in the block they wait for `_begin`.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDINGS)  # of this thread; a signal may come to another one
    came: list[int] = []
    handlers: dict[int, Any] = {}
    if threading.current_thread() is threading.main_thread():
        usual = {number: signal.getsignal(number) for number in _ENDINGS}
        handlers = {number: handler for number, handler in usual.items() if handler not in (signal.SIG_IGN, None)}
    for number in handlers:
        signal.signal(number, lambda number, _: came.append(number))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        for number, handler in handlers.items():
            signal.signal(number, handler)
        for number in came[:1]:
            signal.raise_signal(number)


class _Context(SpawnContext):
    """Starts processes anew, as a fork of a program with threads may hang, and knows which.

    Attributes:
        started: the processes. A worker that is within a long call of C sees only too late that it is to end.
    """

    def __init__(self) -> None:
        super().__init__()
        self.started: list[SpawnProcess] = []

    def Process(self, *args: Any, **kwargs: Any) -> SpawnProcess:  # type: ignore[override]
        """A new process, which is not started yet."""
        process = SpawnProcess(*args, **kwargs)
        self.started.append(process)
        return process


@contextmanager
def _broken_pipes_ignored() -> Iterator[None]:
    """Do not let this process end because it writes to a worker that has ended, as a command does at a pipe's end."""
    if threading.current_thread() is not threading.main_thread():  # the app, which ignores these anyway
        yield
        return
    before = signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGPIPE, before)


def start_quiet_tracker() -> None:
    """Start the process with which Python cleans up after processes, so that it says nothing where one was killed.

    That process gets standard error; what Textual puts in its place is no file that can be passed on.
    """
    quiet = "ignore::UserWarning:multiprocessing.resource_tracker"
    sys.warnoptions.append(quiet)  # that process gets the options of this one
    try:
        with redirect_stderr(sys.__stderr__):
            resource_tracker.ensure_running()
    finally:
        sys.warnoptions.remove(quiet)


def _begin(held: Connection) -> None:
    """Make a worker ready: it ends with its parent, which holds a pipe's other end, and leaves Ctrl+C to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDINGS)

    def end_with_parent() -> None:
        try:
            held.poll(None)
        finally:
            os._exit(0)

    threading.Thread(target=end_with_parent, daemon=True).start()
    from lmtui.ngram.mapped_memory import LARGE_TEXTS, keep_small_memory  # the parent does not wait for numpy

    keep_small_memory(LARGE_TEXTS)


@dataclass(frozen=True)
class _Failed:
    """Stands for the result of a task that has failed for a reason that a user can mend."""

    message: str


def _attempt(task: Callable[..., Any], arguments: Sequence[Any]) -> Any:
    """Do a task. Not every error of ours can be pickled; its message can."""
    try:
        return task(*arguments)
    except LmtuiError as error:
        return _Failed(f"{place()}{error}")


def do_all(
    workers: Workers,
    task: Callable[..., Result],
    arguments: Sequence[Sequence[Any]],
    done: Callable[[int, Result], None],
    progress: Callable[[], None],
) -> None:
    """Do a task for each of several arguments.

    Args:
        done: is called with the number and the result of each task that is done, in whatever order.
        progress: is called at least ten times a second while this process waits; it may raise `Cancelled`.

    Raises:
        SourceError: a task has failed.
        ModelError: a worker was killed, or the workers cannot be reached.
        OSError: a task could not write its files.
    """
    waiting = list(enumerate(arguments))[::-1]
    running: dict[Future[Any], int] = {}
    try:
        while waiting or running:
            progress()
            free = workers.at_once() - len(running)
            for number, given in [waiting.pop() for _ in range(min(free, len(waiting)))]:
                running[workers.executor.submit(_attempt, task, given)] = number
            for future in wait(running, _BETWEEN_LOOKS, FIRST_COMPLETED).done:
                result = future.result()
                if isinstance(result, _Failed):
                    raise SourceError(result.message)
                done(running.pop(future), result)
    except Exception as error:
        why = workers.why_broken(error)
        if why:
            raise ModelError(why) from None
        raise


def shares(stage: str, sizes: Sequence[int], progress: Progress) -> tuple[Callable[[int], None], Callable[[], None]]:
    """Two functions that report how much of some work is done: one takes the number of a task that is done."""
    total, so_far = max(sum(sizes), 1), 0

    def report() -> None:
        progress(stage, min(so_far / total, 1.0))

    def done(number: int) -> None:
        nonlocal so_far
        so_far += sizes[number]
        report()

    return done, report
