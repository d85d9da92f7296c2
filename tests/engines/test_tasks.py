"""What is done to a shard is whole where it has its name, and known to be damaged where it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from support.large import shard_of

from lmtui.engines.tasks import ShardTokens, has_run, map_path, run_folder, shard_folder, sort, tokenize
from lmtui.ngram.runs import Run
from lmtui.text.specials import BOS, EOS, SPECIALS


def test_a_shard_becomes_ids_tokens_and_counts(tmp_path: Path) -> None:
    made = tokenize(tmp_path, shard_of(tmp_path, 0, b"b a b\nc \xff\n"), "word", False)
    assert made.array("ids").tolist() == [BOS, 3, 4, 3, EOS, BOS, 5, 6, EOS]
    assert bytes(made.array("spelling")) == b"".join(
        [*(name.encode() for name in SPECIALS), b"b", b"a", b"c", b"\xff"]
    )
    assert made.array("counts").tolist() == [0, 2, 2, 2, 1, 1, 1]
    assert (made.units, made.tokens) == (2, 5)
    assert [remark.undecodable for remark in made.remarks] == [1]
    assert ShardTokens.open(shard_folder(tmp_path, 0), check=True) == made


def test_a_shard_that_is_missing_or_damaged_is_not_opened(tmp_path: Path) -> None:
    folder = shard_folder(tmp_path, 0)
    assert ShardTokens.open(folder) is None
    tokenize(tmp_path, shard_of(tmp_path, 0, b"a b"), "word", False)
    (folder / "counts.npy").write_bytes(b"")
    assert ShardTokens.open(folder) is not None
    assert ShardTokens.open(folder, check=True) is None


def test_windows_reach_into_the_next_shards_of_a_stream(tmp_path: Path) -> None:
    for number, text in enumerate([b"a b ", b"c ", b"d e"]):
        tokenize(tmp_path, shard_of(tmp_path, number, text, "stream"), "word", False)
    for number, ids in enumerate([[0, 1, 2, 3, 4], [0, 1, 2, 5], [0, 1, 2, 6, 7]]):
        np.save(map_path(tmp_path, number), np.array(ids, np.int32))
    sort(tmp_path, 0, 3, 4, 8)
    run = Run.open(run_folder(tmp_path, 0))
    assert run.beginning == (3, 4, 5, 6)
    assert run.tokens == 2
    assert has_run(tmp_path, 0)
    assert not has_run(tmp_path, 1)
    (run_folder(tmp_path, 0) / "count.npy").write_bytes(b"")
    assert not has_run(tmp_path, 0)
