"""The steps of the work on a large text, and what is known of the text after them."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.large import pipeline_on

from lmtui.errors import SourceError


def test_the_facts_of_a_text_are_those_of_all_shards(tmp_path: Path) -> None:
    pipeline, _ = pipeline_on(tmp_path, ["a b\nc\n", "d e\n\nf g\nh i\n"])
    plan = pipeline.plan(4, resume=True)
    corpus = pipeline.sorted(plan)
    assert (corpus.tokens, corpus.units, corpus.unit) == (9, 4, "line or paragraph")
    assert len(corpus.vocabulary) == 12
    assert len(corpus.runs) == len(plan.shards)
    assert all(run.is_dir() for run in corpus.runs)
    assert pipeline.plan(1, resume=True) == plan  # its shards are those of the plan that is there
    assert pipeline.plan(1, resume=False) != plan


def test_a_text_of_fewer_than_two_tokens_is_refused(tmp_path: Path) -> None:
    pipeline, _ = pipeline_on(tmp_path, ["one\n"])
    with pytest.raises(SourceError, match=r"0\.txt': only one token"):
        pipeline.sorted(pipeline.plan(4, resume=True))
