"""What a worker of a cluster does: it must be like the machine that sends tasks, and stops what nobody wants."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import regex

from lmtui.errors import Cancelled, ModelError

_current = threading.local()


def versions() -> dict[str, str]:
    """The versions on which tokens, or what is sent between machines, may depend."""
    return {
        "lmtui": sys.modules["lmtui"].__version__,  # the package imports this module, if late
        "Python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "numpy": np.__version__.partition(".")[0],
        "regex": regex.__version__,
        "Dask": getattr(sys.modules.get("distributed"), "__version__", ""),  # others may never understand each other
    }


def difference(expected: Mapping[str, str]) -> str:
    """How the versions here differ from those that are expected, as "has X 1, here is X 2"; "" where they do not."""
    own = versions()
    names = [name for name in expected if own.get(name) != expected[name]]
    if not names:
        return ""
    there = ", ".join(f"{name} {own.get(name, 'of no version')}" for name in names)
    return f"has {there} where this machine has {', '.join(expected[name] for name in names)}"


def look(expected: Mapping[str, str], folder: Path, sign: str) -> str:
    """Why a worker cannot be used; "" where it can.

    Args:
        expected: the versions of the machine that sends tasks.
        folder: the working folder.
        sign: the name of a file that is in the folder.
    """
    differs = difference(expected)
    if differs:
        return f"{differs}; install the same on all machines"
    if not (folder / sign).exists():
        return _does_not_see(folder)
    return ""


def _does_not_see(folder: object) -> str:
    return f"does not see '{folder}'; name a folder that all machines share with --tmp"


def do(expected: Mapping[str, str], task: Callable[..., Any], *arguments: Any) -> Any:
    """Do a task, unless this worker differs from the machine that has sent it.

    Raises:
        ModelError: it differs, or does not see the working folder.
        Cancelled: nobody wants the result any more.
    """
    from distributed import get_worker

    worker = get_worker()
    differs = difference(expected)
    if differs:
        raise ModelError(f"the worker {worker.address} {differs}; install the same on all machines")
    key = worker.get_current_task()

    def is_wanted() -> bool:
        state = worker.state.tasks.get(key)
        return state is not None and state.state in ("executing", "long-running")

    _current.is_wanted, _current.address = is_wanted, worker.address
    try:
        return task(*arguments)
    except FileNotFoundError as error:
        raise ModelError(f"the worker {worker.address} {_does_not_see(error.filename)}") from None
    finally:
        _current.is_wanted = _current.address = None


def place() -> str:
    """Where a task is done, to stand before what is wrong there; "" where it is no worker of a cluster."""
    address = getattr(_current, "address", None)
    return f"on the worker {address}: " if address else ""


def check_wanted(*_: object) -> None:
    """Raise `Cancelled` where a task of a cluster is no longer wanted. Tasks call this often, with any arguments."""
    is_wanted = getattr(_current, "is_wanted", None)
    if is_wanted and not is_wanted():
        raise Cancelled
