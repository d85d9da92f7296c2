"""A sweep as a job: its rows come one by one, and it can be stopped anywhere."""

from __future__ import annotations

import math
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from support.models import ids_of
from support.mouse import MOUSE, trained

from lmtui.errors import Cancelled, SettingError
from lmtui.insight.copying import index_of
from lmtui.insight.sweep import FIGURES, SweepRow, sweep
from lmtui.library import training_text
from lmtui.playground.bars import Band
from lmtui.playground.sweep_job import LENGTHS, SweepJob, bars
from lmtui.playground.training_job import TrainingJob
from lmtui.recipe import Recipe
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling
from lmtui.sampling.temperature import SWEPT

SAMPLING = Sampling(seed=3)


def mouse_sweep(tokens: int = 20, temperatures: tuple[float, ...] = SWEPT, recipe: Recipe = MOUSE) -> SweepJob:
    return SweepJob(recipe, trained().sampler, "the mouse", SAMPLING, tokens, temperatures)


class Watched:
    """A sweep whose reports are written down; `after` is called with the number of each."""

    def __init__(self, job: SweepJob, monkeypatch: pytest.MonkeyPatch) -> None:
        self.job = job
        self.reports: list[tuple[str, float, int]] = []
        report = job._report

        def watch(stage: str, fraction: float) -> None:
            report(stage, fraction)
            self.reports.append((job.progress.stage, job.progress.fraction, len(job.rows)))
            self.after(len(self.reports))

        monkeypatch.setattr(job, "_report", watch)

    def after(self, number: int) -> None:
        """Nothing happens."""


def test_its_rows_are_what_insight_measures() -> None:
    job = mouse_sweep()
    job.run()
    model = trained().sampler.model
    text = training_text(MOUSE, model)
    assert text is not None
    prompt = ids_of(trained().sampler, "the mouse")
    assert job.rows == list(sweep(Sampler(model), prompt, SAMPLING, SWEPT, 20, index_of(text)))
    assert (job.progress.stage, job.progress.fraction, job.trouble) == ("done", 1.0, "")


def test_before_it_runs_it_is_at_its_beginning() -> None:
    job = mouse_sweep()
    assert (job.rows, job.progress.stage, job.progress.fraction, job.trouble) == ([], "reading", 0.0, "")


def test_rows_come_while_it_runs_and_progress_never_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(mouse_sweep(tokens=5), monkeypatch)
    watched.job.run()
    stages = list(dict.fromkeys(stage for stage, _, _ in watched.reports))
    assert stages[-3:] == ["indexing", "sweeping", "done"]
    assert watched.reports == sorted(watched.reports, key=lambda report: (stages.index(report[0]), *report[1:]))
    assert {rows for stage, _, rows in watched.reports if stage == "sweeping"} == set(range(len(SWEPT)))


def test_a_model_from_elsewhere_has_no_text_and_that_is_said(tmp_path: Path) -> None:
    job = mouse_sweep(recipe=replace(MOUSE, model=str(tmp_path / "model.arpa")))
    job.run()
    assert len(job.rows) == len(SWEPT)
    assert {row.copied for row in job.rows} == {None}
    assert "comes without its text" in job.trouble


def test_a_longer_sweep_is_the_same_with_more_tokens() -> None:
    job = mouse_sweep(tokens=200)
    assert job.tokens in LENGTHS
    for steps in (1, -1, 2, -2, 9, -9):
        other = job.longer(steps)
        place = min(max(LENGTHS.index(job.tokens) + steps, 0), len(LENGTHS) - 1)
        assert other.tokens == LENGTHS[place]
        assert (other.prompt, other.sampling, other.temperatures) == (job.prompt, job.sampling, job.temperatures)
        assert not other.rows


def test_a_text_that_is_gone_or_changed_is_said_and_the_rest_is_measured(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text("the mouse ate the cheese\n" * 3)
    recipe = Recipe((str(path),))
    sampler = TrainingJob(recipe).run().sampler
    for change in (lambda: path.write_text("another text altogether"), path.unlink):
        change()
        job = SweepJob(recipe, sampler, "the", SAMPLING, 5)
        job.run()
        assert "copied is not known" in job.trouble
        assert "text.txt" in job.trouble
        assert len(job.rows) == len(SWEPT)
        assert {row.copied for row in job.rows} == {None}


def test_a_text_whose_tokens_are_at_hand_is_not_read_again(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text("the mouse ate the cheese\n" * 3)
    recipe = Recipe((str(path),))
    made = TrainingJob(recipe).run()
    path.unlink()
    for _ in range(2):
        job = SweepJob(recipe, made.sampler, "the", SAMPLING, 5, corpus=made.corpus)
        job.run()
        assert job.trouble == ""
        assert None not in {row.copied for row in job.rows}


def test_a_temperature_out_of_range_is_an_error_the_user_can_mend() -> None:
    with pytest.raises(SettingError, match="temperature"):
        mouse_sweep(temperatures=(1.0, -1.0)).run()


def test_a_sweep_stopped_anywhere_goes_no_further_and_keeps_its_rows() -> None:
    with pytest.MonkeyPatch.context() as patch:
        whole = Watched(mouse_sweep(tokens=2), patch)
        whole.job.run()
    for moment in range(1, len(whole.reports)):
        with pytest.MonkeyPatch.context() as patch:
            watched = Watched(mouse_sweep(tokens=2), patch)
            job = watched.job
            watched.after = lambda number, job=job, moment=moment: job.cancel() if number == moment else None  # type: ignore[method-assign, misc]
            with pytest.raises(Cancelled):
                job.run()
            assert watched.reports == whole.reports[:moment]
            assert str(job.rows) == str(whole.job.rows[: len(job.rows)])  # no NaN equals another


def test_a_sweep_can_be_stopped_from_another_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(mouse_sweep(tokens=1000), monkeypatch)
    begun, ended = threading.Event(), threading.Event()
    watched.after = lambda number: begun.set()  # type: ignore[method-assign]

    def work() -> None:
        with pytest.raises(Cancelled):
            watched.job.run()
        ended.set()

    threading.Thread(target=work, daemon=True).start()
    assert begun.wait(20)
    watched.job.cancel()
    assert ended.wait(20)
    assert len(watched.job.rows) < len(SWEPT)


def test_the_playground_s_sampler_remembers_what_it_did(monkeypatch: pytest.MonkeyPatch) -> None:
    sampler = Sampler(trained().sampler.model)
    looked_at = sampler.distribution([1], 0.8)
    SweepJob(MOUSE, sampler, "", SAMPLING, 200).run()
    assert sampler.distribution([1], 0.8) is looked_at


def test_what_is_swept_is_said_safely() -> None:
    sampling = Sampling(seed=7, cuts=Cuts(top_k=5, top_p=0.9, min_p=0.01))
    job = SweepJob(MOUSE, trained().sampler, "The mouse, \x1b[2J", sampling)
    assert job.name == "The mouse, ␛ [2J"
    assert job.shared_settings == ["seed 7", "top-k 5", "top-p 0.9", "min-p 0.01"]
    assert SweepJob(MOUSE, trained().sampler, "", SAMPLING).name == "<s>"
    assert mouse_sweep().shared_settings == ["seed 3"]


def row(perplexity: float, distinct_2: float = 0.5, copied: float | None = 0.25) -> SweepRow:
    return SweepRow(1.0, 10, perplexity, 0.5, distinct_2, 0.5, 2.0, 1.0, copied)


def test_bars_are_shares_of_what_can_be_and_of_the_perplexity_its_logarithm() -> None:
    assert shares([row(10), row(100), row(math.inf, 1.0, None)]) == [
        (pytest.approx(0.5), 0.5, 0.25),
        (1.0, 0.5, 0.25),
        (1.0, 1.0, 0.0),
    ]
    assert shares([row(1.0), row(math.nan, math.nan)]) == [(0.0, 0.5, 0.25), (0.0, 0.0, 0.25)]
    assert shares([row(math.inf)]) == [(1.0, 0.5, 0.25)]
    assert shares([]) == []


def shares(rows: list[SweepRow]) -> list[tuple[float, ...]]:
    """How long the bars of rows of one text are, which have no bands."""
    assert all(band.low == band.share == band.high for bands in bars(rows) for band in bands)
    return [tuple(band.share for band in bands) for bands in bars(rows)]


def test_of_several_texts_a_bar_has_a_band_of_a_standard_error_to_each_side() -> None:
    several = replace(row(100.0, 0.95), runs=10, errors={"perplexity": 90.0, "distinct_2": 0.1, "copied": None})
    ((perplexity, distinct_2, copied),) = bars([several])
    assert perplexity[0] == pytest.approx(0.5)
    assert perplexity[1:] == (1.0, 1.0)
    assert distinct_2[0] == pytest.approx(0.85)
    assert distinct_2[1:] == (0.95, 1.0)
    assert copied == Band(0.25, 0.25, 0.25)


def test_a_sweep_of_several_texts_gives_what_insight_measures_and_says_so() -> None:
    job = mouse_sweep().with_other_runs
    assert job.shared_settings == ["10 texts", "seed 3"]
    job.run()
    assert {row.runs for row in job.rows} == {10}
    assert all(set(row.errors) == set(FIGURES) for row in job.rows)
    assert job.longer(1).runs == 10
    assert job.with_other_runs.with_other_runs.runs == 1
