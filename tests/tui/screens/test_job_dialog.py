"""A dialog that shows the result of a job: progress before, an error instead, and leaving ends the job."""

from __future__ import annotations

import threading

import pytest
from support.player import mouse_session, playing

from lmtui.errors import ModelError
from lmtui.playground.counting_job import CountingJob
from lmtui.tui.screens.explanation import ExplanationScreen
from lmtui.tui.screens.playground import PlaygroundScreen


async def test_while_it_counts_progress_is_shown_and_leaving_ends_the_job(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Event()

    def run(job: CountingJob) -> None:
        job._report("counting", 0.25)
        while not gate.wait(0.01):
            job._report("counting", 0.25)

    monkeypatch.setattr(CountingJob, "run", run)
    async with playing(mouse_session(), "the") as player:
        for key in ("escape", "ctrl+c"):
            player.slider.focus()
            await player.press("i")
            await player.until(lambda: player.shows("counting 25%"), "progress")
            screen = player.app.screen
            assert isinstance(screen, ExplanationScreen)
            job = screen._runner.current
            await player.press(key)
            assert isinstance(player.app.screen, PlaygroundScreen)
            assert job
            assert job._cancelled
        gate.set()


async def test_an_error_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(job: CountingJob) -> None:
        raise ModelError("there is not enough memory [for] this; \x1b[2J")

    monkeypatch.setattr(CountingJob, "run", fail)
    async with playing(mouse_session()) as player:
        await player.press("escape", "i")
        await player.until(lambda: player.shows("there is not enough memory [for] this; ␛[2J"), "the error")
