"""The sources: of the run at the cursor, then of the others; indexed once, and the reason where there are none."""

from __future__ import annotations

import pytest
from support.byte_model import ready
from support.player import fables_session, playing
from support.screen import inside_frame
from support.tracing import sources_of, with_text

from lmtui.insight.copying import copied_runs
from lmtui.playground.session import Session
from lmtui.playground.sources_job import SourcesJob
from lmtui.recipe import Recipe
from lmtui.sampling.settings import Sampling
from lmtui.tui.screens.playground import PlaygroundScreen
from lmtui.tui.screens.sources import SourcesScreen


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
        assert len(runs) == 1 or inside_frame(player.screen())[0] != last
        await player.press(*["right"] * len(runs))
        assert inside_frame(player.screen())[0] == last


async def test_another_model_has_no_marks() -> None:
    async with playing(fables_session(), "The fox") as player:
        await with_text(player)
        await sources_of(player)
        await player.press("escape")
        assert player.session.sampler
        player.session.lane_models.use(ready())
        assert player.session.views.copied is None


async def test_without_a_training_text_or_a_text_it_says_so() -> None:
    session = Session(Recipe(()), Sampling(seed=3))
    session.lane_models.use(ready())
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
