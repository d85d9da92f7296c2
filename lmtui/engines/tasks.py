"""What is done to a shard, by whoever does it, and the files that come of it.

In the working folder, `shard-N` holds the token ids of shard N under its own vocabulary, `ids-N.npy` for each of
these ids that of the whole corpus, `run-N` the n-grams of the shard in order, and `run-L-N` those of several shards.
What has its name is whole.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.lib.format import header_data_from_array_1_0, write_array_header_1_0

from lmtui.engines.on_worker import check_wanted
from lmtui.files import working_file, working_result
from lmtui.ngram.runs import sorted_run
from lmtui.text.shards import Remark, Shard, tokens_of
from lmtui.text.specials import BOS, EOS
from lmtui.text.tokenizers import tokenizer_named

_RECORD = "record.json"


@dataclass(frozen=True)
class ShardTokens:
    """The token ids of a shard, on the disk.

    Attributes:
        folder: of the files: `ids.npy`, int32 [N]; `spelling.npy`, uint8, the bytes of the shard's tokens one after
            another, by first appearance; `ends.npy`, int64, where each ends; `counts.npy`, int64, how often each is
            there.
        units: how many units begin in the shard.
        tokens: how many tokens it has, `<s>` and `</s>` not counted.
        remarks: what a user must know.
    """

    folder: Path
    units: int
    tokens: int
    remarks: tuple[Remark, ...]

    def array(self, name: str) -> npt.NDArray[Any]:
        """One of the arrays, mapped."""
        mapped: npt.NDArray[Any] = np.load(self.folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
        return mapped

    @classmethod
    def open(cls, folder: Path, check: bool = False) -> ShardTokens | None:
        """The token ids that were written to a folder; None where there are none.

        Args:
            check: whether the files are compared with their checksums.
        """
        try:
            record = json.loads((folder / _RECORD).read_bytes())
            remarks = tuple(Remark(**remark) for remark in record["remarks"])
            if check and record["checksums"] != _checksums(folder):
                return None
            return cls(folder, record["units"], record["tokens"], remarks)
        except (OSError, ValueError, LookupError, TypeError):
            return None


def shard_folder(work: Path, number: int) -> Path:
    """Where the token ids of a shard are."""
    return work / f"shard-{number:06}"


def map_path(work: Path, number: int) -> Path:
    """Where the ids of the whole corpus are for the ids of a shard: int32."""
    return work / f"ids-{number:06}.npy"


def run_folder(work: Path, number: int, level: int = 0) -> Path:
    """Where the run of a shard is, or one of a level above; see `lmtui.engines.run_tree`."""
    return work / (f"run-{level}-{number:06}" if level else f"run-{number:06}")


def tokenize(work: Path, shard: Shard, tokenizer: str, exact: bool) -> ShardTokens:
    """Read a shard and write its token ids.

    Raises:
        SourceError: a text is gone, or is not as it was.
        OSError: the files cannot be written.
        Cancelled: nobody wants them any more.
    """
    collected, remarks = tokens_of(shard, tokenizer_named(tokenizer, exact), check_wanted)
    ids, _ = collected.finish(check_wanted)
    spelled = list(collected.tokens)
    arrays: dict[str, npt.NDArray[Any]] = {
        "ids": ids,
        "spelling": np.frombuffer(b"".join(spelled), np.uint8),
        "ends": np.cumsum(np.fromiter(map(len, spelled), np.int64, len(spelled))),
        "counts": np.bincount(ids, minlength=len(spelled)),
    }
    units, ends = arrays["counts"][[BOS, EOS]].tolist()
    tokens = len(ids) - units - ends
    said = {"units": units, "tokens": tokens, "remarks": [asdict(remark) for remark in remarks]}
    folder = shard_folder(work, shard.number)
    with working_result(folder) as beside:
        for name, array in arrays.items():
            check_wanted()
            save_array(beside / f"{name}.npy", array)
        write_record(beside, said)
    return ShardTokens(folder, units, tokens, tuple(remarks))


def sort(work: Path, number: int, shards: int, order: int, vocabulary: int) -> None:
    """Write the run of a shard: its n-grams in order.

    Args:
        shards: how many there are: windows that begin in one reach into the next.
        vocabulary: |V|.

    Raises:
        OSError: the files cannot be read or written.
        Cancelled: nobody wants it any more.
    """
    ids = _global_ids(work, number, None)
    following, behind = np.empty(0, np.int32), number + 1
    while len(following) < order and behind < shards:
        following = np.concatenate((following, _global_ids(work, behind, order - len(following))))
        behind += 1
    with working_result(run_folder(work, number)) as beside:
        sorted_run(ids, following, order, vocabulary, beside, check_wanted)
        write_record(beside, {})


def has_run(work: Path, number: int, level: int = 0) -> bool:
    """Whether the run of a shard, or one of a level above, is there as it was written."""
    run = run_folder(work, number, level)
    try:
        record = json.loads((run / _RECORD).read_bytes())
        return bool(record["checksums"] == _checksums(run))
    except (OSError, ValueError, LookupError, TypeError):
        return False


def _global_ids(work: Path, number: int, most: int | None) -> npt.NDArray[np.int32]:
    """The first ids of a shard, those of the whole corpus."""
    own = np.load(shard_folder(work, number) / "ids.npy", mmap_mode="r", allow_pickle=False)[:most]
    ids: npt.NDArray[np.int32] = np.load(map_path(work, number), allow_pickle=False)[own]
    return ids


def write_record(folder: Path, said: Mapping[str, Any]) -> None:
    """Write what is said of a folder, and the checksums by which the next run knows whether to trust its arrays."""
    record = {**said, "checksums": _checksums(folder)}
    (folder / _RECORD).write_text(json.dumps(record), encoding="utf-8")


def save_array(path: Path, array: npt.NDArray[Any]) -> None:
    """Write an array beside its place and rename it. (Numpy itself does not tell why a disk takes no more.)

    Raises:
        OSError: the file cannot be written.
    """
    with working_file(path) as file:
        write_array_header_1_0(file, header_data_from_array_1_0(array))
        file.write(np.ascontiguousarray(array).data)


def _checksums(folder: Path) -> dict[str, int]:
    return {path.name: zlib.crc32(path.read_bytes()) for path in sorted(folder.glob("*.npy"))}
