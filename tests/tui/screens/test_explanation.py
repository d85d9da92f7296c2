"""The explanation: of the picked candidate or the token at the cursor, whole at every size, and closed again."""

from __future__ import annotations

import threading

import pytest
from rich.cells import cell_len
from support.byte_model import ready
from support.player import Player, fables_session, mouse_session, playing
from support.screen import unsafe_characters

from lmtui.errors import ModelError
from lmtui.playground.counting_job import CountingJob
from lmtui.playground.session import Session
from lmtui.recipe import Recipe
from lmtui.sampling.settings import Sampling
from lmtui.tui.screens.explanation import ExplanationScreen
from lmtui.tui.screens.playground import PlaygroundScreen


def inside(player: Player) -> list[str]:
    """The lines in the frame."""
    return [line.split("│")[1] for line in player.screen() if line.count("│") >= 2]


async def explained(player: Player) -> list[str]:
    await player.press("i")
    await player.until(lambda: any(" = " in line for line in inside(player)[:1]), "the explanation")
    await player.settle()
    return inside(player)


async def test_of_the_token_at_the_cursor_of_the_luck_and_of_the_picked_candidate() -> None:
    async with playing(mouse_session(), "the mouse ate") as player:
        await player.press("escape")
        assert (await explained(player))[0].startswith(" p(the | mouse ate) = 0.690398")
        await player.press("escape", "f6", "f6")
        player.text_pane.focus()
        await player.press("left")
        token = player.session.text.tokens[1]
        assert f" = {token.drawn.model_prob:.6g}" in (await explained(player))[0]
        await player.press("i")
        player.table_pane.focus()
        await player.press("home", "down", "down")
        row = player.the_table().rows[2]
        assert (await explained(player))[0].startswith(f" p({row.token} | ")
        await player.press("enter")
        assert isinstance(player.app.screen, PlaygroundScreen)
        assert player.focus is player.table_pane


@pytest.mark.parametrize("ascii_only", [False, True])
@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)])
async def test_it_is_whole_and_can_be_read_to_its_end(size: tuple[int, int], ascii_only: bool) -> None:
    async with playing(fables_session(), "The fox", size, ascii_only=ascii_only) as player:
        await player.press("escape")
        lines = await explained(player)
        assert {cell_len(line) for line in player.screen()} == {size[0]}
        assert lines[-1].split()[:2] == ["Esc", "Close"]
        assert ("PgUp" in lines[-1]) == (size[1] < 40)
        if size[1] < 40:
            await player.press("pagedown", "up", "down", "pageup", "pagedown")
            await player.resize(79, 23)
            await player.resize(*size)
            await player.press("pagedown", "pagedown")
            lines = inside(player)
        assert any("sum of all orders" in line for line in lines)
        assert not ascii_only or "".join(lines).isascii()
        if size[0] >= 80:
            assert not any("…" in line for line in lines)


async def test_of_a_model_without_ngrams_one_line_says_so_and_it_closes() -> None:
    session = Session(Recipe(()), Sampling(seed=3))
    session.use(ready())
    async with playing(session, "the", ready=False) as player:
        await player.press("escape", "i")
        await player.until(lambda: player.shows("no n-gram model"), "the reason")
        assert player.shows("Esc Close")
        await player.press("escape")
        assert isinstance(player.app.screen, PlaygroundScreen)


async def test_without_the_text_the_weights_are_told_and_why() -> None:
    async with playing(mouse_session(), "the mouse ate", (60, 16)) as player:
        player.session.corpus = None
        player.session.recipe = Recipe(("no/such/[/x]\x1b[2Jtext",))
        await player.press("escape", "i")
        await player.until(lambda: player.shows("there are no counts"), "the reason")
        assert player.shows("stored: p = 0.690398")
        assert player.shows("[/x]")
        assert not unsafe_characters("".join(player.screen()))


async def test_the_second_explanation_does_not_count_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async with playing(mouse_session(), "the") as player:
        await player.press("escape")
        lines = await explained(player)
        monkeypatch.setattr(CountingJob, "run", None)
        await player.press("escape")
        assert await explained(player) == lines


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
