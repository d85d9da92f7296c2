"""The lane whose text has the keys is the active one, whatever led the keys there, or made the lane active."""

from __future__ import annotations

import pytest
from support.held_text import in_the_text, text_panes
from support.player import Player, fables_session, playing

from lmtui.playground import session_file
from lmtui.playground.training_job import TrainedModel
from lmtui.tui.widgets.text_pane import TextPane


def agrees(player: Player) -> bool:
    """The focus, the active lane, the slider, the heading and the note are of one lane."""
    session = player.session
    panes = text_panes(player)
    active = session.text.state.active
    assert len(panes) == len(session.text.state.samplings)
    assert isinstance(player.focus, TextPane)
    assert player.focus is panes[active]
    assert player.slider.temperature == session.text.sampling.temperature
    if len(panes) > 1:
        heads = [player.part(pane)[0] for pane in panes]
        assert [head.startswith("━") for head in heads] == [place == active for place in range(len(panes))]
        assert [pane.has_class("-active") for pane in panes] == [place == active for place in range(len(panes))]
    return True


async def test_a_new_lane_takes_the_keys_with_it() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        await in_the_text(player)
        for number, key in enumerate(("l", "L", "l"), 1):
            await player.press(key)
            assert player.session.text.state.active == number
            assert agrees(player)


async def test_brackets_take_the_keys_with_them() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        await in_the_text(player)
        await player.press("l", "l")
        for key, active in (("[", 1), ("[", 0), ("[", 2), ("]", 0), ("]", 1)):
            await player.press(key)
            assert player.session.text.state.active == active
            assert agrees(player)


@pytest.mark.parametrize("lane", [0, 1, 2])
async def test_x_removes_the_lane_that_has_the_keys(lane: int) -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        await in_the_text(player)
        await player.press("l", "l")
        text_panes(player)[lane].focus()
        await player.settle()
        samplings = player.session.text.state.samplings
        await player.press("x")
        assert player.session.text.state.samplings == (*samplings[:lane], *samplings[lane + 1 :])
        assert agrees(player)
        await player.press("x")
        assert agrees(player)
        await player.press("left")  # the keys are in a text that is there
        assert player.session.views.cursor == 4


async def test_tab_leads_from_lane_to_lane() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        await in_the_text(player)
        await player.press("l", "l")
        text_panes(player)[0].focus()
        await player.settle()
        for active in (1, 2):
            await player.press("tab")
            assert player.session.text.state.active == active
            assert agrees(player)
        await player.press("tab", "shift+tab", "shift+tab")
        assert player.session.text.state.active == 1
        assert agrees(player)


async def test_the_slider_s_keys_turn_the_lane_that_tab_led_to_at_once() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        await in_the_text(player)
        await player.press("l")
        await player.press_ahead("shift+tab", "=", "tab", "t", "3", "enter")
        assert [sampling.temperature for sampling in player.session.text.state.samplings] == [1.0, 3.0]


async def test_a_click_leads_there() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        await in_the_text(player)
        await player.press("l", "l")
        for active in (0, 2, 1):
            pane = text_panes(player)[active]
            await player.pilot.click(offset=(pane.region.x + 2, pane.region.y + 1))
            await player.settle()
            assert player.session.text.state.active == active
            assert agrees(player)


async def test_undo_and_redo_take_the_keys_with_them() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        await in_the_text(player)
        await player.press("l", "l", "[", "[", "x")
        assert agrees(player)
        for key in ("u", "u", "u", "U", "U", "U", "u"):
            await player.press(key)
            assert agrees(player)


async def test_a_session_that_is_opened_takes_the_keys_with_it(tmp_path: object) -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        await in_the_text(player)
        await player.press("l", "l", "[")
        session_file.save(player.session, f"{tmp_path}/it.json")
        kept = session_file.read(f"{tmp_path}/it.json")
        for before in (["x", "x"], ["]"], ["l"]):
            await player.press(*before)
            assert agrees(player)
            assert player.session.sampler is not None
            player.app._playground.models._take_saved(kept, TrainedModel(kept.recipe, player.session.sampler, 0))
            await player.settle()
            assert player.session.text.state.active == 1
            assert agrees(player)


async def test_where_no_text_has_the_keys_they_stay_where_they_are() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        await player.press(*["f6"] * 3, "tab")
        for part in (player.slider, player.table_pane):
            part.focus()
            await player.settle()
            for key in ("l", "[", "]", "x", "u", "u"):
                await player.press(key)
                assert player.focus is part


async def test_while_a_generation_runs_too() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        player.text_pane.focus()
        await player.press("space", "l")
        assert agrees(player)
        made = player.session.text.length
        await player.until(lambda: player.session.text.length > made + 3, "more tokens")
        await player.press("[")
        assert agrees(player)
        await player.press("tab")
        made = player.session.text.length
        await player.until(lambda: player.session.text.length > made + 3, "more tokens")
        assert agrees(player)
        assert player.session.text.state.active == 1


async def test_every_pane_is_laid_out_for_its_width_when_there_is_one_more() -> None:
    async with playing(fables_session(), prompt="The fox said to the old owl that") as player:
        await in_the_text(player)
        for _ in range(3):
            await player.press("l")
            for pane in text_panes(player):
                assert pane._wrapped.width == pane.size.width - 2
                assert len(pane._wrapped.lines[0]) > 1
                shown = player.part(pane)[1].strip()
                assert shown == "".join(run.space + run.text for run in pane._wrapped.lines[0]).strip()
