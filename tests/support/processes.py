"""What the kernel says of processes: who lives, in which state, and how much they compute."""

from __future__ import annotations

import math
import platform
from contextlib import suppress
from pathlib import Path

_EPOLL_WAIT = {"x86_64": (232, 281), "aarch64": (22,)}  # epoll_wait and epoll_pwait; the fourth argument is the time


def is_stopped(pid: int) -> bool:
    """Whether it waits for somebody to let it go on."""
    return _facts(pid)[:1] == ["T"]


def ticks(pid: int) -> int:
    """How long it has computed, all its threads together; in hundredths of a second, as a rule."""
    facts = _facts(pid)
    return int(facts[11]) + int(facts[12])


def at_rest(pid: int) -> tuple[str, ...] | None:
    """How often the main thread has been put to sleep, while all threads sleep; None while one computes.

    The same answer twice: nothing has woken the main thread in between. A process that is gone is at rest.
    """
    before = _times_asleep(pid)
    with suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):
                if _state_of((thread / "stat").read_text(errors="replace")) in ("R", "D"):
                    return None
    return before if before == _times_asleep(pid) else None


def _times_asleep(pid: int) -> tuple[str, ...]:
    return _switches(Path(f"/proc/{pid}/status"))


def threads_asleep(pid: int) -> dict[str, tuple[str, ...]]:
    """How often each thread has been put to sleep; one that reads keys is so when it has read some."""
    found = {}
    with suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            found[thread.name] = _switches(thread / "status")
    return found


def _switches(status: Path) -> tuple[str, ...]:
    with suppress(OSError):
        return tuple(line for line in status.read_text(errors="replace").splitlines() if "ctxt_switches" in line)
    return ()


def _state_of(stat: str) -> str:
    return stat.rpartition(")")[2].split()[0]


def sleeps_for(pid: int) -> float:
    """For how many seconds an event loop meant to sleep, counted from when it fell asleep, if nothing comes.

    Infinity where it has no timer; 0 where the kernel does not tell, or the main thread is in no event loop. What the
    file holds is said in proc_pid_syscall(5): the number of the system call, then its arguments.
    """
    with suppress(OSError, ValueError, IndexError):
        number, *arguments = Path(f"/proc/{pid}/syscall").read_text().split()
        if int(number) in _EPOLL_WAIT.get(platform.machine(), ()):
            milliseconds = int(arguments[3], 16) & 0xFFFFFFFF
            return math.inf if milliseconds >= 1 << 31 else milliseconds / 1000
    return 0.0


def session_of(leader: int) -> set[int]:
    """The processes of a session that live, whether or not its leader does."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        facts = _facts(int(entry.name))
        if facts and facts[0] != "Z" and int(facts[3]) == leader:
            found.add(int(entry.name))
    return found


def _facts(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the third on (proc(5)); the second, a name, may hold anything."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    return []
