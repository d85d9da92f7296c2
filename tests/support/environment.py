"""The environment of the tests: the same wherever they are started, and whoever starts them.

`enter` is called once, before anything is imported that reads its variables at import, as Textual does. All that the
tests start gets this environment too, with the changes that a test asks for.
"""

from __future__ import annotations

import os
import re
import signal
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]

UMASK = 0o022

FIXED = {
    "LANG": "C.UTF-8",
    "TERM": "xterm-256color",
    "TZ": "UTC",
    "SHELL": "/bin/sh",
    "PYTHONPATH": str(REPOSITORY),  # the checkout must be found where it is not installed
    "LMTUI_CACHE": "",  # no test touches the user's cache
    "LMTUI_CONFIG": "",  # or reads the user's configuration
}
"""What every process of the tests has. HOME is added by the session's fixture, as a folder of its own."""

# Where programs and libraries are, and how the tests are to run: nothing that changes what they see.
_INHERITED = re.compile(r"PATH|LD_LIBRARY_PATH|CI|LMTUI_RECORD|(?:PYTEST|COVERAGE|OPENBLAS)_\w+")

_IN_MEMORY = "/dev/shm"
_ROOM = 4 << 30  # bytes; what the tests write takes half a GiB


def is_inherited(name: str) -> bool:
    """Whether the tests take over a variable of whoever starts them."""
    return bool(_INHERITED.fullmatch(name))


def enter() -> None:
    """Give this process the fixed environment: variables, time zone, folder for temporary files, umask, signals.

    Whatever the variables said, Python keeps what it compiles: to prepare the tests' files takes longer than half of
    the time until the first test, in each process anew.
    """
    wanted = {name: value for name, value in os.environ.items() if is_inherited(name)} | FIXED
    wanted.setdefault("PATH", os.defpath)
    os.environ.clear()
    os.environ.update(wanted)
    time.tzset()
    tempfile.tempdir = _folder_in_memory()  # pytest has looked for one already, where TMPDIR said
    os.umask(UMASK)
    sys.dont_write_bytecode = False
    for number, handler in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
        if signal.getsignal(number) == signal.SIG_IGN:  # as `nohup` and a shell's `&` leave them
            signal.signal(number, handler)


def _folder_in_memory() -> str | None:
    """A folder whose files are in memory; None, for Python's choice, where there is none with room and for programs.

    The tests make tens of thousands of files: on a disk that several processes write to, they take far longer.
    """
    try:
        found = os.statvfs(_IN_MEMORY)
    except OSError:
        return None
    usable = os.access(_IN_MEMORY, os.W_OK) and not found.f_flag & os.ST_NOEXEC
    return _IN_MEMORY if usable and found.f_bavail * found.f_frsize >= _ROOM else None


def environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """The variables for a process that a test starts: the test's own, but for pytest's, and these changes."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return inherited | dict(changes or {})
