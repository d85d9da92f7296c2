"""The explanation: where the counts are not at hand, a line says so."""

from __future__ import annotations

from dataclasses import replace

from support.byte_model import ready
from support.player import mouse_session, playing
from support.screen import unsafe_characters

from lmtui.playground.session import Session
from lmtui.recipe import Recipe
from lmtui.sampling.settings import Sampling
from lmtui.tui.screens.playground import PlaygroundScreen


async def test_of_a_model_without_ngrams_one_line_says_so_and_it_closes() -> None:
    session = Session(Recipe(()), Sampling(seed=3))
    session.lane_models.use(ready())
    async with playing(session, "the", ready=False) as player:
        await player.press("escape", "i")
        await player.until(lambda: player.shows("no n-gram model"), "the reason")
        assert player.shows("Esc Close")
        await player.press("escape")
        assert isinstance(player.app.screen, PlaygroundScreen)


async def test_without_the_text_the_weights_are_told_and_why() -> None:
    async with playing(mouse_session(), "the mouse ate", (60, 16)) as player:
        model = player.session.text.models[0]
        recipe = Recipe(("no/such/[/x]\x1b[2Jtext",))
        player.session.text.models = {0: replace(model, corpus=None, recipe=recipe)}
        await player.press("escape", "i")
        await player.until(lambda: player.shows("there are no counts"), "the reason")
        assert player.shows("stored: p = 0.690398")
        assert player.shows("[/x]")
        assert not unsafe_characters("".join(player.screen()))
