"""The options of a training on a large text: how much of the machine it may take. None of them changes the model."""

from __future__ import annotations

import re
from typing import Final

from lmtui.engines.resources import ENGINES, PROCESSES
from lmtui.errors import SettingError
from lmtui.options.option import Option, ValueKind, flag, one_of, text, whole

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT]?)I?B?", re.IGNORECASE)
_POWERS = {"": 0, "K": 1, "M": 2, "G": 3, "T": 4}
_LEAST = 64_000_000
_ADVICE = "give a size from 64M up, such as 500M or 4G"
_MOST_WORKERS = 1024


def _read_size(typed: str) -> int:
    found = _SIZE.fullmatch(typed.strip())
    if not found:
        raise SettingError(f"'{typed}' is no size of memory; {_ADVICE}")
    return _check_size(int(float(found[1]) * 1000 ** _POWERS[found[2].upper()]))


def _check_size(size: int) -> int:
    if not _LEAST <= size < 10**18:
        raise SettingError(f"the memory cannot be {size:,} bytes; {_ADVICE}")
    return size


MEMORY: Final = Option(
    "memory",
    ValueKind(_read_size, _check_size, lambda size: f"{size / 10**6:g}M" if size else ""),
    None,
    "how much memory the training of a large text takes, as 500M or 4G (default: half of what is free)",
    "SIZE",
)
WORKERS: Final = Option(
    "workers",
    whole("number of workers", 1, _MOST_WORKERS),
    None,
    "how many processes work on a large text (default: one a core)",
    "N",
)
TMP: Final = Option(
    "tmp",
    text(),
    None,
    "where a large text is worked on; takes up to twelve times its size (default: beside the cache of models)",
    "FOLDER",
    is_path=True,
)
NO_RESUME: Final = flag(
    "no-resume", "train a large text anew, although an earlier run that was ended has left finished parts"
)
ENGINE: Final = one_of(
    "engine",
    ENGINES,
    PROCESSES,
    "who trains: processes of this machine, or a Dask cluster, which trains any text (default: processes)",
)
SCHEDULER: Final = Option(
    "scheduler",
    text(),
    None,
    "of --engine dask: its scheduler, as tcp://host:8786 (default: a cluster of --workers on this machine)",
    "ADDRESS",
)

RESOURCES: Final = (MEMORY, WORKERS, TMP, NO_RESUME, ENGINE, SCHEDULER)
