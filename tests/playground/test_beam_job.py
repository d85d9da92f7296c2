"""The beam search as a job: it shows what is found after each token, and can be stopped."""

from __future__ import annotations

import pytest
from support.byte_model import END, ByteModel
from support.first_ranks import RanksModel
from support.stopped_jobs import run_until_something_is_seen

from lmtui.playground.beam_job import BeamJob
from lmtui.sequences.searches import Searches


def test_what_is_found_grows_token_by_token_and_the_greedy_one_comes_last(monkeypatch: pytest.MonkeyPatch) -> None:
    searches = Searches(ByteModel())
    job = BeamJob(searches, "the mouse", 3, 4)
    report, seen = job._report, list[int]()

    def watch(stage: str, fraction: float) -> None:
        report(stage, fraction)
        if job.view and job.view.tokens not in seen:
            seen.append(job.view.tokens)
            assert job.view.greedy is None
            assert len(job.view.found) == 4

    monkeypatch.setattr(job, "_report", watch)
    view = job.run()
    assert seen == [1, 2]
    assert (view.prompt, view.length, view.width, view.tokens) == ("the mouse", 3, 4, 3)
    assert view.end == ByteModel().tokens.label(END)
    assert view.greedy
    assert view.found[0].logprob >= view.greedy.logprob
    assert view.remarks == ("the best that a beam of 4 found, not proved: others may be more probable",)
    again = BeamJob(searches, "the mouse", 4, 4).run()
    assert len(again.found) == 4


def test_it_can_be_stopped_and_says_what_the_model_does_not_give(monkeypatch: pytest.MonkeyPatch) -> None:
    job = BeamJob(Searches(RanksModel(most_ranks=6)), "the mouse", 3, 8)
    run_until_something_is_seen(job, monkeypatch)
    assert job.view
    assert job.view.tokens == 1
    assert "the model gives no more" in job.view.remarks[1]
