"""The curve pane: what is drawn is what the model says, in any size, in braille or in ASCII."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise, product

import pytest
from rich.cells import cell_len
from support.corpora import train
from support.models import sampler_of, trie_of
from support.mouse import trained
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot

from lmtui.playground import slider
from lmtui.playground.curves import TEMPERATURES, Curves, CurvesView, CurveView, Measure
from lmtui.recipe import Recipe
from lmtui.sampling.cuts import NO_CUTS
from lmtui.sampling.sampler import Sampler
from lmtui.text.specials import BOS
from lmtui.tui.glyphs import ASCII, UNICODE, Glyphs
from lmtui.tui.plot import Plot
from lmtui.tui.theme import DARK, PLAIN
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

    def on_curve_pane_turned(self, event: CurvePane.Turned) -> None:
        self.heard.append(event)

    def on_curve_pane_kept(self, event: CurvePane.Kept) -> None:
        self.heard.append(event)

    def on_curve_pane_forgotten(self, event: CurvePane.Forgotten) -> None:
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


def by_hand(measure: Measure = Measure.ENTROPY, temperature: float = 1.0) -> CurvesView:
    """After "a" comes b in 3 of 4 cases, else c; a, b, c and `</s>` can be drawn. At T = 1/2: 9/10, 1/10."""
    sampler = sampler_of(train("a b\na b\na b\na c", 2, "mle"))
    return view_of(sampler, ["a"], measure, temperature)


def view_of(sampler: Sampler, contexts: list[str], measure: Measure, temperature: float) -> CurvesView:
    """The last of these contexts looked at, the others kept."""
    curves = Curves()
    model = trie_of(sampler)
    for number, words in enumerate(contexts):
        if number:
            curves.keep()
        curves.look(sampler, [BOS, *model.vocabulary.encode(model.tokenizer.split(words))], NO_CUTS)
    while curves.measure is not measure:
        curves.turn()
    view = curves.view(temperature)
    assert view is not None
    return view


def several(measure: Measure = Measure.ENTROPY, temperature: float = 1.0) -> CurvesView:
    sampler = trained(Recipe(("fables",))).sampler
    return view_of(sampler, ["the lion and", "The old", "zzz of", "The fox"], measure, temperature)


async def test_a_curve_by_hand_in_ascii() -> None:
    # 0.811 bits at T = 1 are 3 of the 7 lines above the lowest, 2 bits at T = ∞ all; up to there it is 1 bit. No line
    # leads from one to the other: a and `</s>` have p = 0 and count at T = ∞ alone.
    async with pane_of(by_hand(), (37, 11), glyphs=ASCII) as (app, _):
        assert app.lines() == [
            "== Entropy after a ============ T 1 =",
            " H 0.811 bits | 2^H 1.75 | p 0.7500  ",
            "   2+               :              * ",
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
            "   2┤               ┃              ⠈ ",
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
    for temperature in (0.0, 1.0, math.inf):
        async with pane_of(several(temperature=temperature), size, glyphs=ASCII) as (app, _):
            text = "".join(app.lines())
            assert text.isascii()
            assert {cell_len(line) for line in app.lines()} == {size[0]}
            assert set("*o+x:") <= set(text)


def cells(plot: Plot) -> list[str]:
    return ["".join(text for text, _ in line) for line in plot.lines()]


@pytest.mark.parametrize("measure", list(Measure))
@pytest.mark.parametrize("size", [(37, 14), (46, 6), (101 + 3, 30)])
def test_every_point_of_the_slider_lies_on_the_curve(measure: Measure, size: tuple[int, int]) -> None:
    view = several(measure)
    live = CurvesView(measure, view.temperature, view.curves[:1])
    plot = Plot(live, ASCII, *size)
    drawn = cells(plot)
    width = plot._width
    for step, point in enumerate(live.curves[0].points):
        x = step / slider.STEPS * (width - 1)
        if x == int(x):  # a column stands for this very temperature
            column = plot._margin + int(x)
            assert drawn[plot._line(plot._scale.height(point))][column] == "*"


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_a_curve_has_no_gaps(glyphs: Glyphs) -> None:
    plot = Plot(several(), glyphs, 60, 20)
    for curve in several().curves:
        trace = plot._trace(curve)
        assert all(low <= high for low, high in trace)
        for (low, high), (next_low, next_high) in pairwise(trace):
            assert next_low <= high + 1
            assert next_high >= low - 1


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
@pytest.mark.parametrize("width", [20, 27, 37, 43, 80])
def test_the_scale_of_t_stands_below_its_places(glyphs: Glyphs, width: int) -> None:
    for temperature, label in slider.TICKS:
        plot = Plot(by_hand(temperature=temperature), glyphs, width, 10)
        scale = "".join(text for text, _ in plot.scale())
        now = [line.find(glyphs.now) for line in cells(plot)]
        name = glyphs.named(label)
        end = plot._margin + plot._width
        assert len(scale) == end
        assert scale.rstrip().endswith(glyphs.infinity)
        if temperature == math.inf:
            assert max(now) == end - 1
        elif width >= 37:
            assert scale[max(now) :].startswith(name)
            assert (name, "curve--number") in plot.scale()


@pytest.mark.parametrize("temperature", [0.0, 0.3, 1.0, 5.0, math.inf])
@pytest.mark.parametrize("measure", list(Measure))
def test_the_present_t_is_a_line_with_the_live_curve_s_mark_on_it(measure: Measure, temperature: float) -> None:
    view = several(measure, temperature)
    plot = Plot(view, UNICODE, 43, 12)
    column = plot._margin + round(slider.position_of(temperature) * (plot._width - 1))
    drawn = [line[column] for line in cells(plot)]
    assert drawn.count(UNICODE.curves[0]) == 1
    assert drawn.index(UNICODE.curves[0]) == plot._line(plot._scale.height(view.curves[0].now))
    assert UNICODE.now in drawn


@pytest.mark.parametrize("measure", list(Measure))
@pytest.mark.parametrize("size", [(37, 12), (50, 6), (90, 30)])
def test_kept_curves_are_told_apart_by_letters_that_stand_on_them(measure: Measure, size: tuple[int, int]) -> None:
    view = several(measure)
    plot = Plot(view, UNICODE, *size)
    drawn = cells(plot)
    for curve in view.curves[1:]:
        letter = UNICODE.curves[curve.mark]
        ((y, x),) = ((y, line.index(letter)) for y, line in enumerate(drawn) if letter in line)
        trace = plot._trace(curve)[2 * (x - plot._margin) : 2 * (x - plot._margin) + 2]
        assert y in {plot._height - 1 - dot // 4 for low, high in trace for dot in range(low, high + 1)}


def test_equal_curves_have_letters_in_different_places() -> None:
    live = by_hand().curves[0]
    same = tuple(CurveView(mark, "a", live.points, live.now) for mark in range(4))
    text = "".join(cells(Plot(CurvesView(Measure.ENTROPY, 1.0, same), UNICODE, 43, 12)))
    assert all(text.count(letter) == 1 for letter in UNICODE.curves)


async def test_the_keys_ask_for_what_they_say() -> None:
    async with pane_of(by_hand()) as (app, pilot):
        app.pane.focus()
        await pilot.press("m", "k", "x", "left", "right")
        assert [type(message) for message in app.heard] == [CurvePane.Turned, CurvePane.Kept, CurvePane.Forgotten]
        assert all(message.control is app.pane for message in app.heard if isinstance(message, CurvePane.Turned))


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
@pytest.mark.parametrize("measure", list(Measure))
@pytest.mark.parametrize("size", [(37, 14), (60, 20), (20, 5)])
def test_at_t_infinity_a_curve_jumps_where_some_p_is_0(
    glyphs: Glyphs, measure: Measure, size: tuple[int, int]
) -> None:
    view = by_hand(measure)
    plot = Plot(view, glyphs, *size)
    trace, live = plot._trace(view.curves[0]), view.curves[0]
    assert trace[-1] == (plot._dot(plot._scale.height(live.points[-1])),) * 2
    limit = plot._dot(plot._scale.height(live.end))
    assert all(abs(dot - limit) <= 1 for dot in trace[-2])  # and nothing between
    assert live.end.entropy_bits == pytest.approx(1, abs=1e-12)
    assert live.points[-1].entropy_bits == pytest.approx(2, abs=1e-12)


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_at_t_0_a_curve_jumps_where_the_favourite_has_an_equal(glyphs: Glyphs) -> None:
    # b and c follow a as often: of H = 1 bit just above T = 0 nothing is left at T = 0, where b stands alone.
    view = view_of(sampler_of(train("a b\na c", 2, "mle")), ["a"], Measure.ENTROPY, 1.0)
    plot = Plot(view, glyphs, 40, 12)
    trace = plot._trace(view.curves[0])
    one_bit = plot._dot(plot._scale.height(view.curves[0].points[50]))
    assert view.curves[0].points[50].entropy_bits == pytest.approx(1)
    assert trace[0] == (0, 0)
    assert set(trace[1:-1]) == {(one_bit, one_bit)}


async def test_a_jump_at_t_infinity_is_explained_where_there_is_room() -> None:
    for size, shown in [((43, 18), True), ((37, 18), True), ((80, 12), True), ((120, 30), True), ((43, 10), False)]:
        async with pane_of(by_hand(), size) as (app, _):
            lines = app.lines()
            assert any("(0^0 = 1)" in line for line in lines) == shown, size
            assert {cell_len(line) for line in lines} == {size[0]}
            assert any("¼" in line and "∞" in line for line in lines)  # the scale of T is not pushed out
        async with pane_of(several(), size) as (app, _):
            assert "0^0" not in " ".join(app.lines())
