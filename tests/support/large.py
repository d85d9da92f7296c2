"""Train on the shards of a text in this process, with shards as small as a test wants."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lmtui.engines.executors import ThisProcess, Workers
from lmtui.engines.pipeline import Pipeline
from lmtui.engines.resources import Resources
from lmtui.engines.working_folder import WorkingFolder
from lmtui.errors import ignore_progress
from lmtui.recipe import Recipe
from lmtui.text.shards import Part, Shard, TextFile


@dataclass(frozen=True)
class SmallShards(Resources):
    """Resources under which a shard has so many bytes."""

    bytes_a_shard: int = 10

    @property
    def shard_size(self) -> int:
        return self.bytes_a_shard


def bytes_of(store: Path) -> dict[str, bytes]:
    """The arrays of a store, byte for byte."""
    return {path.name: path.read_bytes() for path in sorted(store.glob("*.npy"))}


def shard_of(folder: Path, number: int, text: bytes, rule: str = "line") -> Shard:
    """A shard that is a whole text, written to a file of a folder."""
    path = folder / f"{number}.txt"
    path.write_bytes(text)
    file = TextFile(str(path), path.name, "utf-8", 0, len(text), None)
    return Shard(number, (Part(number, file, 0, len(text), rule),))


def pipeline_on(folder: Path, texts: list[str], order: int = 3) -> tuple[Pipeline, Recipe]:
    """The work on several texts, written to files of a folder, in this process; and what they are trained by."""
    for number, text in enumerate(texts):
        (folder / f"{number}.txt").write_text(text)
    recipe = Recipe(tuple(str(folder / f"{number}.txt") for number in range(len(texts))), order)
    return Pipeline(recipe, WorkingFolder(folder / "tmp", "0" * 32), Workers(ThisProcess()), ignore_progress), recipe
