"""The options of a training on a large text: how much of the machine it may take. None of them changes the model."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from lmtui.engines.resources import DASK, ENGINES, PROCESSES, Resources, cores
from lmtui.errors import SettingError
from lmtui.options.option import Option, ValueKind, flag, one_of, text, whole

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT]?)I?B?", re.IGNORECASE)
_POWERS = {"": 0, "K": 1, "M": 2, "G": 3, "T": 4}
_LEAST = 64_000_000
_ADVICE = "give a size from 64M up, such as 500M or 4G, or half"
_MOST_WORKERS = 1024
_HALF = "half"


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
    ValueKind(
        lambda typed: None if typed.strip().lower() == _HALF else _read_size(typed),
        lambda size: None if size is None else _check_size(size),
        lambda size: f"{size / 10**6:g}M" if size else _HALF,
    ),
    None,
    "how much memory the training of a large text takes, as 500M or 4G, or half (default: half of what is free)",
    "SIZE",
    label="Memory",
    hint="a size, or half of what is free",
    may_be_empty=True,
)
WORKERS: Final = Option(
    "workers",
    whole("number of workers", 1, _MOST_WORKERS, {"cores": None}),
    None,
    "how many processes work on a large text, or cores (default: one a core)",
    "N",
    label="Workers",
    hint="a whole number, or cores",
    may_be_empty=True,
)
TMP: Final = Option(
    "tmp",
    text(),
    None,
    "where a large text is worked on; takes up to 12 times its size for trigrams (default: beside the cache)",
    "FOLDER",
    is_path=True,
)
NO_RESUME: Final = flag(
    "no-resume", "train a large text anew, although an earlier run that was ended has left finished parts"
)
ENGINE: Final = replace(
    one_of(
        "engine",
        ENGINES,
        PROCESSES,
        "who trains: processes of this machine, or a Dask cluster, which trains any text (default: processes)",
    ),
    choices={PROCESSES: "of this machine, for large texts", DASK: "a cluster, for any text"},
    label="Engine",
)
SCHEDULER: Final = Option(
    "scheduler",
    text(),
    "",
    "of the engine dask: its scheduler, as tcp://host:8786 (default: a cluster of this machine, with --workers)",
    "ADDRESS",
    label="Scheduler",
    hint="of a Dask cluster, as tcp://host:8786",
    may_be_empty=True,
)

SET_RESOURCES: Final = (ENGINE, SCHEDULER, WORKERS, MEMORY)
"""The options with a field in the settings screen."""

RESOURCES: Final = (MEMORY, WORKERS, TMP, NO_RESUME, ENGINE, SCHEDULER)


def resources_from(values: Mapping[str, Any], others: Resources) -> Resources:
    """What a training may take.

    Args:
        values: of the options `SET_RESOURCES`, by their keys.
        others: has what these options do not set.
    """
    engine, workers, memory = values[ENGINE.key], values[WORKERS.key] or cores(), values[MEMORY.key] or 0
    scheduler = values[SCHEDULER.key] if engine == DASK else ""
    return replace(others, workers=workers, memory=memory, engine=engine, scheduler=scheduler)


def values_of(resources: Resources) -> dict[str, Any]:
    """The values of the options `SET_RESOURCES`, by their keys."""
    return {
        ENGINE.key: resources.engine,
        SCHEDULER.key: resources.scheduler,
        WORKERS.key: None if resources.workers == cores() else resources.workers,
        MEMORY.key: resources.memory or None,
    }
