"""Scores of texts by the model of the mouse."""

from __future__ import annotations

from lmtui.playground.score_job import ScoreJob
from lmtui.playground.sequence_views import ScoreView
from lmtui.sampling.settings import Sampling
from lmtui.sequences.searches import Searches
from support.mouse import trained

SEARCHES = Searches(trained().sampler.model)


def scored(*texts: str, sampling: Sampling | None = None, searches: Searches = SEARCHES) -> ScoreView:
    """The answer to the question what texts are worth."""
    return ScoreJob(searches, texts, sampling or Sampling()).run()
