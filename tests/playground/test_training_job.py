"""Training as a job: it tells how far it is, and ends when told to."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from support.models import ids_of, trie_of

from lmtui import library
from lmtui.engines.resources import Resources
from lmtui.errors import Cancelled, LmtuiError, Progress
from lmtui.library import LoadedModel, load
from lmtui.playground.training_job import TrainedModel, TrainingJob
from lmtui.recipe import Recipe
from lmtui.sampling.generation import generate
from lmtui.sampling.settings import Sampling

Report = tuple[str, float]


class Watched:
    """A training whose every report is passed on and noted.

    Attributes:
        reports: (stage, fraction) as the job showed them after each.
        after: called after each report with how many there were.
    """

    def __init__(self, recipe: Recipe, patch: pytest.MonkeyPatch) -> None:
        self.job = TrainingJob(recipe)
        self.reports: list[Report] = []
        self.after: Callable[[int], None] = lambda number: None

        def watched(recipe: Recipe, progress: Progress, resources: Resources | None) -> LoadedModel:
            return load(recipe, self._watch(progress), resources=resources)

        patch.setattr(library, "load", watched)

    def _watch(self, progress: Progress) -> Progress:
        def report(stage: str, fraction: float) -> None:
            progress(stage, fraction)
            self.reports.append((self.job.progress.stage, self.job.progress.fraction))
            assert self.reports[-1] == (stage, fraction)
            self.after(len(self.reports))

        return report


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("1.txt", b"the mouse \xff\xfe ate\n"), ("2.md", b"the caf\xe9 ate the mouse\n")):
        (tmp_path / name).write_bytes(text)
    (tmp_path / "3.txt").write_text("the cheese ate", encoding="utf-8")
    return tmp_path


def test_a_training_gives_the_model_of_its_recipe() -> None:
    recipe = Recipe(("mouse",), 2, "mle")
    job = TrainingJob(recipe)
    made = job.run()
    assert made.recipe == recipe
    assert made.undecodable == 0
    model = trie_of(made.sampler)
    assert (model.order, model.smoothing, model.tokenizer.name, model.tokens) == (2, "mle", "word", 45)
    drawn = list(generate(made.sampler, ids_of(made.sampler, "the mouse ate"), Sampling(0.0), 2))
    assert model.vocabulary.decode(token.token for token in drawn) == ["the", "mouse"]
    assert (job.progress.stage, job.progress.fraction) == ("ready", 1.0)


def test_before_it_runs_a_training_is_at_its_beginning() -> None:
    job = TrainingJob(Recipe(("mouse",)))
    assert (job.progress.stage, job.progress.fraction) == ("reading", 0.0)


def test_progress_is_reported_stage_by_stage_and_never_goes_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(Recipe((str(folder),), 4), monkeypatch)
    watched.job.run()
    stages = list(dict.fromkeys(stage for stage, _ in watched.reports))
    assert stages[:2] == ["reading", "tokenizing"]
    assert stages[-1] == "smoothing"
    assert len(stages) >= 4  # counting in between, whatever it is called
    # Each stage is one stretch, in which the fraction grows.
    assert watched.reports == sorted(watched.reports, key=lambda report: (stages.index(report[0]), report[1]))
    assert all(0 <= fraction <= 1 for _, fraction in watched.reports)


def test_undecodable_bytes_of_all_documents_are_counted(folder: Path) -> None:
    assert TrainingJob(Recipe((str(folder),))).run().undecodable == 3
    assert TrainingJob(Recipe((str(folder), "mouse", str(folder / "1.txt")))).run().undecodable == 5


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe(("no/such/text",)),
        Recipe(("",)),
        Recipe(("mouse", "no/such/text")),
        Recipe(("mouse",), order=17),
        Recipe(("mouse",), order=0),
        Recipe(("mouse",), smoothing="good-turing"),
        Recipe(("mouse",), smoothing="add-k:-1"),
        Recipe(("mouse",), tokenizer="bpe"),
    ],
)
def test_an_unusable_recipe_is_an_error_the_user_can_mend(recipe: Recipe) -> None:
    with pytest.raises(LmtuiError) as refused:
        TrainingJob(recipe).run()
    assert str(refused.value).isprintable()


@pytest.mark.parametrize("data", [b"", b"\0", b"alone", b"?"])
def test_an_unusable_text_is_an_error_the_user_can_mend(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(data)
    with pytest.raises(LmtuiError, match=r"text\.txt"):
        TrainingJob(Recipe((str(path),))).run()


def test_a_training_cancelled_before_it_began_gives_nothing() -> None:
    job = TrainingJob(Recipe(("mouse",)))
    job.cancel()
    with pytest.raises(Cancelled):
        job.run()
    assert (job.progress.stage, job.progress.fraction) == ("reading", 0.0)


def test_a_training_cancelled_anywhere_goes_no_further(folder: Path) -> None:
    recipe = Recipe((str(folder),))
    with pytest.MonkeyPatch.context() as patch:
        whole = Watched(recipe, patch)
        whole.job.run()
    assert len(whole.reports) > 5
    for moment in range(1, len(whole.reports) + 1):
        with pytest.MonkeyPatch.context() as patch:
            watched = Watched(recipe, patch)
            job = watched.job
            watched.after = lambda number, job=job, moment=moment: job.cancel() if number == moment else None  # type: ignore[misc]
            with pytest.raises(Cancelled):
                job.run()
            # Not one report more: the next one ends it, so none is shown after the cancelling.
            assert watched.reports == whole.reports[:moment]
            assert (job.progress.stage, job.progress.fraction) == whole.reports[moment - 1]


def test_a_training_can_be_cancelled_from_another_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(Recipe(("mouse",)), monkeypatch)
    begun, cancelled = threading.Event(), threading.Event()
    result: list[TrainedModel | BaseException] = []

    def wait(number: int) -> None:
        begun.set()
        assert cancelled.wait(20)

    def work() -> None:
        try:
            result.append(watched.job.run())
        except BaseException as ended:
            result.append(ended)

    watched.after = wait
    thread = threading.Thread(target=work)
    thread.start()
    assert begun.wait(20)
    watched.job.cancel()
    cancelled.set()
    thread.join(20)
    assert [type(ended) for ended in result] == [Cancelled]
    assert len(watched.reports) == 1


def test_a_cancelled_job_is_no_error_of_the_user_s() -> None:
    # Or it would be shown as one.
    assert not issubclass(Cancelled, LmtuiError)
