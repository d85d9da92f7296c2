"""The job indexes what the model was trained on, and says where there is nothing to index."""

from __future__ import annotations

import pytest
from support.byte_model import ByteModel

from lmtui.errors import Cancelled, ModelError
from lmtui.library import load
from lmtui.playground.sources_job import SourcesJob
from lmtui.recipe import Recipe

MOUSE = Recipe(("mouse",))


def test_it_indexes_and_keeps_the_result() -> None:
    job = SourcesJob(MOUSE, load(MOUSE).model)
    assert job.run() is job.sources
    assert job.sources
    assert job.sources.documents == ("mouse",)


@pytest.mark.parametrize("recipe", [Recipe(()), Recipe((), model="elsewhere.arpa")])
def test_without_a_text_there_are_no_sources(recipe: Recipe) -> None:
    with pytest.raises(ModelError, match="without its training text"):
        SourcesJob(recipe, ByteModel()).run()


def test_a_cancelled_job_ends() -> None:
    job = SourcesJob(MOUSE, load(MOUSE).model)
    job.cancel()
    with pytest.raises(Cancelled):
        job.run()
    assert job.sources is None
