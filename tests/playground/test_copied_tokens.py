"""What is copied is the same whether a text grew token by token or was there at once."""

from __future__ import annotations

import pytest
from support.mouse import trained

from lmtui.insight.copying import are_copied
from lmtui.playground.copied_tokens import CopiedTokens
from lmtui.playground.session import Session
from lmtui.playground.sources_job import SourcesJob
from lmtui.recipe import Recipe
from lmtui.sampling.settings import Sampling

FABLES = Recipe(("fables",))


@pytest.mark.parametrize("at_once", [1, 3, 7])
@pytest.mark.parametrize("prompt", ["", "The fox said , zzz The"])
def test_a_text_that_grows_is_marked_as_one_that_is_there(at_once: int, prompt: str) -> None:
    session = Session(FABLES, Sampling(0.7, seed=4), prompt)
    session.lane_models.use(trained(FABLES))
    assert session.sampler
    sources = SourcesJob(FABLES, session.sampler.model).run()
    copied = CopiedTokens(sources, session.sampler.model)
    for _ in range(12):
        for _ in range(at_once):
            session.playback.step()
        lane = session.text.lane
        assert lane
        assert len(lane.ids()) == lane.length == len(lane.transcript.pieces)
        assert list(copied.of(lane)) == are_copied(sources.index, lane.ids()).tolist()
    assert session.text.lane
    assert at_once == 1 or any(copied.of(session.text.lane))
