"""The places of a run: a line each, the runs under one another, whole at every size; copied runs are marked."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from support.player import fables_session, playing
from support.screen import inside_frame
from support.tracing import sources_of, with_text

from lmtui.tui.screens.playground import PlaygroundScreen


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
            assert "…" not in inside_frame(player.screen())[0]  # a long run is wrapped
            places = [line for line in inside_frame(player.screen()) if "fables:" in line]
            assert len({line.index("[") for line in places}) == 1
            assert not ascii_only or "".join(inside_frame(player.screen())).isascii()
        await player.press("escape")
        assert isinstance(player.app.screen, PlaygroundScreen)
        lane, copied = player.session.text.lane, player.session.views.copied
        assert lane
        assert copied
        assert any(copied.of(lane))
        assert opens in player.text
        assert size[0] < 80 or player.part(player.text_pane)[-1].rstrip().endswith(f"{opens}copied{closes}")
        assert opens + "cop" not in player.part(player.text_pane)[-1] or size[0] >= 80
