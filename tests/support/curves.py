"""Curves of models that are small enough to check by hand, and of the fables."""

from __future__ import annotations

from functools import cache

from lmtui.playground.curves import CurveContext, CurvesView, Measure, ShownCurves, curves_view
from lmtui.playground.requests import ModelRequests
from lmtui.recipe import Recipe
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.sampler import Sampler
from lmtui.text.specials import BOS
from support.answers import known
from support.corpora import train
from support.models import ids_of, sampler_of
from support.mouse import trained


@cache
def by_hand(measure: Measure = Measure.ENTROPY, temperature: float = 1.0) -> CurvesView:
    """After "a" comes b in 3 of 4 cases, else c; a, b, c and `</s>` can be drawn. At T = 1/2: 9/10, 1/10."""
    sampler = sampler_of(train("a b\na b\na b\na c", 2, "mle"))
    return view_of(sampler, ["a"], measure, temperature)


def view_of(
    sampler: Sampler, contexts: list[str], measure: Measure, temperature: float, cuts: Cuts = NO_CUTS
) -> CurvesView:
    """The last of these contexts looked at, compared with the others."""
    shown = ShownCurves(measure)
    *compared, looked_at = (CurveContext.of(sampler, [BOS, *ids_of(sampler, words)], cuts) for words in contexts)
    for context in compared:
        shown.compare(context)
    return known(curves_view(ModelRequests(sampler), shown, looked_at, temperature))


@cache
def several(measure: Measure = Measure.ENTROPY, temperature: float = 1.0) -> CurvesView:
    sampler = trained(Recipe(("fables",))).sampler
    return view_of(sampler, ["the lion and", "The old", "zzz of", "The fox"], measure, temperature)
