"""The widgets of the sequences' screen: pages scroll, and the names of the parts stay in sight."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from support.sequences_screen import inside, telling
from support.themed_app import ThemedApp
from textual.app import ComposeResult

from lmtui.tui.widgets.sequences import PartsLine


async def test_more_rows_than_lines_are_scrolled() -> None:
    async with telling(prompt="the mouse ate the cheese and the owl ate the mouse", size=(60, 16)) as player:
        assert player.shows("Scroll")
        first = inside(player)[4]
        await player.press("down")
        assert inside(player)[4] != first
        await player.press(*["up"] * 3)
        assert inside(player)[4] == first
        await player.press(*["down"] * 20)
        assert any(line.split()[:1] == ["</s>"] for line in inside(player))


class PartsApp(ThemedApp):
    """An app of the line of parts alone."""

    def __init__(self) -> None:
        super().__init__()
        self.parts = PartsLine(["Score", "Best"])

    def compose(self) -> ComposeResult:
        yield self.parts


@pytest.mark.parametrize("width", [20, 40, 80])
async def test_the_names_of_the_parts_stay_and_the_news_are_cut(width: int) -> None:
    app = PartsApp()
    async with app.run_test(size=(width, 2)) as pilot:
        await pilot.pause()
        app.parts.show(1, "summing over all sequences")
        line = app.parts.render_line(0)
        assert cell_len(line.text) == width
        assert line.text.split()[:2] == ["Score", "Best"]
        assert ("all sequences" in line.text) == (width >= 44)
        reversed_texts = [segment.text.strip() for segment in line if segment.style and segment.style.reverse]
        assert reversed_texts == ["Best"]
