"""The counts: a list by order, a map to walk in that follows T, whole at every size, in ASCII and without counts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from rich.cells import cell_len
from support.byte_model import ready
from support.mouse import trained
from support.player import Player, fables_session, mouse_session, playing
from support.screen import unsafe_characters

from lmtui.playground.session import Session
from lmtui.recipe import Recipe
from lmtui.sampling.settings import Sampling
from lmtui.tui.screens.counts import CountsScreen
from lmtui.tui.screens.playground import PlaygroundScreen


def inside(player: Player) -> list[str]:
    """The lines in the frame."""
    return [line.split("│")[1] for line in player.screen() if line.count("│") >= 2]


@asynccontextmanager
async def counting(
    session: Session | None = None, size: tuple[int, int] = (80, 24), ascii_only: bool = False, plain: bool = False
) -> AsyncIterator[Player]:
    """Open the screen over the playground."""
    async with playing(session or mouse_session(), size=size, ascii_only=ascii_only, plain=plain) as player:
        await player.press("escape", "#")
        await player.until(lambda: player.shows("-grams: "), "the list")
        await player.settle()
        yield player


def cells_after(player: Player, context: str) -> str:
    """The cells of a row of the map."""
    line = next(line for line in inside(player) if line.startswith(f" {context} "))
    return line[2 + max(map(len, ("<s>", "cheese"))) :].rstrip()


async def test_the_list_names_ngrams_by_count_in_every_order() -> None:
    async with counting() as player:
        assert player.shows("2-grams: 12")
        head, first, *_ = inside(player)
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


@pytest.mark.parametrize("ascii_only", [False, True])
@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)])
async def test_list_and_map_are_whole_at_every_size(size: tuple[int, int], ascii_only: bool) -> None:
    async with counting(fables_session(), size, ascii_only) as player:
        for keys in ([], ["pagedown", "down"], ["m"], ["pagedown", *["right"] * 45]):
            await player.press(*keys)
            assert {cell_len(line) for line in player.screen()} == {size[0]}
            assert inside(player)[-1].split()[:2] == ["Esc", "Close"]
            assert not ascii_only or "".join(inside(player)).isascii()
        assert any("[]" in line for line in inside(player))
        await player.resize(79, 20)
        assert any("[]" in line for line in inside(player))


async def test_in_sixteen_colours_the_shades_are_the_same_characters() -> None:
    async with counting(plain=True) as player:
        await player.press("m", "down")
        assert set(cells_after(player, "mouse")) <= set(" ·░▒▓█")


async def test_without_the_text_there_is_the_map_and_the_reason() -> None:
    async with playing(mouse_session(), size=(60, 16)) as player:
        player.session.corpus = None
        player.session.recipe = Recipe(("no/such/[/x]\x1b[2Jtext",))
        await player.press("escape", "#")
        await player.until(lambda: player.shows("there are no counts"), "the reason")
        await player.settle()
        assert player.shows(" after <s>: p ")
        assert not unsafe_characters("".join(player.screen()))
        await player.press("m", "s", "down")
        assert player.shows(" after ate: p ")


async def test_of_unigrams_there_is_the_list_alone() -> None:
    session = Session(Recipe(("mouse",), 1), Sampling(seed=3))
    session.use(trained(session.recipe))
    async with counting(session) as player:
        await player.press("m", "right", "down")
        assert player.shows("1-grams: ")
        assert not player.shows("Map")


async def test_a_model_without_ngrams_is_told_in_one_line() -> None:
    session = Session(Recipe(()), Sampling(seed=3))
    session.use(ready())
    async with playing(session, "the", ready=False) as player:
        await player.press("escape", "#")
        await player.until(lambda: player.shows("no n-gram model"), "the reason")
        await player.press("m", "s", "down", "left", "pagedown", "escape")
        assert isinstance(player.app.screen, PlaygroundScreen)
