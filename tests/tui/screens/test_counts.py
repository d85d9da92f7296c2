"""The screen of counts: without the text, for unigrams, and for a model without n-grams."""

from __future__ import annotations

from dataclasses import replace

from support.byte_model import ready
from support.counting import counting
from support.mouse import trained
from support.player import mouse_session, playing
from support.screen import unsafe_characters

from lmtui.playground.session import Session
from lmtui.recipe import Recipe
from lmtui.sampling.settings import Sampling
from lmtui.tui.screens.playground import PlaygroundScreen


async def test_without_the_text_there_is_the_map_and_the_reason() -> None:
    async with playing(mouse_session(), size=(60, 16)) as player:
        model = player.session.text.models[0]
        recipe = Recipe(("no/such/[/x]\x1b[2Jtext",))
        player.session.text.models = {0: replace(model, corpus=None, recipe=recipe)}
        await player.press("escape", "#")
        await player.until(lambda: player.shows("there are no counts"), "the reason")
        await player.settle()
        assert player.shows(" after <s>: p ")
        assert not unsafe_characters("".join(player.screen()))
        await player.press("m", "s", "down")
        assert player.shows(" after ate: p ")


async def test_of_unigrams_there_is_the_list_alone() -> None:
    session = Session(Recipe(("mouse",), 1), Sampling(seed=3))
    session.lane_models.use(trained(session.recipe))
    async with counting(session) as player:
        await player.press("m", "right", "down")
        assert player.shows("1-grams: ")
        assert not player.shows("Map")


async def test_a_model_without_ngrams_is_told_in_one_line() -> None:
    session = Session(Recipe(()), Sampling(seed=3))
    session.lane_models.use(ready())
    async with playing(session, "the", ready=False) as player:
        await player.press("escape", "#")
        await player.until(lambda: player.shows("no n-gram model"), "the reason")
        await player.press("m", "s", "down", "left", "pagedown", "escape")
        assert isinstance(player.app.screen, PlaygroundScreen)
