"""The keys of the slider act in a dialog, on the slider of the screen below."""

from __future__ import annotations

from support.counting import cells_after, counting

from lmtui.tui.screens.counts import CountsScreen
from lmtui.tui.screens.playground import PlaygroundScreen


async def test_the_map_sharpens_and_flattens_with_the_slider_below() -> None:
    async with counting() as player:
        await player.press("m", "down", "down")
        before = cells_after(player, "the")
        await player.press(*"0", "enter")
        assert player.session.text.sampling.temperature == 0
        assert cells_after(player, "the").strip() == "██"
        assert player.shows("p_T at T = 0,")
        await player.press("end")
        assert player.session.text.sampling.temperature == float("inf")
        assert len(set(cells_after(player, "the"))) == 1
        await player.press("=")
        assert cells_after(player, "the") == before
        await player.press("+", "-", "-")
        assert player.session.text.sampling.temperature < 1
        await player.press("5", "escape")
        assert isinstance(player.app.screen, CountsScreen)
        await player.press("s")
        assert player.shows("root of the count")
        await player.press("escape")
        assert isinstance(player.app.screen, PlaygroundScreen)
