"""The n-grams of shards become one store, in memory or on the disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.large import bytes_of, pipeline_on

from lmtui.engines.storing import store_model
from lmtui.errors import ignore_progress
from lmtui.ngram.store import open_store


@pytest.mark.parametrize("order", [1, 3, 5])
def test_the_store_is_the_same_in_memory_and_on_the_disk(order: int, tmp_path: Path) -> None:
    pipeline, recipe = pipeline_on(tmp_path, ["a b\nc a b\n", "d e\n\nf g\nh a b c\n"], order=order)
    corpus = pipeline.sorted(pipeline.plan(4, resume=True))
    (tmp_path / "counts").mkdir()
    for place, memory in [("large", 100), ("small", 10**9)]:
        store_model(corpus, recipe, None, tmp_path / "counts", tmp_path / place, memory, ignore_progress)
    assert bytes_of(tmp_path / "large") == bytes_of(tmp_path / "small")
    assert open_store(tmp_path / "large").tokens == corpus.tokens
