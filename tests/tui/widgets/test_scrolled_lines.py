"""As many lines are drawn as there is room for, and none is out of reach."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest
from textual.app import App, ComposeResult

from lmtui.tui.theme import DARK
from lmtui.tui.widgets.drawing import Piece
from lmtui.tui.widgets.scrolled_lines import ScrolledLines


class Numbered(ScrolledLines):
    """So many lines, each with its number and the width that it was made for."""

    def __init__(self, many: int) -> None:
        super().__init__()
        self.many = many

    def all_lines(self) -> Sequence[Iterable[Piece]]:
        return [((f"{number} in {self.size.width}", ""),) for number in range(self.many)]


class OneWidget(App[None]):
    def __init__(self, many: int) -> None:
        super().__init__()
        self.register_theme(DARK)
        self.theme = DARK.name
        self.numbered = Numbered(many)
        self.resizes: list[ScrolledLines] = []

    def compose(self) -> ComposeResult:
        yield self.numbered

    def on_scrolled_lines_resized(self, event: ScrolledLines.Resized) -> None:
        self.resizes.append(event.control)


def seen(app: OneWidget) -> list[str]:
    """The lines in sight."""
    lines = (app.numbered.render_line(y).text.strip() for y in range(app.numbered.size.height))
    return [line for line in lines if line]


def numbered(first: int, last: int, width: int = 40) -> list[str]:
    return [f"{number} in {width}" for number in range(first, last)]


@pytest.mark.parametrize(("many", "overflows"), [(0, False), (3, False), (10, False), (11, True), (50, True)])
async def test_the_first_lines_are_drawn(many: int, overflows: bool) -> None:
    async with OneWidget(many).run_test(size=(40, 10)) as pilot:
        app = pilot.app
        assert isinstance(app, OneWidget)
        assert app.numbered.overflows == overflows
        assert seen(app) == numbered(0, min(many, 10))


async def test_every_line_can_be_reached_and_none_beyond() -> None:
    async with OneWidget(25).run_test(size=(40, 10)) as pilot:
        app = pilot.app
        assert isinstance(app, OneWidget)
        for lines, first in ((1, 1), (3, 4), (-2, 2), (100, 15), (-100, 0), (15, 15), (1, 15)):
            app.numbered.scroll_lines(lines)
            assert seen(app) == numbered(first, first + 10)


async def test_a_page_leaves_one_line_in_sight() -> None:
    async with OneWidget(25).run_test(size=(40, 10)) as pilot:
        app = pilot.app
        assert isinstance(app, OneWidget)
        for pages, first in ((1, 9), (1, 15), (-1, 6), (-1, 0)):
            app.numbered.scroll_pages(pages)
            assert seen(app) == numbered(first, first + 10)


async def test_another_size_makes_the_lines_anew_and_says_so() -> None:
    async with OneWidget(25).run_test(size=(40, 10)) as pilot:
        app = pilot.app
        assert isinstance(app, OneWidget)
        app.numbered.scroll_lines(100)
        app.resizes.clear()
        await pilot.resize_terminal(30, 20)
        await pilot.pause()
        assert seen(app) == numbered(5, 25, 30)
        assert set(app.resizes) == {app.numbered}
