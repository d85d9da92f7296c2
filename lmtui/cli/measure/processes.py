"""Run a work as a process of its own: its time, the memory of all its processes, the disk it works on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from lmtui.errors import LmtuiError

_BETWEEN_LOOKS = 0.1  # seconds
_SPLIT_AND_COUNT = """
import sys
from collections import Counter
with open(sys.argv[1], encoding="utf-8") as file:
    words = file.read().split()
Counter(zip(words, words[1:], words[2:]))
"""
_READ_ARPA = """
import sys
from pathlib import Path
from lmtui.ngram.arpa import read_arpa
from lmtui.text.tokenizers import tokenizer_named
small, path = map(Path, sys.argv[1:])
def peak():
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) * 1024
read_arpa(small, tokenizer_named("word"))
before = peak()
model = read_arpa(path, tokenizer_named("word"))
print(peak() - before)
"""


@dataclass(frozen=True)
class Taken:
    """What a process has taken.

    Attributes:
        seconds: from its start to its end.
        memory: bytes, the most that it and its children had at one time; memory that several share counts once.
        disk: bytes, the most that were in its working folder.
    """

    seconds: float
    memory: int
    disk: int


def split_and_count(text: Path) -> Taken:
    """What Python takes to read a text, split it at blanks and count the trigrams in one Counter."""
    return _run([sys.executable, "-c", _SPLIT_AND_COUNT, str(text)], text.parent / "none")


def train(text: Path, *options: str) -> Taken:
    """What `lmtui train` takes from a text to a stored model of trigrams, without the cache."""
    model, tmp = text.with_name("model"), text.with_name("tmp")
    command = [sys.executable, "-m", "lmtui", "train", "--corpus", str(text), "-o", str(model), "--tmp", str(tmp)]
    return _run([*command, "--quiet", *options], tmp)


def lmplz(text: Path) -> Taken | None:
    """What KenLM's `lmplz` takes from a text to an ARPA file of trigrams; None where it is not at hand."""
    if not shutil.which("lmplz"):
        return None
    arpa, tmp = str(text.with_name("model.arpa")), str(text.with_name("lmplz"))
    command = ["lmplz", "-o", "3", "--discount_fallback", "--text", str(text), "--arpa", arpa, "-T", tmp]
    return _run(command, text.parent / "none")


def memory_to_read_arpa(arpa: Path, small: Path) -> int | None:
    """Bytes that a process takes at most to read an ARPA file, beyond the program itself; Linux alone can tell.

    Args:
        small: another ARPA file, which is read before: the program is in memory then.
    """
    if not Path("/proc/self/status").exists():
        return None
    return int(
        subprocess.run(
            [sys.executable, "-c", _READ_ARPA, str(small), str(arpa)], check=True, stdout=subprocess.PIPE
        ).stdout
    )


def _run(command: list[str], folder: Path) -> Taken:
    started = time.perf_counter()
    memory = disk = 0
    environment = {**os.environ, "LMTUI_CACHE": ""}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment) as process:
        while process.poll() is None:
            memory = max(memory, sum(map(_memory_of, _family(process.pid))))
            disk = max(disk, _size_of(folder))
            with suppress(subprocess.TimeoutExpired):
                process.wait(_BETWEEN_LOOKS)
        seconds = time.perf_counter() - started
        if process.returncode:
            said = process.stderr.read().decode() if process.stderr else ""
            raise LmtuiError(f"the measured command has failed: {said.strip()}")
    return Taken(seconds, memory, disk)


def _family(pid: int) -> Iterator[int]:
    """A process and its children, and theirs; Linux alone can tell."""
    yield pid
    with suppress(OSError):
        for task in os.listdir(f"/proc/{pid}/task"):
            for child in Path(f"/proc/{pid}/task/{task}/children").read_text(encoding="ascii").split():
                yield from _family(int(child))


def _memory_of(pid: int) -> int:
    """The proportional set size of a process: proc(5), /proc/pid/smaps_rollup."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def _size_of(folder: Path) -> int:
    size = 0
    for inside, _, files in os.walk(folder):
        for name in files:
            with suppress(OSError):
                size += os.lstat(os.path.join(inside, name)).st_blocks * 512
    return size
