"""The workers of a Dask cluster: of a scheduler that is there, or a cluster of this machine's own.

The scheduler passes tasks on, which are short: a shard is a few places in files, and results are in files too.
"""

from __future__ import annotations

import logging
import secrets
import signal
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent import futures
from concurrent.futures import CancelledError, Executor, Future
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from lmtui.engines import on_worker
from lmtui.engines.executors import Workers, start_quiet_tracker
from lmtui.engines.resources import Resources
from lmtui.errors import ModelError, Progress
from lmtui.text.safety import visible

Result = TypeVar("Result")
Closable = TypeVar("Closable")
"""What has a `close`."""

_ANSWER_WITHIN, _WORKERS_WITHIN = 5.0, 30.0  # seconds
_BETWEEN_COUNTS = 1.0  # seconds between two questions for the workers that are there
_TASKS_A_THREAD = 2  # one is done, and one is there for when it is
_GOES_ON = "the next run goes on from what was finished"


class _ClusterExecutor(Executor):
    """Has tasks done by workers that are like this machine."""

    def __init__(self, client: Any) -> None:
        self._executor = client.get_executor(pure=False)
        self._expected = on_worker.versions()

    def submit(self, task: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        """Have a task done."""
        future: Future[Result] = self._executor.submit(on_worker.do, self._expected, task, *args, **kwargs)
        return future

    def cancel(self) -> None:
        """Tell the workers that no task is wanted any more."""
        self._executor.shutdown(wait=False)


class ClusterWorkers(Workers):
    """The workers of a cluster, which may come and go.

    Args:
        client: of Dask.
        address: of the scheduler, safe to show; "" for a cluster of this machine's own.
    """

    def __init__(self, client: Any, address: str) -> None:
        self._client = client
        self._shown = f"the Dask scheduler at {address}" if address else "the local Dask cluster"
        self._threads: dict[str, int] = {}
        self._counted = 0.0
        self.cluster_executor = _ClusterExecutor(client)
        super().__init__(self.cluster_executor)

    def _count(self) -> dict[str, int]:
        """How many threads each worker has."""
        now = time.monotonic()
        if self._client.status != "running":
            raise ModelError(self._gone())
        if now - self._counted > _BETWEEN_COUNTS or not self._threads:
            try:
                self._threads = dict(self._client.nthreads())
            except (OSError, CancelledError):
                raise ModelError(self._gone()) from None
            self._counted = now
        return self._threads

    def _gone(self) -> str:
        return f"{self._shown} has gone; start it again; {_GOES_ON}"

    def at_once(self) -> int:
        """As in `Workers`."""
        return _TASKS_A_THREAD * max(sum(self._count().values()), 1)

    def in_words(self) -> str:
        """As in `Workers`; where all have gone, the scheduler holds the tasks until one comes."""
        workers = len(self._count())
        if not workers:
            return ", waiting for workers"
        return f", {workers:,} worker{'' if workers == 1 else 's'}"

    def why_broken(self, error: Exception) -> str:
        """As in `Workers`."""
        from distributed.scheduler import KilledWorker

        if isinstance(error, KilledWorker):
            return f"several workers were killed at the same task, perhaps for lack of memory; {_GOES_ON}"
        if isinstance(error, CancelledError):
            return self._gone()
        if isinstance(error, (ImportError, AttributeError)):
            return _other_lmtui("a worker", error)
        return ""

    def memory(self) -> int:
        """As in `Workers`."""
        workers = self._client.scheduler_info(n_workers=-1)["workers"].values()
        limits = [worker["memory_limit"] // worker["nthreads"] for worker in workers if worker["memory_limit"]]
        return min(limits, default=super().memory()) // 2

    def wait_for_one(self) -> None:
        """Wait for the first worker.

        Raises:
            ModelError: none comes.
        """
        last = time.monotonic() + _WORKERS_WITHIN
        while not self._count():
            if time.monotonic() > last:
                raise ModelError(f"{self._shown} has no workers; start some with: dask worker ADDRESS")
            time.sleep(0.1)

    def check(self, folder: Path) -> None:
        """Have every worker look whether it is like this machine and sees a folder.

        Raises:
            ModelError: one is not, or does not.
            OSError: the folder cannot be written.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sign = folder / f".lmtui-seen-{secrets.token_hex(8)}"
        sign.touch()
        try:
            answers = self._client.run(on_worker.look, on_worker.versions(), folder, sign.name, on_error="return")
        finally:
            sign.unlink()
        for worker, answer in answers.items():
            if isinstance(answer, Exception):
                raise ModelError(_other_lmtui(f"the worker {worker}", answer))
            if answer:
                raise ModelError(f"the worker {worker} {answer}")


def _other_lmtui(worker: str, error: Exception) -> str:
    return f"{worker} has no lmtui, or another version ({visible(str(error))}); install the same on all machines"


@contextmanager
def cluster_workers(resources: Resources, progress: Progress) -> Iterator[Workers]:
    """The workers of a scheduler, or of a cluster that is there as long as the block.

    Raises:
        ModelError: Dask is not installed, nothing answers, or a worker is not like this machine.
        OSError: the working folder cannot be written.
        Cancelled: by `progress`.
    """
    try:
        import distributed  # noqa: F401
    except ImportError:
        raise ModelError("--engine dask needs Dask; install it with: pip install 'lmtui[dask]'") from None
    _silence_logs()
    start_quiet_tracker()
    opened = _opened_meanwhile(lambda: _open(resources), lambda: progress("connecting to the cluster", 0.0))
    with opened, ExitStack() as last:
        workers = opened.workers
        last.callback(workers.cluster_executor.cancel)
        yield workers


def _silence_logs() -> None:
    """Have Dask write nothing to standard error. Some of its loggers have levels of their own."""
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in ("distributed", "tornado"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


class _Opened(ExitStack):
    """A cluster that is closed with this object."""

    workers: ClusterWorkers


def _open(resources: Resources) -> _Opened:
    from distributed import Client, LocalCluster

    class OurClient(Client):  # type: ignore[misc]
        def __del__(self) -> None:
            """Close nothing: garbage may be looked for while a lock is held for which closing would wait."""

    opened = _Opened()
    with opened, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # other versions of Dask, which it says do no harm
        place: Any = resources.scheduler
        if not place:
            place = LocalCluster(
                n_workers=resources.workers,
                threads_per_worker=1,
                memory_limit=0,  # the size of a shard keeps the limit
                dashboard_address=None,
                silence_logs=logging.CRITICAL + 1,
            )
            opened.callback(place.close, timeout=_ANSWER_WITHIN)
        address = visible(resources.scheduler)
        try:
            last = time.monotonic() + 2 * _ANSWER_WITHIN  # a program that is no scheduler may never answer
            client = _opened_meanwhile(
                lambda: OurClient(place, timeout=_ANSWER_WITHIN, set_as_default=False), lambda: _check_time(last)
            )
        except Exception:  # each way to reach a scheduler has errors of its own
            raise ModelError(
                f"no Dask scheduler answers at '{address}'; check the address, such as tcp://localhost:8786, and "
                "that Dask is of the same version there"
            ) from None
        opened.callback(client.close, timeout=_ANSWER_WITHIN)
        workers = ClusterWorkers(client, address)
        workers.wait_for_one()
        workers.check(resources.folder)
        whole = opened.pop_all()
        whole.workers = workers
    return whole


def _check_time(last: float) -> None:
    if time.monotonic() > last:
        raise TimeoutError


def _opened_meanwhile(open_it: Callable[[], Closable], wait: Callable[[], None]) -> Closable:
    """Open something in a thread.

    Args:
        wait: is called again and again meanwhile. When it raises, what is opened then is closed.
    """
    opening: Future[Closable] = Future()

    def work() -> None:
        # The processes and threads that this thread starts leave Ctrl+C to the main thread.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            opened = open_it()
        except Exception as error:
            opening.set_exception(error)
            return
        opening.set_result(opened)

    threading.Thread(target=work, daemon=True).start()
    try:
        while not opening.done():
            wait()
            futures.wait([opening], 0.1)
    except BaseException:
        opening.add_done_callback(_close_late)
        raise
    return opening.result()


def _close_late(opening: Future[Any]) -> None:
    if not opening.exception():
        opening.result().close()
