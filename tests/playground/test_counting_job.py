"""The job counts what the model was trained on, says why it cannot, and ends when it is cancelled."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.byte_model import ByteModel

from lmtui.errors import Cancelled, ModelError
from lmtui.library import load
from lmtui.playground.counting_job import CountingJob
from lmtui.recipe import Recipe

MOUSE = Recipe(("mouse",))


def test_it_counts_and_keeps_the_result() -> None:
    loaded = load(MOUSE)
    job = CountingJob(MOUSE, loaded.model, loaded.corpus)
    assert job.run() is job.counted
    assert job.counted
    assert job.counted.has_counts
    assert not job.trouble


@pytest.mark.parametrize(
    ("recipe", "why"),
    [
        (replace(MOUSE, corpora=("no/such/text",)), "no/such/text"),
        (Recipe((), model="elsewhere.arpa"), "comes without its text"),
    ],
)
def test_where_there_is_no_text_it_says_why_there_are_no_counts(recipe: Recipe, why: str) -> None:
    job = CountingJob(recipe, load(MOUSE).model)
    assert not job.run().has_counts
    assert job.trouble.startswith("there are no counts: ")
    assert why in job.trouble


def test_a_model_without_ngrams_is_refused() -> None:
    with pytest.raises(ModelError, match="no n-gram model"):
        CountingJob(Recipe(()), ByteModel()).run()


def test_a_cancelled_job_ends() -> None:
    job = CountingJob(MOUSE, load(MOUSE).model)
    job.cancel()
    with pytest.raises(Cancelled):
        job.run()
    assert job.counted is None
