"""Curves of several contexts over the slider; what is kept, and what is shown."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.corpora import train
from support.models import ids_of, sampler_of
from support.mouse import MOUSE, RECIPES, trained

from lmtui.insight.curve import curve
from lmtui.playground import slider
from lmtui.playground.curves import MOST_KEPT, TEMPERATURES, Curves, Measure, Scale
from lmtui.recipe import Recipe
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.sampler import Sampler
from lmtui.text.specials import BOS


def looking_at(words: str, recipe: Recipe = MOUSE, cuts: Cuts = NO_CUTS) -> Curves:
    curves = Curves()
    look(curves, words, recipe, cuts)
    return curves


def look(curves: Curves, words: str, recipe: Recipe = MOUSE, cuts: Cuts = NO_CUTS) -> list[int]:
    context = [BOS, *ids_of(trained(recipe).sampler, words)]
    curves.look(trained(recipe).sampler, context, cuts)
    return context


def test_the_temperatures_are_those_of_the_slider_its_ends_included() -> None:
    assert TEMPERATURES[0] == 0
    assert TEMPERATURES[-1] == math.inf
    assert 1.0 in TEMPERATURES
    stepped = [0.0]
    while stepped[-1] < math.inf:
        stepped.append(slider.stepped(stepped[-1], 1))
    assert list(TEMPERATURES) == stepped


@settings(max_examples=100)
@given(
    st.sampled_from(RECIPES),
    st.lists(st.sampled_from(["the", "mouse", "ate", "a", "b", "zz"]), max_size=4),
    st.sampled_from((NO_CUTS, Cuts(top_k=2), Cuts(top_p=0.7))),
    st.one_of(st.sampled_from(TEMPERATURES), st.floats(0.01, 50)),
)
def test_what_is_shown_is_what_insight_says(recipe: Recipe, words: list[str], cuts: Cuts, temperature: float) -> None:
    curves = Curves()
    context = look(curves, " ".join(words), recipe, cuts)
    view = curves.view(temperature)
    assert view is not None
    (live,) = view.curves
    assert list(live.points) == curve(trained(recipe).sampler, context, TEMPERATURES, cuts)
    assert [live.now] == curve(trained(recipe).sampler, context, [temperature], cuts)
    assert (view.temperature, live.mark) == (temperature, 0)


def test_the_name_is_what_is_conditioned_on_safe_to_show() -> None:
    assert looking_at("the mouse ate").view(1.0).curves[0].name == "mouse ate"  # type: ignore[union-attr]
    assert looking_at("").view(1.0).curves[0].name == "<s>"  # type: ignore[union-attr]
    assert looking_at("the", Recipe(("mouse",), 1)).view(1.0).curves[0].name == "anything"  # type: ignore[union-attr]
    curves = Curves()
    model = train("a \x1b[2J\na b", 2)
    curves.look(sampler_of(model), [BOS, model.vocabulary.id("a"), model.vocabulary.id("\x1b[2J")], NO_CUTS)
    assert curves.live is not None
    assert curves.live.name == "␛[2J"


def test_a_curve_is_not_made_again_when_its_context_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def counted(sampler: Sampler, context: list[int], temperatures: tuple[float, ...], cuts: Cuts) -> object:
        asked.append(len(temperatures))
        return curve(sampler, context, temperatures, cuts)

    monkeypatch.setattr("lmtui.insight.curve.curve", counted)
    curves = looking_at("the mouse")
    for temperature in TEMPERATURES:
        curves.view(temperature)
    look(curves, "the mouse")
    look(curves, "ate the mouse")  # of which as much is conditioned on
    assert asked == [len(TEMPERATURES)]
    look(curves, "the mouse", cuts=Cuts(top_k=2))
    look(curves, "the")
    look(curves, "the mouse")
    assert asked == [len(TEMPERATURES)] * 3
    curves.view(0.7)
    assert asked[3:] == [1]


def shown_names(curves: Curves) -> list[tuple[int, str]]:
    view = curves.view(1.0)
    return [] if view is None else [(shown.mark, shown.name) for shown in view.curves]


def test_curves_are_kept_beside_the_live_one_and_forgotten() -> None:
    curves = looking_at("the mouse")
    curves.keep()
    curves.keep()
    assert shown_names(curves) == [(0, "the mouse"), (1, "the mouse")]
    look(curves, "the")
    assert shown_names(curves) == [(0, "<s> the"), (1, "the mouse")]
    curves.keep()
    look(curves, "mouse ate")
    assert shown_names(curves) == [(0, "mouse ate"), (1, "the mouse"), (2, "<s> the")]
    curves.forget()
    assert shown_names(curves) == [(0, "mouse ate")]


def test_the_same_context_with_other_cuts_is_another_curve() -> None:
    curves = looking_at("the mouse")
    curves.keep()
    look(curves, "the mouse", cuts=Cuts(top_k=2))
    curves.keep()
    assert len(curves.kept) == 2


def test_where_all_places_are_taken_the_oldest_goes_and_the_others_stay_where_they_are() -> None:
    curves = Curves()
    for words in ("the mouse", "mouse ate", "ate the", "the cheese"):
        look(curves, words)
        curves.keep()
    assert len(curves.kept) == MOST_KEPT
    assert shown_names(curves)[1:] == [(1, "the cheese"), (2, "mouse ate"), (3, "ate the")]
    look(curves, "cheese the")
    curves.keep()
    assert shown_names(curves)[1:] == [(1, "the cheese"), (2, "cheese the"), (3, "ate the")]


def test_another_model_s_curves_are_forgotten_but_not_the_measure() -> None:
    curves = looking_at("the mouse")
    curves.keep()
    curves.turn()
    look(curves, "the mouse", RECIPES[1])
    assert shown_names(curves) == [(0, "mouse")]
    assert curves.measure is Measure.CHOICES


def test_before_there_is_a_model_nothing_is_shown_and_nothing_kept() -> None:
    curves = Curves()
    curves.keep()
    assert curves.view(1.0) is None
    assert curves.kept == {}


def test_the_measures_come_round() -> None:
    curves = looking_at("the mouse")
    turned = []
    for _ in range(4):
        view = curves.view(0.5)
        assert view is not None
        point = view.curves[0].now
        turned.append((view.measure, view.measure.of(point)))
        curves.turn()
    assert [measure for measure, _ in turned] == [
        Measure.ENTROPY,
        Measure.CHOICES,
        Measure.FAVOURITE,
        Measure.ENTROPY,
    ]
    assert [value for _, value in turned[:3]] == [point.entropy_bits, point.choices, point.favourite_prob]


def scale_of(measure: Measure) -> Scale:
    curves = looking_at("the mouse")
    while curves.measure is not measure:
        curves.turn()
    view = curves.view(1.0)
    assert view is not None
    return Scale(view)


@pytest.mark.parametrize("measure", list(Measure))
def test_a_scale_holds_all_points_and_its_labels_stand_where_their_values_do(measure: Measure) -> None:
    # Six tokens can be drawn: at T = ∞ they have log2 6 = 2.58 bits.
    scale = scale_of(measure)
    live = looking_at("the mouse").live
    assert live is not None
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
    ticks = scale_of(measure).ticks(most)
    assert [value for _, value in ticks] == pytest.approx(values)
    assert [height for height, _ in ticks] == pytest.approx(heights, abs=5e-5)


def test_a_context_after_which_only_one_token_can_come_has_a_scale_too() -> None:
    curves = looking_at("the mouse", cuts=Cuts(top_k=1))
    for _ in Measure:
        view = curves.view(1.0)
        assert view is not None
        scale = Scale(view)
        assert all(0 <= scale.height(point) <= 1 for point in view.curves[0].points)
        assert scale.ticks(4)[0][0] == 0
        curves.turn()
