"""The sweep's screen: rows appear as they come, are what insight measures, and a sweep is stopped at once."""

from __future__ import annotations

import math
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from rich.cells import cell_len
from support.player import Player, fables_session, mouse_session, playing
from support.screen import unsafe_characters

from lmtui.errors import ModelError
from lmtui.insight.sweep import SweepRow
from lmtui.playground.session import Session
from lmtui.playground.sweep_job import SweepJob, bars
from lmtui.recipe import Recipe
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.settings import Sampling
from lmtui.sampling.temperature import SWEPT
from lmtui.tui.screens.sweep import SweepScreen

LONGER = (*SWEPT[:-1], 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, math.inf)


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


def job_of(session: Session, words: str = "the", tokens: int = 30, recipe: Recipe | None = None) -> SweepJob:
    assert session.sampler is not None
    return SweepJob(recipe or session.recipe, session.sampler, words, Sampling(seed=4), tokens)


@asynccontextmanager
async def sweeping(
    session: Session | None = None, size: tuple[int, int] = (80, 24), plain: bool = False, ascii_only: bool = False
) -> AsyncIterator[tuple[Player, SweepJob]]:
    """Open the screen over the playground."""
    async with playing(session or mouse_session(), size=size, plain=plain, ascii_only=ascii_only) as player:
        job = job_of(player.session)
        await player.app.push_screen(SweepScreen(job))
        yield player, job


def inside(player: Player) -> list[str]:
    """The lines in the frame."""
    return [line.split("│")[1] for line in player.screen() if line.count("│") >= 2]


def rows_of(player: Player) -> list[list[str]]:
    """The lines of the temperatures, by words."""
    lines = [line.split() for line in inside(player)]
    head = next(number for number, words in enumerate(lines) if words[:2] == ["T", "perplexity"])
    end = next(
        n for n, words in enumerate(lines) if words and words[0] in ("done:", "stopped:", "failed:", "sweeping")
    )
    return lines[head + 1 : end]


def agrees(words: list[str], row: SweepRow) -> bool:
    """Whether a line tells the figures of a row."""
    figures = [row.perplexity, row.distinct_1, row.distinct_2, row.distinct_3, row.mean_rank, row.mean_entropy_bits]
    figures.append(math.nan if row.copied is None else row.copied)
    digits = (1, 3, 3, 3, 1, 2, 3)
    told = [math.nan if word == "–" else math.inf if word == "∞" else float(word) for word in words[1:]]
    return len(told) == len(figures) and all(
        a == b or (math.isnan(a) and math.isnan(b)) or abs(a - b) <= 0.50001 * 10**-n
        for a, b, n in zip(told, figures, digits, strict=True)
    )


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)])
async def test_the_table_tells_what_insight_measures(size: tuple[int, int]) -> None:
    async with sweeping(fables_session(), size) as (player, job):
        await player.until(lambda: player.shows("done: 9 of 9"), "the end")
        lines = rows_of(player)
        assert [words[0] for words in lines] == ["0", "0.25", "0.50", "0.75", "1", "1.50", "2", "4", "∞"]
        assert len(job.rows) == len(lines)
        assert all(map(agrees, lines, job.rows))
        assert {cell_len(line) for line in player.screen()} == {size[0]}
        ends = {len(line.rstrip()) for line in inside(player) if line.split()[0] in ("T", "0", "0.25", "1", "∞")}
        assert len(ends) == 1


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
        assert not player.shows("done")


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


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)])
async def test_the_plot_shows_the_same_figures_with_bars_as_long_as_their_shares(size: tuple[int, int]) -> None:
    async with sweeping(fables_session(), size) as (player, job):
        await player.until(lambda: player.shows("done: 9 of 9"), "the end")
        await player.press("p")
        lines = rows_of(player)
        full = max(word.count("█") for words in lines for word in words)
        for words, row, shares in zip(lines, job.rows, bars(job.rows), strict=True):
            figures = [word for word in words[1:] if word[0].isdigit()]
            assert figures == [f"{row.perplexity:.1f}", f"{row.distinct_2:.3f}", f"{row.copied:.3f}"]
            drawn = [word for word in words[1:] if not word[0].isdigit()]
            expected = [share for share in shares if round(share * full * 8)]
            for bar, share in zip(drawn, expected, strict=True):
                eighths = 8 * bar.count("█") + sum(0x2590 - ord(char) for char in bar if char != "█")
                assert eighths == round(share * full * 8)
        assert {cell_len(line) for line in player.screen()} == {size[0]}


async def test_a_plot_shows_a_log_of_the_perplexity_and_says_so() -> None:
    async with sweeping() as (player, _):
        await player.until(lambda: player.shows("done"), "the end")
        await player.press("p")
        assert player.shows("perplexity log")


async def test_in_ascii_its_parts_are_ascii() -> None:
    async with sweeping(fables_session(), ascii_only=True) as (player, _):
        await player.until(lambda: player.shows("done: 9 of 9"), "the end")
        for key in ("p", "p"):
            assert "".join(inside(player)).isascii()
            await player.press(key)
        await player.press("p")
        assert any("##" in line for line in inside(player))


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


async def test_more_temperatures_than_lines_are_scrolled() -> None:
    async with playing(mouse_session(), size=(60, 16)) as player:
        assert player.session.sampler is not None
        job = SweepJob(player.session.recipe, player.session.sampler, "the", Sampling(), 10, LONGER)
        await player.app.push_screen(SweepScreen(job))
        await player.until(lambda: player.shows(f"done: {len(LONGER)} of {len(LONGER)}"), "the end")
        assert [words[0] for words in rows_of(player)][-1] == "∞"
        assert player.shows("Scroll")
        await player.press(*["up"] * 20)
        assert [words[0] for words in rows_of(player)][:2] == ["0", "0.25"]
        await player.press("down")
        assert rows_of(player)[0][0] == "0.25"
        assert all(map(agrees, rows_of(player), job.rows[1:]))


async def test_it_says_after_what_and_with_which_luck_and_cuts() -> None:
    async with playing(mouse_session()) as player:
        assert player.session.sampler is not None
        sampling = Sampling(seed=12, cuts=Cuts(top_k=3))
        prompt = "the [red]mouse \x1b[2J"
        job = SweepJob(player.session.recipe, player.session.sampler, prompt, sampling, 1000)
        await player.app.push_screen(SweepScreen(job))
        await player.until(lambda: player.shows("after the [red] mouse ␛ [2J"), "the prompt")
        assert player.shows("1,000 tokens at each T · seed 12 · top-k 3")
        assert not unsafe_characters("".join(player.screen()))


@pytest.mark.parametrize("plain", [False, True])
async def test_it_is_whole_at_every_size_it_is_turned_to(plain: bool) -> None:
    async with sweeping(plain=plain) as (player, job):
        await player.until(lambda: player.shows("done"), "the end")
        for columns, rows in [(60, 16), (200, 60), (79, 20), (80, 24)]:
            await player.resize(columns, rows)
            assert {cell_len(line) for line in player.screen()} == {columns}
            assert all(map(agrees, rows_of(player), job.rows))
            assert len(rows_of(player)) == len(SWEPT)
