"""The picture of several temperatures: moves with the slider, and fits everywhere."""

from __future__ import annotations

import pytest
from support.player import fables_session, playing

from lmtui.tui.widgets.temperatures import TemperaturesPane


async def test_the_columns_move_with_the_slider_and_the_ranks_scroll() -> None:
    async with playing(fables_session(), prompt="The old owl") as player:
        await player.press("escape", "d")
        pane = player.app._playground.query_one(TemperaturesPane)
        assert player.focus is pane
        head, first = player.part(pane)[1:3]
        assert head.split() == ["T", "=", "0", "½", "1", "2", "∞", "1"]
        assert first.split("▸")[1].startswith("████")  # T = 0: the favourite alone
        await player.press("m", *["left"] * 10)
        head, first = player.part(pane)[1:3]
        assert head.split()[-1] == "0.67"
        view = pane.view
        assert view is not None
        assert f"{view.present.probs[0]:.3f}".removeprefix("0") in first.split("▸")[-1]
        assert any(line.split()[:2] == ["Z_T", "–"] for line in player.part(pane))
        await player.press("down", "down")
        assert player.part(pane)[2].split()[0] == "3"
        await player.press("escape")
        assert not pane.display


@pytest.mark.parametrize(("size", "ascii_only"), [((60, 16), True), ((120, 40), False)])
async def test_it_fits(size: tuple[int, int], ascii_only: bool) -> None:
    async with playing(fables_session(), prompt="The old owl", size=size, ascii_only=ascii_only) as player:
        await player.press("escape", "d")
        pane = player.app._playground.query_one(TemperaturesPane)
        shown = player.part(pane)
        assert all(len(line) <= pane.size.width for line in shown)
        assert not ascii_only or all(line.isascii() for line in shown)
        assert any("bits" in line for line in shown)
