"""The lines of a sweep are what insight measures, as figures or as bars, in any size."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from support.player import fables_session, mouse_session, playing
from support.screen import inside_frame, unsafe_characters
from support.sweeping import LONGER, agrees, rows_of, sweeping

from lmtui.playground.sweep_job import SweepJob, bars
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.settings import Sampling
from lmtui.sampling.temperature import SWEPT
from lmtui.tui.screens.sweep import SweepScreen


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)])
async def test_the_table_tells_what_insight_measures(size: tuple[int, int]) -> None:
    async with sweeping(fables_session(), size) as (player, job):
        await player.until(lambda: player.shows("done: 9 of 9"), "the end")
        lines = rows_of(player)
        assert [words[0] for words in lines] == ["0", "0.25", "0.50", "0.75", "1", "1.50", "2", "4", "∞"]
        assert len(job.rows) == len(lines)
        assert all(map(agrees, lines, job.rows))
        assert {cell_len(line) for line in player.screen()} == {size[0]}
        ends = {
            len(line.rstrip())
            for line in inside_frame(player.screen())
            if line.split()[0] in ("T", "0", "0.25", "1", "∞")
        }
        assert len(ends) == 1


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)])
async def test_the_plot_shows_the_same_figures_with_bars_as_long_as_their_shares(size: tuple[int, int]) -> None:
    async with sweeping(fables_session(), size) as (player, job):
        await player.until(lambda: player.shows("done: 9 of 9"), "the end")
        await player.press("p")
        lines = rows_of(player)
        full = max(word.count("█") for words in lines for word in words)
        for words, row, bands in zip(lines, job.rows, bars(job.rows), strict=True):
            figures = [word for word in words[1:] if word[0].isdigit()]
            assert figures == [f"{row.perplexity:.1f}", f"{row.distinct_2:.3f}", f"{row.copied:.3f}"]
            drawn = [word for word in words[1:] if not word[0].isdigit()]
            expected = [band.share for band in bands if round(band.share * full * 8)]
            for bar, share in zip(drawn, expected, strict=True):
                eighths = 8 * bar.count("█") + sum(0x2590 - ord(char) for char in bar if char != "█")
                assert eighths == round(share * full * 8)
        assert {cell_len(line) for line in player.screen()} == {size[0]}


async def test_a_plot_shows_a_log_of_the_perplexity_and_says_so() -> None:
    async with sweeping() as (player, _):
        await player.until(lambda: player.shows("done:"), "the end")
        await player.press("p")
        assert player.shows("perplexity log")


async def test_in_ascii_its_parts_are_ascii() -> None:
    async with sweeping(fables_session(), ascii_only=True) as (player, _):
        await player.until(lambda: player.shows("done: 9 of 9"), "the end")
        for key in ("p", "p"):
            assert "".join(inside_frame(player.screen())).isascii()
            await player.press(key)
        await player.press("p")
        assert any("##" in line for line in inside_frame(player.screen()))


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
        await player.until(lambda: player.shows("done:"), "the end")
        for columns, rows in [(60, 16), (200, 60), (79, 20), (80, 24)]:
            await player.resize(columns, rows)
            assert {cell_len(line) for line in player.screen()} == {columns}
            assert all(map(agrees, rows_of(player), job.rows))
            assert len(rows_of(player)) == len(SWEPT)


@pytest.mark.parametrize("ascii_only", [False, True])
async def test_of_several_texts_the_standard_errors_stand_below_and_bars_end_in_bands(ascii_only: bool) -> None:
    async with sweeping(ascii_only=ascii_only) as (player, _):
        await player.press("n")
        assert player.shows("10 texts")
        await player.until(lambda: player.shows("done: 9 of 9"), "the end")
        sign, shaded = ("+-", "~") if ascii_only else ("±", "▒")
        lines = inside_frame(player.screen())
        assert sum(sign in line for line in lines) >= 7
        assert {cell_len(line) for line in player.screen()} == {80}
        await player.press("p")
        bands = [line for line in inside_frame(player.screen()) if shaded in line]
        assert len(bands) >= 7
        assert sign in bands[3]
