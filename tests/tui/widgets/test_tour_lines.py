"""The lines of the tour fit in any width, name the keys that are in force, and have room for the longest text."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.cells import cell_len
from support.themed_app import ThemedApp
from textual.app import ComposeResult

from lmtui.tui.glyphs import ASCII, UNICODE
from lmtui.tui.key_names import KeyNames
from lmtui.tui.widgets.tour_lines import ShownStep, TourLines, shown_step

LONG = "Press {slide-to-zero}: T ≤ 1, " + "word " * 30
STEP = ShownStep("2/3 T = ∞, a title that is long", "Press {slide-to-zero}: T ≤ 1 …", False, (LONG, "look"))


class TourOnly(ThemedApp):
    """An app of these lines alone, with other keys for some actions."""

    def __init__(self, ascii_only: bool) -> None:
        super().__init__()
        self.glyphs = ASCII if ascii_only else UNICODE
        self.key_names = KeyNames({"slide-to-zero": "z", "tour-next": "f11"})

    def compose(self) -> ComposeResult:
        self.lines = TourLines(STEP)
        yield self.lines


@pytest.mark.parametrize(("width", "height"), [(40, 6), (60, 4), (80, 4), (120, 3)])
async def test_the_lines_fit_and_do_not_move_from_step_to_step(width: int, height: int) -> None:
    app = TourOnly(ascii_only=width == 60)
    async with app.run_test(size=(width, 24)):
        for step in (STEP, replace(STEP, text="look", is_done=True), replace(STEP, text=LONG)):
            app.lines.show(step)
            drawn = ["".join(text for text, _ in app.lines.line(y)) for y in range(app.lines.height)]
            assert len(drawn) == height
            assert all(cell_len(line) == width for line in drawn)
            assert ("done" in drawn[0]) is step.is_done
            assert drawn[0].rstrip().endswith("F11 Next  ^G Back  ^T Leave")
        assert "Press z: T" in drawn[1]
        assert " ".join("".join(drawn[1:]).split()).endswith("word word")
        assert "".join(drawn).isascii() is (width == 60)


def test_an_app_without_a_tour_shows_no_step() -> None:
    assert shown_step(ThemedApp()) is None
