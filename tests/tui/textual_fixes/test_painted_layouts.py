"""A new layout is worked out and painted once: fails when Textual lays out and paints a screen by other names."""

from __future__ import annotations

from typing import Any

import pytest
from textual import events
from textual._compositor import Compositor
from textual.app import App, ComposeResult
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.widget import Widget
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


async def test_a_layout_is_worked_out_once_for_a_size(monkeypatch: pytest.MonkeyPatch) -> None:
    worked_out: list[Size] = []
    arrange = Compositor._arrange_root

    def note(compositor: Compositor, root: Widget, size: Size, visible_only: bool = True) -> tuple[Any, set[Widget]]:
        worked_out.append(size)
        return arrange(compositor, root, size, visible_only)

    monkeypatch.setattr(Compositor, "_arrange_root", note)
    async with Program().run_test(size=(20, 4)) as pilot:
        screen, (one, two) = pilot.app.screen, pilot.app.screen.query(Label)
        assert isinstance(screen, Listening)
        await pilot.pause()
        worked_out.clear()
        screen.post_message(events.Resize(Size(20, 4), Size(20, 4)))
        await pilot.pause()
        assert (one.region, two.region) == (Region(0, 0, 3, 1), Region(0, 1, 3, 1))
        assert worked_out == []
        screen._refresh_layout()
        assert (one.region, two.region) == (Region(0, 0, 3, 1), Region(0, 1, 3, 1))
        assert worked_out == [Size(20, 4)]
        screen.forget_layout()
        screen.post_message(events.Resize(Size(20, 4), Size(20, 4)))
        await pilot.pause()
        assert worked_out == [Size(20, 4)] * 2
        await pilot.resize_terminal(2, 4)
        assert one.region == Region(0, 0, 3, 1)
        assert set(worked_out[2:]) == {Size(2, 4)}
