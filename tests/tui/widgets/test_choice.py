"""One of several values: the keys go round all of them, and what describes a value is cut between clauses alone."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from support.themed_app import ThemedApp
from textual.app import ComposeResult
from textual.pilot import Pilot

from lmtui.tui.glyphs import UNICODE
from lmtui.tui.widgets.choice import Choice

OPTIONS = (
    ("kneser-ney", "interpolated, modified: three discounts an order; Chen and Goodman"),
    ("mle", "relative frequencies, that is no smoothing"),
    ("mixed", ""),
    ("add-k", "a pseudo-count of each token"),
)
VALUES = [value for value, _ in OPTIONS]


class OneChoice(ThemedApp):
    """An app of one field.

    Attributes:
        choice: the field.
        changes: its values after each `Changed`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.choice = Choice(OPTIONS, "mle")
        self.changes: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.choice

    def on_choice_changed(self, event: Choice.Changed) -> None:
        assert event.control is self.choice
        self.changes.append(event.choice.value)


async def choose(pilot: Pilot[None], choice: Choice, value: str) -> None:
    """Go to a value, at most once round."""
    await pilot.press(*["right"] * ((VALUES.index(value) - VALUES.index(choice.value)) % len(VALUES)))
    assert choice.value == value


async def test_left_and_right_go_round_all_values_and_each_change_is_told() -> None:
    app = OneChoice()
    async with app.run_test(size=(80, 3)) as pilot:
        app.choice.focus()
        await pilot.press(*["right"] * 4, "left", "space")
        assert app.changes == ["mixed", "add-k", "kneser-ney", "mle", "kneser-ney", "mle"]
        assert app.choice.value == "mle"


async def test_a_letter_goes_to_the_next_value_that_begins_with_it() -> None:
    app = OneChoice()
    async with app.run_test(size=(80, 3)) as pilot:
        app.choice.focus()
        await pilot.press("m", "m", "a", "k", "z")
        assert app.changes == ["mixed", "mle", "add-k", "kneser-ney"]


@pytest.mark.parametrize("width", [12, 30, 40, 60, 80, 100])
async def test_a_description_loses_whole_clauses_and_the_line_fits(width: int) -> None:
    app = OneChoice()
    async with app.run_test(size=(width, 3)) as pilot:
        app.choice.focus()
        for value, described in OPTIONS:
            await choose(pilot, app.choice, value)
            line = app.choice.render_line(0).text
            assert cell_len(line) == width
            if width >= 30:
                name, _, shown = line.partition(UNICODE.choose_right)
                assert name.split() == [UNICODE.choose_left, value]
                assert described.startswith(shown.strip())
                assert described[len(shown.strip()) :][:1] in ("", ":", ";", ",", " ")


async def test_the_values_stand_below_each_other_whichever_is_chosen() -> None:
    app = OneChoice()
    async with app.run_test(size=(100, 3)) as pilot:
        app.choice.focus()
        places = set()
        for value, described in OPTIONS:
            await choose(pilot, app.choice, value)
            if described:
                places.add(app.choice.render_line(0).text.index(described))
        assert len(places) == 1
