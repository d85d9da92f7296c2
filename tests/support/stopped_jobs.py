"""Jobs that are cancelled in the middle."""

from __future__ import annotations

import pytest

from lmtui.errors import Cancelled
from lmtui.playground.beam_job import BeamJob
from lmtui.playground.best_job import BestJob


def run_until_something_is_seen(job: BeamJob | BestJob, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a job, and cancel it once it has something to show."""
    report = job._report

    def watch(stage: str, fraction: float) -> None:
        report(stage, fraction)
        if job.view:
            job.cancel()

    monkeypatch.setattr(job, "_report", watch)
    with pytest.raises(Cancelled):
        job.run()
