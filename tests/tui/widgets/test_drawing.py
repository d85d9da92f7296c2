"""A widget of lines draws what differs, and takes up a new size however it hears of it."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.geometry import Region

from lmtui.tui.glyphs import ASCII, UNICODE, Glyphs
from lmtui.tui.palettes import DARK
from lmtui.tui.widgets.drawing import LineWidget, Pane, Piece, fit, glyphs_of


class Numbered(LineWidget):
    """Shows a number on each line."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers = list(range(100))
        self.refreshed: list[Region] = []
        self.resizes = 0

    def line(self, y: int) -> Iterable[Piece]:
        return ((f"{self.numbers[y]} of {self.size.height}", ""),)

    def refresh(self, *regions: Region, **options: bool) -> Numbered:
        self.refreshed += regions
        return super().refresh(*regions, **options)

    def resized(self) -> None:
        self.resizes += 1
        super().resized()


class OneWidget(App[None]):
    def __init__(self, widget: LineWidget, glyphs: Glyphs | None = None) -> None:
        super().__init__()
        if glyphs:
            self.glyphs = glyphs
        self.widget = widget

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return DARK.variables

    def compose(self) -> ComposeResult:
        yield self.widget


@given(st.text("aé漢 ", max_size=20), st.integers(0, 25), st.booleans())
def test_fit_takes_exactly_the_columns(text: str, width: int, right: bool) -> None:
    shown = fit(text, width, UNICODE, right)
    assert cell_len(shown) == width
    if cell_len(text) <= width:
        assert shown.strip() == text.strip()


async def test_only_lines_that_came_out_different_are_refreshed() -> None:
    widget = Numbered()
    async with OneWidget(widget).run_test(size=(20, 6)) as pilot:
        await pilot.pause()
        widget.redraw()
        widget.refreshed.clear()
        widget.redraw()
        assert widget.refreshed == []
        widget.numbers[3] = 77
        widget.redraw()
        assert widget.refreshed == [Region(0, 3, 20, 1)]
        assert widget.render_line(3).text.rstrip() == "77 of 6"


async def test_a_size_that_textual_has_not_told_of_is_taken_up_once() -> None:
    widget = Numbered()
    async with OneWidget(widget).run_test(size=(20, 6)) as pilot:
        await pilot.pause()
        before = widget.resizes
        widget.see_size()
        assert widget.resizes == before
        await pilot.resize_terminal(20, 4)
        await pilot.pause()
        assert widget.drawn_for == widget.size
        after = widget.resizes
        assert after > before
        widget.see_size()
        assert widget.resizes == after
        assert widget.render_line(0).text.rstrip() == "0 of 4"


@pytest.mark.parametrize("glyphs", [None, ASCII])
async def test_the_glyphs_are_the_app_s(glyphs: Glyphs | None) -> None:
    app = OneWidget(Pane(), glyphs)
    async with app.run_test(size=(20, 3)) as pilot:
        await pilot.pause()
        assert app.widget.glyphs is glyphs_of(app) is (glyphs or UNICODE)
        assert app.widget.render_line(0).text.startswith((glyphs or UNICODE).rule * 2)


class Named(Pane):
    can_focus = True

    def title(self) -> tuple[str, str]:
        return "Name", "a note"

    def body(self, y: int) -> Iterable[Piece]:
        return ((f"line {y}", ""),)


async def test_a_pane_has_a_rule_with_its_title_that_is_heavy_with_the_focus() -> None:
    pane = Named()
    async with OneWidget(pane).run_test(size=(30, 4)) as pilot:
        await pilot.pause()
        pane.blur()
        await pilot.pause()
        assert pane.render_line(0).text == f"── Name {'─' * 13} a note ─"
        assert pane.render_line(1).text.rstrip() == "line 0"
        pane.focus()
        await pilot.pause()
        assert pane.render_line(0).text == f"━━ Name {'━' * 13} a note ━"
        assert pane.body_height == 3
