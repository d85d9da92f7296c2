"""Curves: what the temperature does to the context looked at, and to others that it is compared with."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from operator import itemgetter
from typing import TYPE_CHECKING

from lmtui.model.protocol import last_ids
from lmtui.playground import slider
from lmtui.playground.context_labels import context_labels
from lmtui.sampling.cuts import Cuts

if TYPE_CHECKING:
    from lmtui.insight.curve import CurvePoint
    from lmtui.model.partial_ranking import PartialRanking
    from lmtui.model.protocol import LanguageModel
    from lmtui.playground.requests import ModelRequests
    from lmtui.sampling.sampler import Sampler

MOST_COMPARED = 3
"""The most contexts whose curves are compared with that of the context looked at."""

TEMPERATURES = tuple(slider.stepped(0.0, step) for step in range(slider.STEPS + 1))
"""The temperatures of a curve's points: every step of the slider, its ends 0 and ∞ included."""

_STEP_OF = {temperature: step for step, temperature in enumerate(TEMPERATURES)}


class Measure(Enum):
    """What a curve shows of each distribution."""

    ENTROPY = "entropy"
    CHOICES = "choices"
    FAVOURITE = "favourite"

    def of(self, point: CurvePoint) -> float:
        """The measure of a distribution: H in bits, 2^H, or p_T of rank 1."""
        if self is Measure.ENTROPY:
            return point.entropy_bits
        return point.choices if self is Measure.CHOICES else point.favourite_prob

    @property
    def next(self) -> Measure:
        """The next measure; after the last comes the first."""
        measures = list(Measure)
        return measures[(measures.index(self) + 1) % len(measures)]


@dataclass(frozen=True)
class CurveContext:
    """What a curve is drawn for.

    Attributes:
        tokens: the token ids conditioned on, at most n−1.
        cuts: which part of the ranking can be drawn.
        model: the number of the model.
    """

    tokens: tuple[int, ...]
    cuts: Cuts
    model: int = 0

    @classmethod
    def of(cls, sampler: Sampler, context: Sequence[int], cuts: Cuts, model: int = 0) -> CurveContext:
        """As much of a context as a model conditions on: token ids since the unit began, `<s>` first."""
        return cls(tuple(last_ids([*context], sampler.model.window)), cuts, model)


def curve_name(model: LanguageModel, context: CurveContext) -> str:
    """The tokens conditioned on and the cuts, safe to show."""
    name = " ".join(context_labels(model, context.tokens)) or "anything"
    return name if context.cuts.keep_all else f"{name}, {context.cuts.short_label}"


class Curve:
    """The curve of one context.

    Args:
        sampler: the model.
        context: what the curve is drawn for.

    Attributes:
        name: the tokens conditioned on and the cuts, safe to show.
        points: one for each of `TEMPERATURES`.
        limits: what the curve comes from as T leaves 0, and what it comes to as T grows without end.
    """

    def __init__(self, sampler: Sampler, context: CurveContext) -> None:
        self._sampler, self._context = sampler, context
        cuts = context.cuts
        self.name = curve_name(sampler.model, context)
        from lmtui.insight.curve import limits  # the first model has brought numpy by now

        self.points = self._measured(TEMPERATURES)
        self.limits = limits(sampler, context.tokens, cuts)

    def at(self, temperature: float) -> CurvePoint:
        """The point at any temperature, exactly."""
        if temperature in _STEP_OF:
            return self.points[_STEP_OF[temperature]]
        return self._measured((temperature,))[0]

    def view(self, mark: int, temperature: float) -> CurveView | None:
        """The curve as it is shown."""
        return CurveView(mark, self.name, self.points, self.at(temperature), self.limits)

    def _measured(self, temperatures: Iterable[float]) -> tuple[CurvePoint, ...]:
        from lmtui.insight.curve import curve

        return tuple(curve(self._sampler, self._context.tokens, temperatures, self._context.cuts))


class BoundedCurve:
    """What a curve lies between where the first ranks of its context alone are known.

    Args:
        name: of the curve.
        ranking: the first ranks.
        cuts: which part of the ranking can be drawn.
    """

    def __init__(self, name: str, ranking: PartialRanking, cuts: Cuts) -> None:
        from lmtui.insight.curve import bounded_curve, bounded_limits

        self._name, self._ranking, self._cuts = name, ranking, cuts
        self._points = bounded_curve(ranking, TEMPERATURES, cuts)
        self._limits = bounded_limits(ranking, cuts)

    def view(self, mark: int, temperature: float) -> CurveView | None:
        """The lower curve, with the upper one; None where the first ranks do not decide what the cuts leave."""
        from lmtui.insight.curve import bounded_curve

        now = bounded_curve(self._ranking, (temperature,), self._cuts)
        if self._points is None or self._limits is None or now is None:
            return None
        points, limits = self._points, self._limits
        lower, upper = (
            CurveView(
                mark,
                self._name,
                tuple(point[end] for point in points),
                now[0][end],
                (limits[0][end], limits[1][end]),
            )
            for end in (0, 1)
        )
        return replace(lower, upper=upper)


@dataclass(frozen=True)
class CurveView:
    """A curve as it is shown.

    Attributes:
        mark: 0 for the context looked at, 1 to 3 for one that is compared with it, whose mark stays the same.
        name: the tokens conditioned on, safe to show.
        points: one for each of `TEMPERATURES`.
        now: the point at the present temperature, which may lie between two of them.
        limits: see `Curve`; None where the curve has no jumps.
        upper: what the curve is at most, where first ranks alone are known and this is what the curve is at least.
    """

    mark: int
    name: str
    points: tuple[CurvePoint, ...]
    now: CurvePoint
    limits: tuple[CurvePoint, CurvePoint] | None = None
    upper: CurveView | None = None

    @property
    def start(self) -> CurvePoint:
        """The limit for T → 0. It is not the point of T = 0 where several tokens are the favourite."""
        return self.limits[0] if self.limits else self.points[0]

    @property
    def end(self) -> CurvePoint:
        """The limit for T → ∞. It is not the point of T = ∞ where tokens have p = 0, which count there alone."""
        return self.limits[1] if self.limits else self.points[-1]


@dataclass(frozen=True)
class CurvesView:
    """All curves as they are shown.

    Attributes:
        measure: what is drawn.
        temperature: the present T.
        curves: the curve of the context looked at, then those compared with it, in the order of their marks.
        support: how many tokens can be drawn.
        lanes: T of each lane, in their order.
        whole: whether T anneals the whole sequence; the curves are those of T annealing each token.
    """

    measure: Measure
    temperature: float
    curves: tuple[CurveView, ...]
    support: int
    lanes: tuple[float, ...] = ()
    whole: bool = False

    @property
    def uniform_bits(self) -> float:
        """The entropy of the uniform distribution over the support, in bits: no curve rises higher."""
        return math.log2(self.support)

    @property
    def zeros(self) -> bool:
        """Whether some curve jumps at T = ∞, as tokens have p = 0: 0^(1/T) is 0 at every finite T, and 1 there."""
        known = [curve for curve in self.curves if not curve.upper]
        return any(self.measure.of(curve.end) != self.measure.of(curve.points[-1]) for curve in known)


@dataclass
class ShownCurves:
    """Which curves are drawn beside that of the context looked at, and of what: plain data.

    Attributes:
        measure: what is drawn.
        compared: up to 3 contexts by their marks, the one that was added first before the others.
    """

    measure: Measure = Measure.ENTROPY
    compared: dict[int, CurveContext] = field(default_factory=dict)

    def compare(self, context: CurveContext) -> None:
        """Add a context; where there are 3, the one that was added first goes."""
        if context in self.compared.values():
            return
        if len(self.compared) == MOST_COMPARED:
            self.compared.pop(next(iter(self.compared)))
        free = next(mark for mark in range(1, MOST_COMPARED + 1) if mark not in self.compared)
        self.compared[free] = context

    def of(self, model: int) -> dict[int, CurveContext]:
        """The contexts of a model; those of others cannot be drawn with its curve."""
        return {mark: context for mark, context in self.compared.items() if context.model == model}

    def forget(self) -> None:
        """Compare with no other context."""
        self.compared = {}

    def next_measure(self) -> None:
        """Go to the next measure."""
        self.measure = self.measure.next


def curves_view(
    requests: ModelRequests,
    shown: ShownCurves,
    looked_at: CurveContext,
    temperature: float,
    lanes: tuple[float, ...] = (),
    whole: bool = False,
) -> CurvesView | None:
    """The curves as they are shown, as far as they are known; None where the live one is not known yet.

    Args:
        requests: where the curves come from.
        shown: which curves are compared, and what is drawn.
        looked_at: the context of the live curve.
        temperature: the present T.
        lanes: T of each lane.
        whole: whether T anneals the whole sequence in the lane that is looked at.
    """
    compared = sorted(shown.of(looked_at.model).items(), key=itemgetter(0))
    curves = [(mark, requests.curve(context)) for mark, context in ((0, looked_at), *compared)]
    views = [view for mark, curve in curves if curve and (view := curve.view(mark, temperature))]
    if not views or views[0].mark:
        return None
    support = requests.sampler.model.facts.support
    return CurvesView(shown.measure, temperature, tuple(views), support, lanes, whole)
