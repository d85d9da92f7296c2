"""A screen's picture: fails when Textual lays out and draws a screen by other names."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from lmtui.tui.textual_fixes.screen_picture import svg_of


class Over(ModalScreen[None]):
    def compose(self) -> ComposeResult:
        yield Static(Content("dialog"))


class TwoScreens(App[None]):
    TITLE = "two screens"

    def compose(self) -> ComposeResult:
        yield Static(Content("beneath"))


def drawn(screen: Screen[object]) -> list[str]:
    return [strip.text for strip in screen._compositor.render_strips()]


async def test_svg_of_a_screen_that_another_one_covers() -> None:
    async with TwoScreens().run_test(size=(40, 6)) as pilot:
        below = pilot.app.screen
        await pilot.app.push_screen(Over())
        await pilot.pause()
        before = drawn(below)
        svg = svg_of(below)
        assert svg.startswith("<svg")
        assert "beneath" in svg
        assert "two&#160;screens" in svg or "two screens" in svg
        assert "dialog" not in svg
        assert drawn(below) == before
