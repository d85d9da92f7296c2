"""The curve pane: what is drawn is what the model says, in any size, in braille or in ASCII."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import product

import pytest
from rich.cells import cell_len
from support.curves import by_hand, several, view_of
from support.mouse import trained
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot

from lmtui.playground.curves import TEMPERATURES, CurvesView, Measure
from lmtui.recipe import Recipe
from lmtui.tui.glyphs import ASCII, UNICODE, Glyphs
from lmtui.tui.palettes import DARK, PLAIN
from lmtui.tui.widgets.curve import CurvePane, figure

SIZES = [(37, 18), (43, 18), (80, 8), (120, 12), (27, 11), (63, 9), (64, 9), (200, 50)]


class CurveApp(App[None]):
    """Nothing but the pane."""

    def __init__(self, plain: bool = False, glyphs: Glyphs = UNICODE) -> None:
        super().__init__(ansi_color=plain or None)
        self.glyphs = glyphs
        for theme in (DARK, PLAIN):
            self.register_theme(theme)
        self.theme = (PLAIN if plain else DARK).name
        self.pane = CurvePane()
        self.heard: list[Message] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return DARK.variables

    def compose(self) -> ComposeResult:
        yield self.pane

    def on_curve_pane_next_measure_wanted(self, event: CurvePane.NextMeasureWanted) -> None:
        self.heard.append(event)

    def on_curve_pane_compare_wanted(self, event: CurvePane.CompareWanted) -> None:
        self.heard.append(event)

    def on_curve_pane_forget_wanted(self, event: CurvePane.ForgetWanted) -> None:
        self.heard.append(event)

    def lines(self) -> list[str]:
        return [self.pane.render_line(y).text for y in range(self.pane.size.height)]


@asynccontextmanager
async def pane_of(
    view: CurvesView | None, size: tuple[int, int] = (43, 18), plain: bool = False, glyphs: Glyphs = UNICODE
) -> AsyncIterator[tuple[CurveApp, Pilot[None]]]:
    app = CurveApp(plain, glyphs)
    async with app.run_test(size=size) as pilot:
        app.pane.styles.height = size[1]
        await pilot.pause()
        app.pane.show(view, "no model yet")
        yield app, pilot


async def test_a_curve_by_hand_in_ascii() -> None:
    # 0.811 bits at T = 1 are 3 of the 7 lines above the lowest, 2 bits at T = ∞ all; up to there it is 1 bit. No line
    # leads from one to the other: a and `</s>` have p = 0 and count at T = ∞ alone.
    async with pane_of(by_hand(), (37, 11), glyphs=ASCII) as (app, _):
        assert app.lines() == [
            "== Entropy after a ============ T 1 =",
            " H 0.811 bits | 2^H 1.75 | p 0.7500  ",
            "   2+- log_2 V = 2.00 -------------* ",
            "    |               :                ",
            " 1.5+               :                ",
            "   1+               :                ",
            "    |              ****************  ",
            " 0.5+          **** :                ",
            "    |       ***     :                ",
            "   0+*******        :                ",
            "     0     1/4 1/2  1    2   4   inf ",
        ]
        app.pane.show(by_hand(Measure.FAVOURITE))
        assert app.lines()[2:10] == [
            "   1+*********      :                ",
            "    |         ***** :                ",
            "    |              ******            ",
            " 0.5+               :    **********  ",
            "    |               :                ",
            "    |               :              * ",
            "    |               :                ",
            "   0+               :                ",
        ]


async def test_a_curve_by_hand_in_braille() -> None:
    async with pane_of(by_hand(), (37, 11)) as (app, _):
        assert app.lines()[2:] == [
            "   2┤─ log₂ V = 2.00 ──────────────⠈ ",
            "    │               ┃                ",
            " 1.5┤               ┃                ",
            "   1┤               ┃                ",
            "    │              ⣀●⠤⠒⠒⠒⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠁ ",
            " 0.5┤          ⢀⡠⠒⠉ ┃                ",
            "    │        ⡠⠒⠁    ┃                ",
            "   0┤⣀⣀⣀⣀⣀⠤⠔⠉       ┃                ",
            "     0     ¼   ½    1    2   4     ∞ ",
        ]


@pytest.mark.parametrize("size", SIZES)
async def test_every_line_fits_and_the_numbers_are_those_at_t(size: tuple[int, int]) -> None:
    async with pane_of(None, size) as (app, _):
        for measure, temperature in product(Measure, (0.0, 0.7, 1.0, 123.0, math.inf)):
            for view in (several(measure, temperature), by_hand(measure, temperature)):
                app.pane.show(view)
                right(app.lines(), view, size[0])


def right(lines: list[str], view: CurvesView, width: int) -> None:
    """See that the numbers at T are there: of the live curve all three, of the kept ones what is drawn."""
    assert {cell_len(line) for line in lines} == {width}
    text = " ".join("".join(lines).split())
    for measure, name in zip(Measure, ("H", "2^H", "p"), strict=True):
        assert f" {name} {figure(measure, measure.of(view.curves[0].now))} " in text
    for curve in view.curves[1:]:
        (named,) = (line for line in lines if curve.name in line)
        assert UNICODE.curves[curve.mark] in named
        assert named.split()[-1] == figure(view.measure, view.measure.of(curve.now))


@pytest.mark.parametrize("size", SIZES)
async def test_in_ascii_all_is_ascii_and_stands_where_it_stands_otherwise(
    size: tuple[int, int],
) -> None:
    async with pane_of(None, size, glyphs=ASCII) as (app, _):
        for temperature in (0.0, 1.0, math.inf):
            app.pane.show(several(temperature=temperature))
            text = "".join(app.lines())
            assert text.isascii()
            assert {cell_len(line) for line in app.lines()} == {size[0]}
            assert set("*o+x:") <= set(text)


async def test_the_keys_ask_for_what_they_say() -> None:
    async with pane_of(by_hand()) as (app, pilot):
        app.pane.focus()
        await pilot.press("m", "k", "x", "left", "right")
        assert [type(message) for message in app.heard] == [
            CurvePane.NextMeasureWanted,
            CurvePane.CompareWanted,
            CurvePane.ForgetWanted,
        ]
        assert all(
            message.control is app.pane for message in app.heard if isinstance(message, CurvePane.NextMeasureWanted)
        )


async def test_without_a_model_it_says_what_is_waited_for() -> None:
    async with pane_of(None) as (app, _):
        assert "Curve" in app.lines()[0]
        assert "no model yet" in app.lines()[2]


async def test_the_measure_that_is_drawn_is_named() -> None:
    for measure, name in zip(Measure, ("Entropy", "Choices", "Favourite"), strict=True):
        async with pane_of(by_hand(measure)) as (app, _):
            assert f"{name} after a" in app.lines()[0]


async def test_it_is_drawn_anew_for_another_size() -> None:
    async with pane_of(several()) as (app, pilot):
        await pilot.resize_terminal(80, 24)
        app.pane.styles.height = 8
        await pilot.pause()
        assert {cell_len(line) for line in app.lines()} == {80}
        async with pane_of(several(), (80, 8)) as (other, _):
            assert app.lines() == other.lines()


@pytest.mark.parametrize("size", [(10, 4), (3, 2), (1, 1), (64, 2), (20, 5)])
async def test_no_size_is_too_small_to_go_on(size: tuple[int, int]) -> None:
    async with pane_of(several(), size) as (app, _):
        assert len(app.lines()) == size[1]


async def test_a_step_of_the_slider_changes_only_what_depends_on_t() -> None:
    sampler = trained(Recipe(("fables",))).sampler
    before = view_of(sampler, ["The fox"], Measure.ENTROPY, TEMPERATURES[60])
    after = view_of(sampler, ["The fox"], Measure.ENTROPY, TEMPERATURES[63])
    async with pane_of(before, (37, 18)) as (app, _):
        old = app.lines()
        app.pane.show(after)
        different = [
            (y, x) for y, (a, b) in enumerate(zip(old, app.lines(), strict=True)) for x in range(37) if a[x] != b[x]
        ]
        assert {x for y, x in different if 2 <= y < 17} <= set(range(20, 26))


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
@pytest.mark.parametrize("size", SIZES)
async def test_several_lanes_are_named_below_the_scale_of_t(size: tuple[int, int], glyphs: Glyphs) -> None:
    async with pane_of(several(), size, glyphs=glyphs) as (app, _):
        alone = app.lines()
        app.pane.show(replace(several(), lanes=(1.0,)))
        assert app.lines() == alone
        app.pane.show(replace(several(), lanes=(1.0, 0.0)))
        lines = app.lines()
        (scale,) = (y for y, line in enumerate(lines) if glyphs.quarter in line and glyphs.infinity in line)
        assert {cell_len(line) for line in lines} == {size[0]}
        assert lines[scale + 1][: len(lines[scale])].index("L2") == lines[scale].index("0")
        assert "L1" in lines[scale + 1]


async def test_a_jump_at_t_infinity_is_explained_where_there_is_room() -> None:
    for size, shown in [((43, 18), True), ((37, 18), True), ((80, 12), True), ((120, 30), True), ((43, 10), False)]:
        async with pane_of(by_hand(), size) as (app, _):
            lines = app.lines()
            assert any("(0^0 = 1)" in line for line in lines) == shown, size
            assert {cell_len(line) for line in lines} == {size[0]}
            assert any("¼" in line and "∞" in line for line in lines)  # the scale of T is not pushed out
        async with pane_of(several(), size) as (app, _):
            assert "0^0" not in " ".join(app.lines())
