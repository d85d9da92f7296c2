"""How much of a machine a training may take: processes, memory, disk."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from lmtui.text.memory import free_memory

_LARGEST_SHARD, _SMALLEST_SHARD = 1 << 24, 1 << 20  # bytes of text
_MEMORY_A_BYTE = 20
"""Measured: the bytes of memory that a worker takes for a byte of its shard, with all copies."""

_DISK_A_BYTE, _DISK_A_FURTHER_ORDER = (1.3, 4.7, 9.5, 13.0, 16.5, 19.5), 3.0
"""The bytes of disk that the work on a text, and its model, take for a byte of text, for each order from 1 up; and
how much more for each order behind these.

Measured: texts that have as many different n-grams as can be take up to twice that, program code takes half."""

PROCESSES, DASK = ENGINES = ("processes", "dask")


def cores() -> int:
    """How many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not Linux
        return os.cpu_count() or 1


def shard_size(memory: int) -> int:
    """How many bytes of text a worker gets at a time that has so many bytes of memory."""
    return min(max(memory // _MEMORY_A_BYTE, _SMALLEST_SHARD), _LARGEST_SHARD)


def disk_a_byte(order: int) -> float:
    """How many bytes of disk a training takes for a byte of text, the model counted.

    A text that has fewer different n-grams takes less, and one that has more takes up to twice that. Where the disk
    is full nevertheless, the next run goes on from what was finished.
    """
    measured = _DISK_A_BYTE[min(order, len(_DISK_A_BYTE)) - 1]
    return measured + _DISK_A_FURTHER_ORDER * max(order - len(_DISK_A_BYTE), 0)


@dataclass(frozen=True)
class Resources:
    """What a training of a large text may use. Nothing of it changes the model.

    Attributes:
        workers: how many processes; 0 is this process alone.
        memory: bytes, of all processes together; 0 is half of what is free.
        tmp: the folder for the working folder; None is the cache, or where there is none the system's place for
            temporary files.
        resume: whether to go on from what an earlier run has left.
        engine: who does the work: `PROCESSES` of this machine, or a cluster of `DASK`.
        scheduler: the address of the cluster's scheduler; "" is a cluster of this machine's own, of so many workers.
    """

    workers: int = 0
    memory: int = 0
    tmp: Path | None = None
    resume: bool = True
    engine: str = PROCESSES
    scheduler: str = ""

    @property
    def bytes_of_memory(self) -> int:
        """How many bytes of memory all processes together may take."""
        return self.memory or free_memory() // 2

    @property
    def shard_size(self) -> int:
        """How many bytes of text a worker gets at a time."""
        return shard_size(self.bytes_of_memory // (max(self.workers, 1) + 1))

    @property
    def folder(self) -> Path:
        """Where the working folder is made; absolute, as workers may have been started in other folders."""
        from lmtui.ngram.cache import cache_folder  # brings numpy, which the screen does not wait for

        return (self.tmp or cache_folder() or Path(tempfile.gettempdir())).absolute()
