"""What the kernel says of processes: who lives, in which state, and how much they compute."""

from __future__ import annotations

import math
import os
import platform
from collections.abc import Mapping
from contextlib import suppress

_EPOLL_WAIT = {"x86_64": (232, 281), "aarch64": (22,)}  # epoll_wait and epoll_pwait; the fourth argument is the time
_SELECT = {"x86_64": (23, 270), "aarch64": (72,)}  # select and pselect6


def is_stopped(pid: int) -> bool:
    """Whether it waits for somebody to let it go on."""
    return _facts(pid)[:1] == ["T"]


def ticks(pid: int) -> int:
    """How long it has computed, all its threads together; in hundredths of a second, as a rule."""
    facts = _facts(pid)
    return int(facts[11]) + int(facts[12])


def at_rest(pid: int) -> bytes | None:
    """How often the main thread has been put to sleep, while all threads sleep; None while one computes.

    The same answer twice: nothing has woken the main thread in between. A process that is gone is at rest.
    """
    before = _times_asleep(pid)
    for thread in _threads(pid):
        if _read(f"/proc/{pid}/task/{thread}/stat").rpartition(b")")[2][:2] in (b" R", b" D"):
            return None
    return before if before == _times_asleep(pid) else None


def _times_asleep(pid: int) -> bytes:
    return _switches(f"/proc/{pid}/status")


def threads_asleep(pid: int) -> dict[str, bytes]:
    """How often each thread has been put to sleep; one that reads keys is so when it has read some."""
    return {thread: _switches(f"/proc/{pid}/task/{thread}/status") for thread in _threads(pid)}


def has_read_since(pid: int, asleep_before: Mapping[str, bytes]) -> bool:
    """Whether each thread that waits for input has been put to sleep since `threads_asleep` told how often it had.

    Threads that write or compute may sleep before the kernel has handed over the input. False where the kernel does
    not tell who waits.
    """
    waiting = [thread for thread in _threads(pid) if _system_call(pid, thread) in _SELECT.get(platform.machine(), ())]
    now = threads_asleep(pid)
    return bool(waiting) and all(now.get(thread) != asleep_before.get(thread) for thread in waiting)


def _system_call(pid: int, thread: str) -> int:
    """The number of the system call that a thread is in; -1 where it is in none, or the kernel does not tell."""
    number = _read(f"/proc/{pid}/task/{thread}/syscall").split()[:1]
    return int(number[0]) if number and number[0].isdigit() else -1


def _threads(pid: int) -> list[str]:
    with suppress(OSError):
        return os.listdir(f"/proc/{pid}/task")
    return []


def _switches(status: str) -> bytes:
    """The last lines of proc_pid_status(5): how often a thread has waited, and how often it had to."""
    return _read(status).partition(b"\nvoluntary_ctxt_switches:")[2]


def _read(path: str) -> bytes:
    """A small file of the kernel's; b"" where there is none any more. It is read for every look at a program."""
    with suppress(OSError):
        file = os.open(path, os.O_RDONLY)
        try:
            return os.read(file, 8192)
        finally:
            os.close(file)
    return b""


def sleeps_for(pid: int) -> float:
    """For how many seconds an event loop meant to sleep, counted from when it fell asleep, if nothing comes.

    Infinity where it has no timer; 0 where the kernel does not tell, or the main thread is in no event loop. What the
    file holds is said in proc_pid_syscall(5): the number of the system call, then its arguments.
    """
    with suppress(OSError, ValueError, IndexError):
        number, *arguments = _read(f"/proc/{pid}/syscall").split()
        if int(number) in _EPOLL_WAIT.get(platform.machine(), ()):
            milliseconds = int(arguments[3], 16) & 0xFFFFFFFF
            return math.inf if milliseconds >= 1 << 31 else milliseconds / 1000
    return 0.0


def session_of(leader: int) -> set[int]:
    """The processes of a session that live, whether or not its leader does."""
    found = set()
    for pid in [int(name) for name in os.listdir("/proc") if name.isdigit()]:
        facts = _facts(pid)
        if facts and facts[0] != "Z" and int(facts[3]) == leader:
            found.add(pid)
    return found


def _facts(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the third on (proc(5)); the second, a name, may hold anything."""
    return _read(f"/proc/{pid}/stat").decode(errors="replace").rpartition(")")[2].split()
