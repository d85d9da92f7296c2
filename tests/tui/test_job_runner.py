"""The runner: one job at a time, and only the newest job's result arrives."""

from __future__ import annotations

import threading

from textual.app import App

from lmtui.errors import LmtuiError, SettingError
from lmtui.playground.jobs import Job
from lmtui.tui.job_runner import JobRunner


class Waiting(Job[str]):
    """Waits until it is told to end; a deaf one does not notice that it was cancelled."""

    def __init__(self, name: str, error: LmtuiError | None = None, deaf: bool = False) -> None:
        super().__init__()
        self.name, self.error, self.deaf = name, error, deaf
        self.may_end, self.finished = threading.Event(), threading.Event()

    def run(self) -> str:
        while not self.may_end.wait(0.01):
            if not self.deaf:
                self._report("waiting", 0.5)
        if self.error:
            raise self.error
        return self.name

    def finish(self) -> None:
        self.finished.set()


class RunnerApp(App[None]):
    """Notes what its runner tells."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self.watched: list[Waiting] = []

    def on_mount(self) -> None:
        self.runner: JobRunner[Waiting, str] = JobRunner(
            self.screen, self.told.append, lambda e: self.told.append(str(e)), self.watched.append
        )


async def test_the_result_arrives_and_what_can_wait_is_done_after_it() -> None:
    app, job = RunnerApp(), Waiting("one")
    async with app.run_test() as pilot:
        app.runner.start(job)
        assert app.runner.current is job
        job.may_end.set()
        while not job.finished.is_set():
            await pilot.pause(0.01)
        assert app.told == ["one"]
        assert not app.runner.cancel()


async def test_a_job_is_watched_while_it_runs_and_no_longer() -> None:
    app, job, next_job = RunnerApp(), Waiting("one"), Waiting("two")
    async with app.run_test() as pilot:
        app.runner.start(job)
        while len(app.watched) < 2:
            await pilot.pause(0.01)
        app.runner.start(next_job)
        app.watched.clear()
        while not app.watched:
            await pilot.pause(0.01)
        assert set(app.watched) == {next_job}
        next_job.may_end.set()
        while not app.told:
            await pilot.pause(0.01)
        app.watched.clear()
        await pilot.pause(0.15)
        assert app.watched == []


async def test_the_reason_of_a_failure_arrives() -> None:
    app, job = RunnerApp(), Waiting("one", SettingError("no such text"))
    job.may_end.set()
    async with app.run_test() as pilot:
        app.runner.start(job)
        while not app.told:
            await pilot.pause(0.01)
        assert (app.told, app.runner.current) == (["no such text"], None)
        assert not job.finished.is_set()


async def test_a_job_that_was_replaced_or_cancelled_says_nothing_though_it_has_not_heard_of_it() -> None:
    app = RunnerApp()
    jobs = [Waiting("one", deaf=True), Waiting("two", SettingError("late"), deaf=True), Waiting("three")]
    async with app.run_test() as pilot:
        for job in jobs:
            app.runner.start(job)
            await pilot.pause(0.05)
        for job in jobs:
            job.may_end.set()
        while not app.told:
            await pilot.pause(0.01)
        last = Waiting("four", deaf=True)
        app.runner.start(last)
        await pilot.pause(0.05)
        assert app.runner.cancel()
        last.may_end.set()
        await pilot.pause(0.1)
        assert app.told == ["three"]
        assert not any(job.finished.is_set() for job in (*jobs[:2], last))
