"""A plot is drawn over the slider's axis: its curves have no gaps, its marks and labels stand at their places."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from support.corpora import train
from support.curves import by_hand, several, view_of
from support.models import sampler_of

from lmtui.playground import slider
from lmtui.playground.curves import CurveView, Measure
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.tui.glyphs import ASCII, UNICODE, Glyphs
from lmtui.tui.plot import Plot


def cells(plot: Plot) -> list[str]:
    return ["".join(text for text, _ in line) for line in plot.lines()]


@pytest.mark.parametrize("measure", list(Measure))
@pytest.mark.parametrize("size", [(37, 14), (46, 6), (101 + 3, 30)])
def test_every_point_of_the_slider_lies_on_the_curve(measure: Measure, size: tuple[int, int]) -> None:
    view = several(measure)
    live = replace(view, curves=view.curves[:1])
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
    text = "".join(cells(Plot(replace(by_hand(), curves=same), UNICODE, 43, 12)))
    assert all(text.count(letter) == 1 for letter in UNICODE.curves)


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


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
@pytest.mark.parametrize("cuts", [NO_CUTS, Cuts(top_k=2)])
@pytest.mark.parametrize("width", [8, 14, 20, 43, 80])
def test_a_line_stands_at_the_entropy_of_the_uniform_distribution(glyphs: Glyphs, cuts: Cuts, width: int) -> None:
    view = view_of(sampler_of(train("a b\na b\na c", 2)), ["a"], Measure.ENTROPY, 1.0, cuts)
    plot = Plot(view, glyphs, width, 10)
    top, *below = cells(plot)
    assert plot._line(plot._scale.height_of(2)) == 0  # of a, b, c and `</s>`
    assert glyphs.limit in top
    assert (" log₂ V = 2.00 ".translate(glyphs.prose) in top) == (plot._width >= 18)
    assert "V" not in "".join(below)
    assert (max(high for _, high in plot._trace(view.curves[0])) == plot._dot(1)) == cuts.keep_all
    for measure in (Measure.CHOICES, Measure.FAVOURITE):
        assert "V" not in "".join(cells(Plot(replace(view, measure=measure), glyphs, width, 10)))


@pytest.mark.parametrize(
    ("lanes", "shown"),
    [
        ((1.0, 0.0), "     L2              L1"),
        ((0.0, 0.0, 1.0), "     L1,2            L3"),
        ((math.inf, 4.0, math.inf, 1.0), "                     L4       L2 L1,3"),
        ((math.inf, 1.0, 4.0, 9.0), "                     L2       L3 L4,1"),
    ],
)
def test_the_lanes_stand_below_their_t(lanes: tuple[float, ...], shown: str) -> None:
    pieces = Plot(replace(by_hand(), lanes=lanes), UNICODE, 37, 10).lanes()
    assert "".join(text for text, _ in pieces) == shown
    assert [text for text, style in pieces if style == "curve--number"] == [f"L{lanes.index(1.0) + 1}"]
