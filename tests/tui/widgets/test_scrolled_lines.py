"""Lines that scroll: every line can be brought in sight, whatever room there is, and a new size makes new lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest
from support.themed_app import ThemedApp
from textual.app import ComposeResult

from lmtui.tui.widgets.drawing import Piece
from lmtui.tui.widgets.scrolled_lines import ScrolledLines


class Numbers(ScrolledLines):
    """Some lines, each with its number and the width that it was made for."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count

    def all_lines(self) -> Sequence[Iterable[Piece]]:
        return [((f"{number} for {self.size.width}", ""),) for number in range(self.count)]


class NumbersApp(ThemedApp):
    """An app of the lines alone.

    Attributes:
        numbers: the widget.
        resizes: how often the widget told of a new size.
    """

    def __init__(self, count: int) -> None:
        super().__init__()
        self.numbers = Numbers(count)
        self.resizes = 0

    def compose(self) -> ComposeResult:
        yield self.numbers

    def on_scrolled_lines_resized(self, event: ScrolledLines.Resized) -> None:
        assert event.control is self.numbers
        self.resizes += 1

    def seen(self) -> list[str]:
        """The numbers of the lines in sight."""
        shown = [self.numbers.render_line(y).text.split() for y in range(self.numbers.size.height)]
        return [words[0] for words in shown if words]


@pytest.mark.parametrize("count", [0, 3, 5, 6, 12])
async def test_every_line_can_be_brought_in_sight_and_nothing_beyond(count: int) -> None:
    app = NumbersApp(count)
    async with app.run_test(size=(30, 5)) as pilot:
        await pilot.pause()
        numbers = [str(number) for number in range(count)]
        assert app.numbers.overflows == (count > 5)
        assert app.seen() == numbers[:5]
        app.numbers.scroll_lines(1)
        assert app.seen() == (numbers[1:6] if count > 5 else numbers)
        app.numbers.scroll_lines(100)
        assert app.seen() == numbers[-5:]
        app.numbers.scroll_lines(-100)
        assert app.seen() == numbers[:5]


async def test_a_page_leaves_one_line_in_sight() -> None:
    app = NumbersApp(20)
    async with app.run_test(size=(30, 5)) as pilot:
        await pilot.pause()
        app.numbers.scroll_pages(1)
        assert app.seen() == ["4", "5", "6", "7", "8"]
        app.numbers.scroll_pages(-1)
        assert app.seen() == ["0", "1", "2", "3", "4"]


async def test_another_size_makes_the_lines_anew_and_is_told() -> None:
    app = NumbersApp(10)
    async with app.run_test(size=(30, 4)) as pilot:
        await pilot.pause()
        app.numbers.scroll_lines(100)
        before = app.resizes
        await pilot.resize_terminal(20, 8)
        await pilot.pause()
        assert app.resizes > before
        assert app.seen() == ["2", "3", "4", "5", "6", "7", "8", "9"]
        assert app.numbers.render_line(0).text.split() == ["2", "for", "20"]
