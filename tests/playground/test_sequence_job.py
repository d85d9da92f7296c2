"""A question about sequences as a job: parts of the answer first, and a stop anywhere."""

from __future__ import annotations

import pytest
from support.scored import SEARCHES

from lmtui.errors import Cancelled
from lmtui.playground.score_job import ScoreJob
from lmtui.sampling.settings import Sampling


def test_what_is_known_first_is_shown_first_and_a_job_is_stopped_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    job = ScoreJob(SEARCHES, ["the mouse"], Sampling(0.7))
    report = job._report
    seen: list[tuple[str, bool]] = []

    def watch(stage: str, fraction: float) -> None:
        report(stage, fraction)
        seen.append((stage, job.view is not None))
        if stage == "annealing":
            job.cancel()

    monkeypatch.setattr(job, "_report", watch)
    with pytest.raises(Cancelled):
        job.run()
    assert job.view
    assert job.view.annealed is None
    assert dict(seen) == {"reading": False, "annealing": True}
    assert not SEARCHES.lock.locked()
