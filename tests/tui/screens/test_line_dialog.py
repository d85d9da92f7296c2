"""A dialog of one line names its keys, gives nothing where it is cancelled, and leaves the screen below alone."""

from __future__ import annotations

from support.themed_app import ThemedApp
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from lmtui.tui.action import Place
from lmtui.tui.actions import bindings
from lmtui.tui.screens.line_dialog import LineDialog


class Asking(LineDialog[str]):
    PLACE = Place.NOTES
    BINDINGS = bindings(PLACE)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Input()
            yield self.keys


class Below(ThemedApp):
    heard = False
    results: list[str | None]

    def on_mount(self) -> None:
        self.results = []
        self.push_screen(Asking(), self.results.append)

    def on_input_changed(self) -> None:
        self.heard = True


async def test_what_is_typed_stays_in_the_dialog_and_a_cancelled_dialog_gives_nothing() -> None:
    app = Below()
    async with app.run_test() as pilot:
        await pilot.press(*"abc")
        dialog = app.screen
        assert isinstance(dialog, Asking)
        assert dialog.query_one(Input).value == "abc"
        assert "Accept" in "".join(text for text, _ in dialog.keys.line(0))
        assert not app.heard
        await pilot.press("escape")
        assert app.results == [None]
