"""The lines of an explanation are whole at every size, and can be read to the end."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from support.explained import explained
from support.player import fables_session, playing
from support.screen import inside_frame


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
            lines = inside_frame(player.screen())
        assert any("sum of all orders" in line for line in lines)
        assert not ascii_only or "".join(lines).isascii()
        if size[0] >= 80:
            assert not any("…" in line for line in lines)
