"""A playground whose text was generated and holds, and what a person sees of the text and the table."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rich.segment import Segment
from textual.widget import Widget

from lmtui.playground.session import Session
from lmtui.tui.widgets.candidate_table import CandidateTable
from lmtui.tui.widgets.drawing import Pane
from lmtui.tui.widgets.text_pane import TextPane
from support.mouse import tokens_of
from support.player import Player, fables_session, playing
from support.screen import prose

HELD_PROMPT = "The fox"
HELD_TOKENS = 8


@asynccontextmanager
async def with_text(
    steps: int = HELD_TOKENS, temperature: float = 1.0, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Player]:
    """A text of so many tokens, held; the slider has the keys."""
    async with playing(fables_session(temperature=temperature), prompt=HELD_PROMPT, size=size) as player:
        await player.press_ahead(*["f6"] * steps, "tab")
        yield player


async def go_to(player: Player, pane: Widget) -> None:
    """Press Tab until a part of the screen has the focus."""
    while player.focus is not pane:
        await player.press("tab")


def words(player: Player) -> list[str]:
    """The tokens of the active lane."""
    return tokens_of(player.session)


def text_panes(player: Player) -> list[TextPane]:
    """The panes of all lanes, from left to right."""
    return sorted(player.app._playground.query(TextPane), key=lambda pane: pane.region.x)


def lane_texts(player: Player) -> list[str]:
    """The texts of all lanes, from left to right, each as if it stood on one line."""
    return [prose(player.part(pane)[1:-1]).replace("≠", " ").strip() for pane in text_panes(player)]


def segments(pane: Pane, y: int) -> list[Segment]:
    """What stands on a line of a pane, by style, blanks left out."""
    return [segment for segment in pane.render_line(y) if segment.text.strip()]


def picked(player: Player) -> int | None:
    """The rank that is set off as the one that Enter takes."""
    table = player.table_pane
    for y in range(table.size.height):
        found = segments(table, y)
        if any(segment.style and segment.style.reverse for segment in found):
            return int(next(segment.text for segment in found if segment.text.strip().isdigit()))
    return None


async def with_branches(player: Player) -> Session:
    """Eight tokens, of which the sixth and then the fourth were taken by hand anew; the text has the keys."""
    session = player.session
    await player.press_ahead(*["f6"] * 8, "tab", "tab")
    for back in (3, 6):
        await player.press(*["left"] * back, "enter")
        assert isinstance(player.focus, CandidateTable)
        await player.press("home", "down", "down", "down", "enter", *["f6"] * 3, "shift+tab")
        assert isinstance(player.focus, TextPane)
    assert len(session.text.state.tree.branches) == 3
    return session


async def cuts_ready(player: Player) -> None:
    """Wait until the table says what the cuts take away."""
    await player.until(
        lambda: player.session.sampler is not None and player.shows(" cut after #"), "a table with cuts"
    )
    await player.settle()


async def in_the_text(player: Player) -> None:
    """Generate five tokens, and give the text the focus."""
    await player.press(*["f6"] * 5)
    player.text_pane.focus()
    await player.settle()
