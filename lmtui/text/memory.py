"""How much memory is free, and how much text may be read into it."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from lmtui.errors import SourceError
from lmtui.text.safety import visible

BYTES_A_BYTE = 16
"""Measured: the bytes of memory that training takes for a byte of English text, with all copies and counts."""


class TooLarge(SourceError):
    """More text than fits into the memory that is free.

    Args:
        what: the beginning of the message, up to its verb.
        size: bytes of text that there are at least.
        limit: bytes of text that may be read.
        where: in how many files the text is, or "".
        remedy: what the user may do.
    """

    def __init__(self, what: str, size: int, limit: int, where: str, remedy: str) -> None:
        beside = f" ({where})" if where else ""
        super().__init__(
            f"{visible(what)} {size_in_words(size)} of text{beside}; there is not enough memory: the memory that is "
            f"free is enough for {size_in_words(limit)}; {remedy}"
        )


def size_in_words(size: int) -> str:
    """A number of bytes for people: `1.2 GB`."""
    units = ("bytes", "kB", "MB", "GB", "TB")
    power = min(int(math.log10(max(size, 1)) / 3), len(units) - 1)
    return f"{size:,} bytes" if power == 0 else f"{size / 1000**power:,.1f} {units[power]}"


def text_limit() -> int:
    """The most bytes of text that may be read now, so that a model of it fits into the memory that is free."""
    return free_memory() // BYTES_A_BYTE


def free_memory(root: Path = Path("/")) -> int:
    """Bytes of memory that the machine, the control groups and the limits of this process still leave to it.

    Args:
        root: the folder with `proc` and `sys`.
    """
    return max(0, min((_free_on_machine(root), *_free_in_control_groups(root), *_free_within_own_limits(root))))


def _free_on_machine(root: Path) -> int:
    """MemAvailable of proc(5), or all of the machine's memory where there is none."""
    with suppress(OSError, ValueError, IndexError):
        for line in _read(root / "proc/meminfo").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    with suppress(OSError, ValueError):
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return sys.maxsize


def _free_in_control_groups(root: Path) -> Iterator[int]:
    """The bytes that each memory limit of this process's control group and its parents leaves; cgroups(7)."""
    with suppress(OSError, ValueError):
        for line in _read(root / "proc/self/cgroup").splitlines():
            _, controllers, path = line.split(":", 2)
            if controllers in ("", "memory"):
                base = root / "sys/fs/cgroup" / controllers
                group = base / path.lstrip("/")
                # In a container the path may be that of the machine outside, and its own group stands at the base.
                for folder in (group, *group.parents) if base in group.parents else (base,):
                    yield from _free_in_group(folder, *(_VERSION_1 if controllers else _VERSION_2))
                    if folder == base:
                        break


_VERSION_1 = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
_VERSION_2 = ("memory.max", "memory.current", "inactive_file")


def _free_in_group(folder: Path, limit: str, usage: str, reclaimable: str) -> Iterator[int]:
    """The bytes that one control group leaves: its limit less its usage; cached files do not count as used."""
    with suppress(OSError, ValueError):
        most = int(_read(folder / limit))  # "max" is no number: there is no limit
        used = int(_read(folder / usage))
        statistics = dict(line.split() for line in _read(folder / "memory.stat").splitlines())
        yield most - used + int(statistics.get(reclaimable, 0))


def _free_within_own_limits(root: Path) -> Iterator[int]:
    """The bytes that each limit of this process leaves, by setrlimit(2) and proc(5), /proc/pid/statm."""
    import resource

    with suppress(OSError, ValueError, IndexError):
        pages = [int(field) for field in _read(root / "proc/self/statm").split()]
        for limit, used in ((resource.RLIMIT_AS, pages[0]), (resource.RLIMIT_DATA, pages[5])):
            most, _ = resource.getrlimit(limit)
            if most != resource.RLIM_INFINITY:
                yield most - used * resource.getpagesize()


def _read(path: Path) -> str:
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        return file.read()
