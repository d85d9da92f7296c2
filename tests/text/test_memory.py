"""What memory is free is taken from the machine, its control groups and the limits of the process."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

from lmtui.text import memory
from lmtui.text.memory import free_memory, text_limit

MB = 1_000_000


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """The files of a machine with 8,192,000 bytes available, no group with a limit, and a small process."""
    put(tmp_path, "proc/meminfo", "MemTotal: 16000 kB\nMemFree: 10 kB\nMemAvailable:    8000 kB\n")
    put(tmp_path, "proc/self/statm", "100 50 20 1 0 30 0\n")
    return tmp_path


def put(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text)


def group(root: Path, name: str, most: str, used: str, droppable: str = "inactive_file 0") -> None:
    put(root, f"{name}/memory.max", f"{most}\n")
    put(root, f"{name}/memory.current", f"{used}\n")
    put(root, f"{name}/memory.stat", f"anon 5\n{droppable}\n")


def test_it_is_what_the_machine_has_available(machine: Path) -> None:
    assert free_memory(machine) == 8000 * 1024


def test_a_control_group_leaves_less(machine: Path) -> None:
    put(machine, "proc/self/cgroup", "0::/user/me\n")
    group(machine, "sys/fs/cgroup/user/me", "max", "70000")
    assert free_memory(machine) == 8000 * 1024
    group(machine, "sys/fs/cgroup/user/me", "100000", "70000")
    assert free_memory(machine) == 30_000
    group(machine, "sys/fs/cgroup/user/me", "100000", "70000", "inactive_file 20000")
    assert free_memory(machine) == 50_000


def test_a_group_around_it_limits_it_too(machine: Path) -> None:
    put(machine, "proc/self/cgroup", "0::/user/me\n")
    group(machine, "sys/fs/cgroup/user/me", "max", "70000")
    group(machine, "sys/fs/cgroup/user", "90000", "70000")
    assert free_memory(machine) == 20_000


def test_in_a_container_the_group_stands_at_the_root(machine: Path) -> None:
    put(machine, "proc/self/cgroup", "0::/docker/0123\n")
    group(machine, "sys/fs/cgroup", "60000", "20000")
    assert free_memory(machine) == 40_000


def test_groups_of_the_first_version_count(machine: Path) -> None:
    put(machine, "proc/self/cgroup", "5:cpu:/\n4:memory:/me\n0::/\n")
    put(machine, "sys/fs/cgroup/memory/me/memory.limit_in_bytes", "50000\n")
    put(machine, "sys/fs/cgroup/memory/me/memory.usage_in_bytes", "45000\n")
    put(machine, "sys/fs/cgroup/memory/me/memory.stat", "cache 9\ntotal_inactive_file 1000\n")
    assert free_memory(machine) == 6000


@pytest.mark.parametrize("name", ["RLIMIT_AS", "RLIMIT_DATA"])
def test_a_limit_of_the_process_counts_without_what_it_uses(
    name: str, machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = {getattr(resource, name): MB}
    unlimited = resource.RLIM_INFINITY
    monkeypatch.setattr(resource, "getrlimit", lambda limit: (limits.get(limit, unlimited), unlimited))
    pages = {"RLIMIT_AS": 100, "RLIMIT_DATA": 30}[name]
    assert free_memory(machine) == MB - pages * resource.getpagesize()


def test_what_is_used_up_leaves_nothing(machine: Path) -> None:
    put(machine, "proc/self/cgroup", "0::/\n")
    group(machine, "sys/fs/cgroup", "1000", "2000")
    assert free_memory(machine) == 0


@pytest.mark.parametrize("damaged", ["", "MemAvailable:\n", "MemAvailable: many kB\n", "MemTotal: 5 kB\n"])
def test_where_nothing_can_be_learned_it_is_all_of_the_memory(damaged: str, tmp_path: Path) -> None:
    assert free_memory(tmp_path) >= 1 << 26
    put(tmp_path, "proc/meminfo", damaged)
    put(tmp_path, "proc/self/cgroup", "nonsense\n" if damaged else "0::/\n")
    put(tmp_path, "proc/self/statm", damaged)
    assert free_memory(tmp_path) >= 1 << 26


def test_text_may_take_a_share_of_what_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 1 << 20 < text_limit() < free_memory()
    monkeypatch.setattr(memory, "free_memory", lambda: 160)
    assert text_limit() == 10
