"""Curves of several contexts over the slider; which are compared, and what is shown."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.answers import known
from support.byte_model import ByteModel, ready
from support.corpora import train
from support.first_ranks import RanksModel
from support.models import ids_of, sampler_of
from support.mouse import MOUSE, RECIPES, session, trained

from lmtui.insight.curve import curve
from lmtui.playground import slider, snapshots
from lmtui.playground.curves import (
    MOST_COMPARED,
    TEMPERATURES,
    CurveContext,
    CurvesView,
    Measure,
    ShownCurves,
    curves_view,
)
from lmtui.playground.requests import ModelRequests
from lmtui.playground.session import Session
from lmtui.recipe import Recipe
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling
from lmtui.text.specials import BOS
from lmtui.tui.glyphs import UNICODE
from lmtui.tui.plot import Plot


class Looking:
    """Somebody who looks at one context after another.

    Attributes:
        shown: which curves are drawn.
        context: the context looked at now.
    """

    def __init__(self, sampler: Sampler) -> None:
        self.shown = ShownCurves()
        self.context = CurveContext((), NO_CUTS)
        self._sampler, self._requests = sampler, ModelRequests(sampler)

    def look(self, words: str, cuts: Cuts = NO_CUTS) -> list[int]:
        """Look at the context that some words make; its token ids."""
        context = [BOS, *ids_of(self._sampler, words)]
        self.context = CurveContext.of(self._sampler, context, cuts)
        return context

    def compare(self) -> None:
        self.shown.compare(self.context)

    def view(self, temperature: float = 1.0) -> CurvesView:
        return known(curves_view(self._requests, self.shown, self.context, temperature))


def looking_at(words: str, recipe: Recipe = MOUSE, cuts: Cuts = NO_CUTS) -> Looking:
    looking = Looking(trained(recipe).sampler)
    looking.look(words, cuts)
    return looking


def test_the_temperatures_are_those_of_the_slider_its_ends_included() -> None:
    assert TEMPERATURES[0] == 0
    assert TEMPERATURES[-1] == math.inf
    assert 1.0 in TEMPERATURES
    stepped = [0.0]
    while stepped[-1] < math.inf:
        stepped.append(slider.stepped(stepped[-1], 1))
    assert list(TEMPERATURES) == stepped


@given(
    st.sampled_from(RECIPES),
    st.lists(st.sampled_from(["the", "mouse", "ate", "a", "b", "zz"]), max_size=4),
    st.sampled_from((NO_CUTS, Cuts(top_k=2), Cuts(top_p=0.7))),
    st.one_of(st.sampled_from(TEMPERATURES), st.floats(0.01, 50)),
)
def test_what_is_shown_is_what_insight_says(recipe: Recipe, words: list[str], cuts: Cuts, temperature: float) -> None:
    curves = Looking(trained(recipe).sampler)
    context = curves.look(" ".join(words), cuts)
    view = curves.view(temperature)
    (live,) = view.curves
    assert list(live.points) == curve(trained(recipe).sampler, context, TEMPERATURES, cuts)
    assert [live.now] == curve(trained(recipe).sampler, context, [temperature], cuts)
    assert (view.temperature, live.mark) == (temperature, 0)


def test_the_name_is_what_is_conditioned_on_safe_to_show() -> None:
    assert looking_at("the mouse ate").view().curves[0].name == "mouse ate"
    assert looking_at("").view().curves[0].name == "<s>"
    assert looking_at("the", Recipe(("mouse",), 1)).view().curves[0].name == "anything"
    curves = Looking(sampler_of(train("a \x1b[2J\na b", 2)))
    curves.look("a \x1b[2J")
    assert curves.view().curves[0].name == "␛[2J"


def test_a_curve_is_not_made_again_when_its_context_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def counted(sampler: Sampler, context: list[int], temperatures: tuple[float, ...], cuts: Cuts) -> object:
        asked.append(len(temperatures))
        return curve(sampler, context, temperatures, cuts)

    monkeypatch.setattr("lmtui.insight.curve.curve", counted)
    curves = looking_at("the mouse")
    for temperature in TEMPERATURES:
        curves.view(temperature)
    for words in ("the mouse", "ate the mouse"):  # of which as much is conditioned on
        curves.look(words)
        curves.view()
    assert asked == [len(TEMPERATURES)]
    for words, cuts in (("the mouse", Cuts(top_k=2)), ("the", NO_CUTS), ("the mouse", NO_CUTS)):
        curves.look(words, cuts)
        curves.view()
    assert asked == [len(TEMPERATURES)] * 3
    curves.view(0.7)
    assert asked[3:] == [1]


def shown_names(curves: Looking) -> list[tuple[int, str]]:
    return [(shown.mark, shown.name) for shown in curves.view().curves]


def test_curves_are_kept_beside_the_live_one_and_forgotten() -> None:
    curves = looking_at("the mouse")
    curves.compare()
    curves.compare()
    assert shown_names(curves) == [(0, "the mouse"), (1, "the mouse")]
    curves.look("the")
    assert shown_names(curves) == [(0, "<s> the"), (1, "the mouse")]
    curves.compare()
    curves.look("mouse ate")
    assert shown_names(curves) == [(0, "mouse ate"), (1, "the mouse"), (2, "<s> the")]
    curves.shown.forget()
    assert shown_names(curves) == [(0, "mouse ate")]


def test_the_same_context_with_other_cuts_is_another_curve() -> None:
    curves = looking_at("the mouse")
    curves.compare()
    curves.look("the mouse", cuts=Cuts(top_k=2))
    curves.compare()
    assert len(curves.shown.compared) == 2


def test_where_all_places_are_taken_the_oldest_goes_and_the_others_stay_where_they_are() -> None:
    curves = Looking(trained().sampler)
    for words in ("the mouse", "mouse ate", "ate the", "the cheese"):
        curves.look(words)
        curves.compare()
    assert len(curves.shown.compared) == MOST_COMPARED
    assert shown_names(curves)[1:] == [(1, "the cheese"), (2, "mouse ate"), (3, "ate the")]
    curves.look("cheese the")
    curves.compare()
    assert shown_names(curves)[1:] == [(1, "the cheese"), (2, "cheese the"), (3, "ate the")]


def test_another_model_s_curves_are_forgotten_but_not_the_measure() -> None:
    played = session("the mouse")
    context = snapshots.context_looked_at(played)
    assert context is not None
    curves = played.views.curves
    curves.compare(context)
    curves.next_measure()
    played.lane_models.use(trained(RECIPES[1]))
    view = snapshots.curves(played)
    assert view is not None
    assert [(shown.mark, shown.name) for shown in view.curves] == [(0, "mouse")]
    assert view.measure is Measure.CHOICES


def test_before_there_is_a_model_nothing_is_shown() -> None:
    waiting = Session(MOUSE, Sampling(), "the mouse")
    assert snapshots.context_looked_at(waiting) is None
    assert snapshots.curves(waiting) is None


def test_a_view_knows_the_support_and_t_of_every_lane() -> None:
    played = session("the mouse")
    played.text.add_lane(2.0)
    played.text.add_lane(math.inf)
    played.text.go_to_lane(-1)
    view = known(snapshots.curves(played))
    assert (view.temperature, view.lanes) == (2.0, (1.0, 2.0, math.inf))
    assert view.uniform_bits == math.log2(view.support) == pytest.approx(view.curves[0].points[-1].entropy_bits)


def test_the_measures_come_round() -> None:
    curves = looking_at("the mouse")
    turned = []
    for _ in range(4):
        view = curves.view(0.5)
        point = view.curves[0].now
        turned.append((view.measure, view.measure.of(point)))
        curves.shown.next_measure()
    assert [measure for measure, _ in turned] == [
        Measure.ENTROPY,
        Measure.CHOICES,
        Measure.FAVOURITE,
        Measure.ENTROPY,
    ]
    assert [value for _, value in turned[:3]] == [point.entropy_bits, point.choices, point.favourite_prob]


def test_of_first_ranks_alone_there_is_a_lower_and_an_upper_curve_and_the_true_one_between() -> None:
    made = ready(RanksModel(most_ranks=60))
    played = Session(made.recipe, Sampling(2.0, seed=3), prompt="the")
    played.lane_models.use(made)
    assert snapshots.curves(played) is None
    lane = played.text.lane
    assert lane
    assert made.sampler.first_ranks
    made.sampler.first_ranks.ask(made.sampler.model.state(lane.context(0)))
    view = snapshots.curves(played)
    assert view
    (lower,) = view.curves
    assert lower.upper
    true = curve(Sampler(ByteModel()), lane.context(0), TEMPERATURES)
    for low, high, point in zip(lower.points, lower.upper.points, true, strict=True):
        assert low.entropy_bits - 1e-9 <= point.entropy_bits <= high.entropy_bits + 1e-9
        assert low.favourite_prob - 1e-9 <= point.favourite_prob <= high.favourite_prob + 1e-9
    assert lower.now.entropy_bits < lower.upper.now.entropy_bits
    assert not view.zeros
    plot = Plot(view, UNICODE, 60, 12)
    assert all(low <= high for low, high in plot._band(lower))
    assert max(high - low for low, high in plot._band(lower)) > max(high - low for low, high in plot._trace(lower))
    played.set_cuts(Cuts(typical=0.5))
    assert snapshots.curves(played) is None, "what the cut leaves is not decided"
