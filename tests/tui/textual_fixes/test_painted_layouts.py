"""A new layout is painted once: fails when Textual lays out and paints a screen by other names."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Label

from lmtui.tui.textual_fixes.painted_layouts import PaintsLayoutsOnce


class Listening(PaintsLayoutsOnce[None]):
    """Has all of a new layout painted, if it is told to."""

    paints_all = True

    def compose(self) -> ComposeResult:
        yield Label("one")
        yield Label("two")

    def on_mount(self) -> None:
        self.screen_layout_refresh_signal.subscribe(self, self._laid_out, immediate=True)

    def _laid_out(self, screen: Screen[object]) -> None:
        if self.paints_all:
            self.refresh()


class Program(App[None]):
    def get_default_screen(self) -> Listening:
        return Listening()


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the screen shows each time that it is painted."""
    shown: list[str] = []
    paint = Screen._compositor_refresh

    def note(screen: Screen[object]) -> None:
        paint(screen)
        shown.append(" ".join(strip.text.strip() for strip in screen._compositor.render_strips()).strip())

    monkeypatch.setattr(Screen, "_compositor_refresh", note)
    return shown


@pytest.mark.parametrize("paints_all", [True, False])
async def test_a_layout_is_painted_once_however_much_of_it(
    painted: list[str], monkeypatch: pytest.MonkeyPatch, paints_all: bool
) -> None:
    monkeypatch.setattr(Listening, "paints_all", paints_all)
    async with Program().run_test() as pilot:
        await pilot.pause()
        label = pilot.app.screen.query(Label).first()
        painted.clear()
        label.display = False
        await pilot.pause()
        pilot.app.screen._on_timer_update()
        assert painted == ["two"]
        label.display = True
        await pilot.pause()
        pilot.app.screen._on_timer_update()
        assert painted == ["two", "one two"]
