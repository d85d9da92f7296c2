"""Real schedulers and workers of Dask on this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from support.environment import REPOSITORY

_WAIT = 60.0  # seconds


class DaskCluster:
    """A scheduler and its workers, each a process of its own.

    Args:
        folder: for what they write.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._file = folder, folder / "scheduler.json"
        self.workers: list[subprocess.Popen[bytes]] = []
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", "0")
        last = time.monotonic() + _WAIT
        while not (address := self._told_address()):
            assert self.scheduler.poll() is None
            assert time.monotonic() < last
            time.sleep(0.05)
        self.address = address

    def _told_address(self) -> str:
        """Where the scheduler listens; "" until its file is there, and whole."""
        try:
            return str(json.loads(self._file.read_text())["address"])
        except (FileNotFoundError, json.JSONDecodeError):
            return ""

    def add_worker(self, preload: str = "") -> subprocess.Popen[bytes]:
        """Start another worker, which runs some code first."""
        local = ("--local-directory", str(self._folder), "--memory-limit", "0", "--nthreads", "1", "--no-nanny")
        worker = self._start("worker", *local, *(["--preload", preload] if preload else []))
        self.workers.append(worker)
        return worker

    def close(self) -> None:
        """Kill all of it."""
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()

    def _start(self, kind: str, *arguments: str) -> subprocess.Popen[bytes]:
        where = ("--scheduler-file", str(self._file), "--no-dashboard")
        environment = {**os.environ, "PYTHONPATH": f"{REPOSITORY / 'tests'}:{REPOSITORY}"}
        with (self._folder / f"{kind}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "dask", kind, *where, *arguments], env=environment, stdout=log, stderr=log
            )
