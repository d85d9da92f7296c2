"""The list of n-grams by order, and the map to walk in: whole at every size, in 16 colours and in ASCII."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from support.counting import cells_after, counting
from support.player import fables_session
from support.screen import inside_frame

from lmtui.tui.screens.playground import PlaygroundScreen


async def test_the_list_names_ngrams_by_count_in_every_order() -> None:
    async with counting() as player:
        assert player.shows("2-grams: 12")
        head, first, *_ = inside_frame(player.screen())
        assert head.split()[:3] == ["c(hw)", "c(h)", "p(w|h)"]
        assert first.split()[:5] == ["10", "10", "0.7564", "<s>", "the"]
        await player.press("right", "right")
        assert player.shows("3-grams: ")
        assert player.shows("the mouse ate")
        await player.press("left", "left", "left")
        assert player.shows("1-grams: ")
        await player.press("escape")
        assert isinstance(player.app.screen, PlaygroundScreen)


async def test_the_map_is_walked_in_and_tells_the_cell_in_words() -> None:
    async with counting() as player:
        await player.press("m")
        assert player.shows("the after <s>: p ")
        await player.press("down", "right")
        assert player.shows("</s> after the: p ")
        assert cells_after(player, "the")[2:4] == "[]"
        await player.press("m")
        assert player.shows("2-grams: ")


@pytest.mark.parametrize("ascii_only", [False, True])
@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)])
async def test_list_and_map_are_whole_at_every_size(size: tuple[int, int], ascii_only: bool) -> None:
    async with counting(fables_session(), size, ascii_only) as player:
        for keys in ([], ["pagedown", "down"], ["m"], ["pagedown", *["right"] * 45]):
            await player.press_ahead(*keys)
            assert {cell_len(line) for line in player.screen()} == {size[0]}
            assert inside_frame(player.screen())[-1].split()[:2] == ["Esc", "Close"]
            assert not ascii_only or "".join(inside_frame(player.screen())).isascii()
        assert any("[]" in line for line in inside_frame(player.screen()))
        await player.resize(79, 20)
        assert any("[]" in line for line in inside_frame(player.screen()))


async def test_in_sixteen_colours_the_shades_are_the_same_characters() -> None:
    async with counting(plain=True) as player:
        await player.press("m", "down")
        assert set(cells_after(player, "mouse")) <= set(" ·░▒▓█")
