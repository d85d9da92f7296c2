"""The sweep's screen: rows appear as they come, a sweep is stopped at once, and what is wrong is told."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator

import pytest
from support.player import fables_session, mouse_session, playing
from support.screen import inside_frame, unsafe_characters
from support.sweeping import LONGER, agrees, job_of, rows_of, sweeping

from lmtui.errors import ModelError
from lmtui.playground.sweep_job import SweepJob
from lmtui.recipe import Recipe
from lmtui.sampling.temperature import SWEPT
from lmtui.tui.screens.sweep import SweepScreen

SIZES = [(60, 16), (80, 24), (120, 40)]


class Gate:
    """Holds sweeps back after so many rows, until it is opened."""

    def __init__(self) -> None:
        self.rows = len(LONGER)
        self.deaf = False
        self.ended = 0
        self._open = threading.Event()
        self._report = SweepJob._report

    def report(self, job: SweepJob, stage: str, fraction: float) -> None:
        """Stands in for `SweepJob._report`."""
        while stage == "sweeping" and len(job.rows) >= self.rows and not self._open.wait(0.01):
            if not self.deaf:
                self._report(job, stage, fraction)
        if not self.deaf:
            self._report(job, stage, fraction)

    def open(self) -> None:
        self._open.set()


@pytest.fixture
async def gate(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Gate]:
    gate = Gate()
    monkeypatch.setattr(SweepJob, "_report", lambda job, stage, fraction: gate.report(job, stage, fraction))
    yield gate
    gate.open()


async def test_rows_appear_as_they_come_and_every_temperature_has_its_place(gate: Gate) -> None:
    gate.rows = 3
    async with sweeping() as (player, job):
        await player.until(lambda: player.shows("sweeping T = 0.75"), "progress")
        lines = rows_of(player)
        assert [len(words) for words in lines] == [8, 8, 8, 1, 1, 1, 1, 1, 1]
        assert all(map(agrees, lines, job.rows))
        assert player.shows("33%")
        gate.open()
        await player.until(lambda: player.shows("done: 9 of 9"), "the end")
        assert rows_of(player)[:3] == lines[:3]


async def test_a_sweep_that_takes_long_says_how_long_and_begins_when_a_person_begins_it() -> None:
    async with playing(mouse_session()) as player:
        job = job_of(player.session)
        job.seconds_each = 0.1
        await player.app.push_screen(SweepScreen(job))
        await player.settle()
        assert player.shows("this takes about 27 s: 270 answers, 0.1 s each")
        assert player.shows("Enter Begin")
        assert [len(words) for words in rows_of(player, "this")] == [1] * len(SWEPT)
        await player.press("2", "enter")
        assert player.session.text.sampling.temperature != 2, "its slider is not that of the screen below"
        assert player.shows("Enter Begin"), "Enter took the typed temperature"
        await player.press("enter")
        await player.until(lambda: player.shows("done: 9 of 9"), "the end")
        assert not player.shows("Begin")


@pytest.mark.parametrize("key", ["escape", "s"])
async def test_a_sweep_is_stopped_keeps_its_rows_and_then_closes(gate: Gate, key: str) -> None:
    gate.rows = 4
    async with sweeping() as (player, job):
        await player.until(lambda: player.shows("sweeping T = 1 "), "progress")
        await player.press(key)
        assert player.shows("stopped: 4 of 9")
        assert all(map(agrees, rows_of(player), job.rows))
        assert isinstance(player.app.screen, SweepScreen)
        await player.press("s", "escape")
        assert not player.shows("Sweep ─")
        assert not isinstance(player.app.screen, SweepScreen)


async def test_what_a_stopped_sweep_still_gives_is_dropped(gate: Gate) -> None:
    gate.rows, gate.deaf = 2, True
    async with sweeping() as (player, job):
        await player.until(lambda: len(job.rows) == 2, "rows")
        await player.press("escape")
        gate.open()
        await player.until(lambda: len(job.rows) == len(SWEPT), "the thread's end")
        await player.settle()
        assert player.shows("stopped: ")
        assert not player.shows("done:")


async def test_keys_act_while_it_runs_and_leaving_stops_it(gate: Gate) -> None:
    gate.rows = 2
    async with sweeping() as (player, job):
        await player.until(lambda: player.shows("sweeping T = 0.50"), "progress")
        await player.press("p")
        assert player.shows("distinct-2")
        await player.press("p")
        assert player.shows("distinct-3")
        await player.press("ctrl+q")
    assert player.app.return_code == 0
    assert job._cancelled


async def test_where_the_text_is_not_at_hand_copied_is_unknown_and_the_reason_is_told() -> None:
    async with playing(mouse_session(), size=(60, 16)) as player:
        job = job_of(player.session, recipe=Recipe(("no/such/[/x]\x1b[2Jtext",)))
        await player.app.push_screen(SweepScreen(job))
        await player.until(lambda: player.shows("copied is not known"), "the reason")
        await player.until(lambda: player.shows("done: 9 of 9"), "the end")
        assert {words[-1] for words in rows_of(player)} == {"–"}
        assert player.shows("[/x]")
        assert not unsafe_characters("".join(player.screen()))
        assert player.shows("Esc Close")
        await player.press("p")
        assert all("–" in words for words in rows_of(player))


@pytest.mark.parametrize("wait", [0.0, 0.05, 0.09, 0.15])
async def test_the_reason_leaves_room_for_the_end_whenever_it_comes(gate: Gate, wait: float) -> None:
    gate.rows = 3
    async with playing(mouse_session(), size=(60, 16)) as player:
        job = job_of(player.session, recipe=Recipe(("no/such/text",)))
        await player.app.push_screen(SweepScreen(job))
        await player.pilot.pause(wait)
        gate.open()
        await player.until(lambda: player.shows("not known") and player.shows("done: 9 of 9"), "both")


async def test_of_a_model_from_elsewhere_copied_is_unknown_and_why_is_said() -> None:
    async with playing(mouse_session()) as player:
        job = job_of(player.session, recipe=Recipe((), model="elsewhere.arpa"))
        await player.app.push_screen(SweepScreen(job))
        await player.until(lambda: player.shows("done: 9 of 9"), "the end")
        assert {words[-1] for words in rows_of(player)[:9]} == {"–"}
        await player.until(lambda: player.shows("what is copied is not known"), "why")


async def test_plus_and_minus_sweep_again_with_more_and_fewer_tokens(gate: Gate) -> None:
    gate.rows = 2
    async with playing(mouse_session()) as player:
        job = job_of(player.session, tokens=200)
        await player.app.push_screen(SweepScreen(job))
        await player.until(lambda: len(job.rows) == 2, "two rows")
        for key, tokens in (("plus", 500), ("minus", 200), ("minus", 100)):
            await player.press(key)
            assert player.shows(f"{tokens} tokens at each T")
        gate.open()
        await player.until(lambda: player.shows("done: 9 of 9"), "the end")
        assert player.shows("100 tokens at each T")
        await player.press("plus")
        await player.until(lambda: player.shows("200 tokens") and player.shows("done: 9 of 9"), "the end again")


async def test_control_c_stops_a_sweep_and_nothing_else(gate: Gate) -> None:
    gate.rows = 2
    async with sweeping() as (player, job):
        await player.until(lambda: len(job.rows) == 2, "two rows")
        await player.press("ctrl+c")
        await player.until(lambda: player.shows("stopped: 2 of 9"), "the stop")
        assert not player.said("press Ctrl+C again")
        assert player.app.is_running
        assert isinstance(player.app.screen, SweepScreen)


async def test_an_error_is_told_in_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(job: SweepJob) -> None:
        raise ModelError("there is not enough memory [for] this; \x1b[2J")

    monkeypatch.setattr(SweepJob, "run", fail)
    async with sweeping() as (player, _):
        await player.until(lambda: player.shows("there is not enough memory [for] this; ␛[2J"), "the error")
        await player.until(lambda: player.shows("failed: 0 of 9"), "the end")
        await player.press("escape")
        assert not isinstance(player.app.screen, SweepScreen)


@pytest.mark.parametrize("size", SIZES)
async def test_the_sweep_fits(size: tuple[int, int]) -> None:
    several = ["distinct-1", "-2", "-3"] if size[0] < 80 else ["distinct-1", "distinct-2", "distinct-3"]
    table = ["T", "perplexity", *several, "rank", "bits", "copied"]
    async with playing(fables_session(), prompt="The fox", size=size) as player:
        await player.press("escape", "f4")
        await player.until(lambda: player.shows("done: 9 of 9"), "the end")
        for words in (table, ["T", "perplexity", "log", "distinct-2", "copied"]):
            inside = inside_frame(player.screen())
            assert "…" not in "".join(inside)
            assert inside[1].split() == words
            assert inside[-1].split()[:4] == ["Esc", "Close", "F1", "Help"]
            assert "←→ 0-9 T 1 " in inside[-1]
            await player.press("p")
