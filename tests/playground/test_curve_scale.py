"""The y axis of curves holds all their points, and labels round values where these stand."""

from __future__ import annotations

import pytest
from support.answers import known
from support.models import ids_of
from support.mouse import trained

from lmtui.playground.curve_scale import CurveScale
from lmtui.playground.curves import CurveContext, CurvesView, Measure, ShownCurves, curves_view
from lmtui.playground.requests import ModelRequests
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.text.specials import BOS


def curves_of(measure: Measure, cuts: Cuts = NO_CUTS) -> CurvesView:
    """The curve after "the mouse"."""
    sampler = trained().sampler
    context = CurveContext.of(sampler, [BOS, *ids_of(sampler, "the mouse")], cuts)
    return known(curves_view(ModelRequests(sampler), ShownCurves(measure), context, 1.0))


@pytest.mark.parametrize("measure", list(Measure))
def test_a_scale_holds_all_points_and_its_labels_stand_where_their_values_do(measure: Measure) -> None:
    # Six tokens can be drawn: at T = ∞ they have log2 6 = 2.58 bits.
    scale = CurveScale(curves_of(measure))
    (live,) = curves_of(measure).curves
    heights = [scale.height(point) for point in live.points]
    assert 0 <= min(heights) <= max(heights) <= 1 + 1e-12
    ends = (1.0, 1 / 6) if measure is Measure.FAVOURITE else (0.0, 1.0)
    assert (heights[0], heights[-1]) == pytest.approx(ends)


@pytest.mark.parametrize(
    ("measure", "most", "values", "heights"),
    [
        (Measure.ENTROPY, 6, [0, 0.5, 1, 1.5, 2, 2.5], [0, 0.1934, 0.3869, 0.5803, 0.7737, 0.9671]),
        (Measure.ENTROPY, 2, [0, 2], [0, 0.7737]),
        (Measure.CHOICES, 6, [1, 2, 4], [0, 0.3869, 0.7737]),
        (Measure.CHOICES, 1, [1], [0]),
        (Measure.FAVOURITE, 5, [0, 0.2, 0.4, 0.6, 0.8, 1], [0, 0.2, 0.4, 0.6, 0.8, 1]),
    ],
)
def test_labels_are_round_numbers(measure: Measure, most: int, values: list[float], heights: list[float]) -> None:
    ticks = CurveScale(curves_of(measure)).ticks(most)
    assert [value for _, value in ticks] == pytest.approx(values)
    assert [height for height, _ in ticks] == pytest.approx(heights, abs=5e-5)


def test_a_context_after_which_only_one_token_can_come_has_a_scale_too() -> None:
    for measure in Measure:
        view = curves_of(measure, Cuts(top_k=1))
        scale = CurveScale(view)
        assert all(0 <= scale.height(point) <= 1 for point in view.curves[0].points)
        assert scale.ticks(4)[0][0] == 0
