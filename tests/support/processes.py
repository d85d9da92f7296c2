"""What the kernel says of processes: who lives, in which state, and how much they compute."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


def is_stopped(pid: int) -> bool:
    """Whether it waits for somebody to let it go on."""
    return _facts(pid)[:1] == ["T"]


def ticks(pid: int) -> int:
    """How long it has computed, all its threads together; in hundredths of a second, as a rule."""
    facts = _facts(pid)
    return int(facts[11]) + int(facts[12])


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
