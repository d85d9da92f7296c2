"""The sources: of the token at the cursor, with file and line; copied runs are marked in the text behind."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from support.byte_model import ready
from support.player import Player, fables_session, playing

from lmtui.insight.copying import copied_runs
from lmtui.playground.session import Session
from lmtui.playground.sources_job import SourcesJob
from lmtui.recipe import Recipe
from lmtui.sampling.settings import Sampling
from lmtui.tui.screens.playground import PlaygroundScreen
from lmtui.tui.screens.sources import SourcesScreen


def inside(player: Player) -> list[str]:
    """The lines in the frame."""
    return [line.split("│")[1] for line in player.screen() if line.count("│") >= 2]


async def with_text(player: Player) -> None:
    """Twenty-five tokens, some of them copied."""
    player.session.set_temperature(0.5)
    for _ in range(25):
        player.session.step()
    player.slider.focus()
    await player.settle()


async def sources_of(player: Player) -> list[str]:
    await player.press("f")
    await player.until(lambda: player.shows(" in the training text"), "the places")
    await player.settle()
    return inside(player)


@pytest.mark.parametrize("ascii_only", [False, True])
@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)])
async def test_places_are_named_and_copied_runs_are_marked_in_the_text(
    size: tuple[int, int], ascii_only: bool
) -> None:
    opens, closes = "{}" if ascii_only else "«»"
    async with playing(fables_session(), "The fox", size, ascii_only=ascii_only) as player:
        await with_text(player)
        assert opens not in player.text
        lines = await sources_of(player)
        assert any("fables:" in line and "[" in line for line in lines)
        for keys in (["right"], ["left", "down", "pagedown", "up", "pageup"]):
            await player.press(*keys)
            assert {cell_len(line) for line in player.screen()} == {size[0]}
            assert not ascii_only or "".join(inside(player)).isascii()
        await player.press("escape")
        assert isinstance(player.app.screen, PlaygroundScreen)
        lane, copied = player.session.text.lane, player.session.views.copied
        assert lane
        assert copied
        assert any(copied.of(lane))
        assert opens in player.text
        assert size[0] < 80 or player.part(player.text_pane)[-1].rstrip().endswith(f"{opens}copied{closes}")
        assert opens + "cop" not in player.part(player.text_pane)[-1] or size[0] >= 80


async def test_it_begins_with_the_run_at_the_cursor_and_leads_to_the_others() -> None:
    async with playing(fables_session(), "The fox") as player:
        await with_text(player)
        await sources_of(player)
        await player.press("escape")
        lane, copied = player.session.text.lane, player.session.views.copied
        assert lane
        assert copied
        runs = copied_runs(copied.sources.index, lane.ids())
        player.text_pane.focus()
        await player.settle()
        player.session.look_at(runs[-1].start - lane.prompt_length)
        last = (await sources_of(player))[0]
        screen = player.app.screen
        assert isinstance(screen, SourcesScreen)
        assert player.shows(f"Copied run ({len(runs)})")
        await player.press(*["left"] * len(runs))
        assert len(runs) == 1 or inside(player)[0] != last
        await player.press(*["right"] * len(runs))
        assert inside(player)[0] == last


async def test_another_model_has_no_marks() -> None:
    async with playing(fables_session(), "The fox") as player:
        await with_text(player)
        await sources_of(player)
        await player.press("escape")
        assert player.session.sampler
        player.session.use(ready())
        assert player.session.views.copied is None


async def test_without_a_training_text_or_a_text_it_says_so() -> None:
    session = Session(Recipe(()), Sampling(seed=3))
    session.use(ready())
    async with playing(session, ready=False) as player:
        await player.press("escape", "f")
        assert player.said("no text yet")
        await player.press("n", "f")
        await player.until(lambda: player.shows("without its training text"), "the reason")
        await player.press("right", "down", "escape")
        assert isinstance(player.app.screen, PlaygroundScreen)


async def test_the_second_time_it_does_not_index_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async with playing(fables_session(), "The fox") as player:
        await player.press("escape")
        lines = await sources_of(player)
        monkeypatch.setattr(SourcesJob, "run", None)
        await player.press("escape")
        assert await sources_of(player) == lines
