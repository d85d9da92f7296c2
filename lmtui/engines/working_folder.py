"""The folder in which a large text is worked on, and from which the next run goes on after a crash.

Its name comes from the recipe and the texts: what is in it belongs to these. It holds the plan (which texts, cut into
which shards), what was finished of each shard, and is removed when the model is stored.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lmtui.files import new_file
from lmtui.ngram.training_lock import LOCK_NAME, remove_unused_lock
from lmtui.text.shards import Part, Shard, TextFile

NAME = re.compile(r"[0-9a-f]{32}-training")
ABANDONED_AFTER = 7 * 24 * 3600.0
"""Seconds without a change, after which nobody will go on with a training."""

_PLAN, _VERSION = "plan.json", 2


@dataclass(frozen=True)
class Plan:
    """What is to be trained on.

    Attributes:
        files: the texts in order.
        shards: the stretches of them that are worked on one by one.
        skipped: why texts of a folder or an archive were passed over, a line each.
        shard_size: how many bytes of text a shard was to have.
    """

    files: tuple[TextFile, ...]
    shards: tuple[Shard, ...]
    skipped: tuple[str, ...]
    shard_size: int

    @property
    def rules(self) -> list[str]:
        """By which rules the texts are cut into units, in the order of first use."""
        return list(dict.fromkeys(part.rule for shard in self.shards for part in shard.parts))


class WorkingFolder:
    """A place on the disk for one training.

    Args:
        parent: where the folder is made.
        key: of the recipe and the texts, 32 hexadecimal digits.

    Attributes:
        path: the folder.
    """

    def __init__(self, parent: Path, key: str) -> None:
        self.path = parent / f"{key}-training"

    @property
    def spool(self) -> Path:
        """The file for texts that cannot be read from the middle."""
        return self.path / "texts"

    def begin(self, report: Callable[[], None] = lambda: None) -> None:
        """Make the folder, empty. Beside it unused locks, and folders not gone on with for a week, are removed.

        Args:
            report: is called again and again, and may raise `Cancelled`.

        Raises:
            OSError: it cannot be made.
        """
        self.remove(report)
        self.path.mkdir(mode=0o700, parents=True)
        now = self.path.stat().st_mtime
        for path in self.path.parent.iterdir():
            with suppress(OSError):
                if NAME.fullmatch(path.name) and now - path.stat().st_mtime > ABANDONED_AFTER:
                    shutil.rmtree(path, ignore_errors=True)
                elif LOCK_NAME.fullmatch(path.name):
                    remove_unused_lock(path)

    def counts(self) -> Path:
        """An empty folder for the counts of the whole text.

        Raises:
            OSError: it cannot be made.
        """
        folder = self.path / "counts"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        return folder

    def remove(self, report: Callable[[], None] = lambda: None) -> None:
        """Remove the folder and what is in it.

        Args:
            report: is called again and again, and may raise `Cancelled`.
        """
        with suppress(OSError):
            (self.path / _PLAN).unlink(missing_ok=True)  # to what is left nobody goes back
            for inside in self.path.iterdir():
                report()
                shutil.rmtree(inside, ignore_errors=True)
        shutil.rmtree(self.path, ignore_errors=True)

    def plan(self) -> Plan | None:
        """The plan that an earlier run has left; None where there is none."""
        with suppress(OSError, ValueError, LookupError, TypeError):
            said = json.loads((self.path / _PLAN).read_bytes())
            if said["version"] == _VERSION:
                return _plan_from(said)
        return None

    def write_plan(self, plan: Plan) -> None:
        """Write the plan, whole.

        Raises:
            OSError: it cannot be written.
        """
        shards = [[_said_of(part) for part in shard.parts] for shard in plan.shards]
        said = {
            "version": _VERSION,
            "files": list(map(asdict, plan.files)),
            "shards": shards,
            "skipped": plan.skipped,
            "shard_size": plan.shard_size,
        }
        with new_file(self.path / _PLAN, may_replace=True) as file:
            file.write(json.dumps(said).encode())


def _plan_from(said: dict[str, Any]) -> Plan:
    files = [TextFile(**{**file, "stamp": file["stamp"] and tuple(file["stamp"])}) for file in said["files"]]
    shards = [Shard(number, _parts(parts, files)) for number, parts in enumerate(said["shards"])]
    return Plan(tuple(files), tuple(shards), tuple(said["skipped"]), int(said["shard_size"]))


def _said_of(part: Part) -> list[Any]:
    return [part.text, part.start, part.stop, part.rule, part.begins_unit, part.ends_unit]


def _parts(said: Sequence[Sequence[Any]], files: Sequence[TextFile]) -> tuple[Part, ...]:
    return tuple(Part(text, files[text], *others) for text, *others in said)
