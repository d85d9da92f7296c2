"""The app with a model that is no n-gram model."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest
from support.byte_model import ready
from support.first_ranks import RanksModel
from support.player import playing

from lmtui.playground.session import Session
from lmtui.playground.settings import Pace
from lmtui.recipe import Recipe
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.settings import Sampling


def byte_session() -> Session:
    session = Session(Recipe(()), Sampling(seed=3), pace=Pace(60))
    session.lane_models.use(ready())
    return session


async def test_the_playground_works_without_orders() -> None:
    async with playing(byte_session(), "the café", ready=False) as player:
        assert player.shows("bytes")
        assert player.shows("V 300")
        assert "order" not in player.status
        head = next(line for line in player.screen() if "# token" in line)
        assert head.split("# token")[1].split()[:3] == ["│p", "█p_T", "0"]
        assert player.shows("7 <0x81>")
        await player.press(*["f6"] * 12)
        assert len(player.session.text.tokens) == 12
        await player.press("tab", "tab")
        colours = set()
        for _ in range(6):
            await player.press("y")
            colours.add(player.session.views.colouring.value)
        assert "order" not in colours
        assert len(colours) == 4


async def test_lanes_curves_trees_and_choices() -> None:
    async with playing(byte_session(), "the", ready=False) as player:
        await player.press(*["f6"] * 8)
        while player.focus is not player.text_pane:
            await player.press("tab")
        await player.press("l")
        assert len(player.session.text.lanes) == 2
        await player.press("v")
        assert player.shows("Token 9 in every lane")
        await player.press("v", "f3")
        assert player.shows("bits")
        await player.press("f3", "left", "left", "enter", "down", "down", "enter")
        assert player.session.text.is_branched
        assert any("✓" in line for line in player.part(player.text_pane)[1:-1])
        assert "✓by hand" in player.part(player.text_pane)[-1]
        await player.press("a")
        assert player.shows("branch")


async def test_what_was_made_is_exported_and_a_session_is_not_saved(tmp_path: Path) -> None:
    async with playing(byte_session(), "the", ready=False) as player:
        await player.press(*["f6"] * 5)
        target = tmp_path / "it.json"
        await player.press("tab", "ctrl+e", "end", "ctrl+u")
        await player.paste(str(target))
        await player.press("enter")
        await player.until(target.exists, "the file")
        assert json.loads(target.read_text())["model"] == "bytes"
        await player.press("ctrl+s", "end", "ctrl+u")
        await player.paste(str(tmp_path / "session"))
        await player.press("enter")
        await player.until(lambda: player.shows("cannot be opened again"), "why it is not saved")
        assert not (tmp_path / "session").exists()


async def test_a_sweep() -> None:
    async with playing(byte_session(), "the", ready=False) as player:
        await player.press("f4")
        await player.until(lambda: player.shows("done: 9 of 9"), "the end")
        assert player.shows("this model comes without its text")


async def test_the_settings_leave_the_model_as_it_is() -> None:
    async with playing(byte_session(), "the", ready=False) as player:
        model = player.session.sampler
        await player.press("f2", "ctrl+s")
        await player.press("escape")
        assert player.session.sampler is model


def has_tokens(session: Session, tokens: int) -> bool:
    return len(session.text.tokens) == tokens


@pytest.mark.parametrize("ascii_only", [False, True])
async def test_a_token_that_is_not_certain_has_a_mark_and_the_legend_says_so(ascii_only: bool) -> None:
    session = Session(Recipe(()), Sampling(1.5, seed=5), pace=Pace(60))
    session.lane_models.use(ready(RanksModel(most_ranks=8)))
    async with playing(session, "the", ready=False, plain=True, ascii_only=ascii_only) as player:
        for tokens in range(1, 7):
            await player.press("f6")
            await player.until(partial(has_tokens, session, tokens), "a token")
        (lane,) = session.text.lanes
        assert lane.uncertain
        mark = "?" if ascii_only else "≈"
        lines = player.part(player.text_pane)
        assert "".join(lines[1:-1]).count(mark) >= len(lane.uncertain)
        assert f"{mark}unsure" in lines[-1]


@pytest.mark.parametrize(("width", "ascii_only"), [(80, False), (120, False), (80, True)])
async def test_cuts_that_the_first_ranks_do_not_decide_are_said_in_every_pane(width: int, ascii_only: bool) -> None:
    session = Session(Recipe(()), Sampling(1.5, Cuts(typical=0.5), 5), pace=Pace(60))
    session.lane_models.use(ready(RanksModel(most_ranks=8)))
    async with playing(session, "the", (width, 24), ready=False, plain=True, ascii_only=ascii_only) as player:
        await player.press("escape")
        for key in ("", "c", "d", "g"):
            if key:
                await player.press(key)
            await player.until(lambda: player.shows("what typical 0.5 leaves is not decided by"), "why")
            assert player.shows("the 8 first ranks")
        session.set_cuts(Cuts(top_p=0.9))
        why = f"{'-' if ascii_only else '–'} the first 8 ranks do not decide"
        await player.press("d")
        await player.until(lambda: player.shows(why), "why some columns are empty")
