"""Curves: what the temperature does to the context looked at, and to others that were kept to compare it with."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from lmtui.model.protocol import last_ids
from lmtui.playground import slider
from lmtui.recent import RecentlyUsed
from lmtui.sampling.cuts import NO_CUTS, Cuts

if TYPE_CHECKING:
    from lmtui.insight.curve import CurvePoint
    from lmtui.sampling.sampler import Sampler

MOST_KEPT = 3
_REMEMBERED = 64  # contexts whose points need not be made again

TEMPERATURES = tuple(slider.stepped(0.0, step) for step in range(slider.STEPS + 1))
"""Those of a curve's points: every step of the slider, its ends 0 and ∞ included."""

_STEPS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)  # between labels of the y axis
_BASES = (2, 10, 100, 1000)  # and of a logarithmic one
_STEP_OF = {temperature: step for step, temperature in enumerate(TEMPERATURES)}


class Measure(Enum):
    """What a curve is drawn of."""

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
        """The one after it; after the last, the first."""
        measures = list(Measure)
        return measures[(measures.index(self) + 1) % len(measures)]


class Curve:
    """One context's curve.

    Args:
        sampler: the model.
        context: the token ids conditioned on.
        cuts: what is kept of the ranking.

    Attributes:
        name: the tokens conditioned on and the cuts, safe to show.
        points: one for each of `TEMPERATURES`.
        limits: what the curve comes from as T leaves 0, and what it comes to as T grows without end.
    """

    def __init__(self, sampler: Sampler, context: tuple[int, ...], cuts: Cuts) -> None:
        self.sampler, self.context, self.cuts = sampler, context, cuts
        self.name = " ".join(map(sampler.model.tokens.label, context)) or "anything"
        if cuts != NO_CUTS:
            self.name += f", {cuts.short}"
        from lmtui.insight.curve import limits  # the first model has brought numpy by now

        self.points = self._measured(TEMPERATURES)
        self.limits = limits(sampler, context, cuts)

    def at(self, temperature: float) -> CurvePoint:
        """The point at any temperature, exactly."""
        if temperature in _STEP_OF:
            return self.points[_STEP_OF[temperature]]
        return self._measured((temperature,))[0]

    def _measured(self, temperatures: Iterable[float]) -> tuple[CurvePoint, ...]:
        from lmtui.insight.curve import curve

        return tuple(curve(self.sampler, self.context, temperatures, self.cuts))


@dataclass(frozen=True)
class CurveView:
    """A curve as it is shown.

    Attributes:
        mark: 0 for the context looked at, 1 to 3 for a kept one, which has the same for as long as it is kept.
        name: the tokens conditioned on, safe to show.
        points: one for each of `TEMPERATURES`.
        now: the point at the present temperature, which may lie between two of them.
        limits: see `Curve`; None where the curve has no jumps.
    """

    mark: int
    name: str
    points: tuple[CurvePoint, ...]
    now: CurvePoint
    limits: tuple[CurvePoint, CurvePoint] | None = None

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
        curves: of the context looked at, then of those kept, in the order of their marks.
    """

    measure: Measure
    temperature: float
    curves: tuple[CurveView, ...]

    @property
    def zeros(self) -> bool:
        """Whether some curve jumps at T = ∞, as tokens have p = 0: 0^(1/T) is 0 at every finite T, and 1 there."""
        return any(self.measure.of(curve.end) != self.measure.of(curve.points[-1]) for curve in self.curves)


class Curves:
    """The curve of the context looked at, and up to 3 kept ones.

    Attributes:
        measure: what is drawn.
        live: of the context looked at; None until one was.
        kept: by their marks.
    """

    def __init__(self) -> None:
        self.measure = Measure.ENTROPY
        self.live: Curve | None = None
        self.kept: dict[int, Curve] = {}
        self._remembered: RecentlyUsed[tuple[tuple[int, ...], Cuts], Curve] = RecentlyUsed(_REMEMBERED)

    def look(self, sampler: Sampler, context: Sequence[int], cuts: Cuts) -> None:
        """Take another context for the live curve; the curves of another model are forgotten.

        Args:
            sampler: the model.
            context: token ids since the unit began, `<s>` first.
            cuts: what is kept of the ranking.
        """
        if self.live and self.live.sampler is not sampler:
            self.forget()
            self._remembered.clear()
        recent = tuple(last_ids(context, sampler.model.window))
        self.live = self._remembered.get((recent, cuts), lambda: Curve(sampler, recent, cuts))

    def keep(self) -> None:
        """Keep the live curve; where 3 are kept, the one that was kept first goes."""
        live = self.live
        if live is None or any((live.context, live.cuts) == (kept.context, kept.cuts) for kept in self.kept.values()):
            return
        if len(self.kept) == MOST_KEPT:
            self.kept.pop(next(iter(self.kept)))
        free = next(mark for mark in range(1, MOST_KEPT + 1) if mark not in self.kept)
        self.kept[free] = live

    def forget(self) -> None:
        """Forget what was kept."""
        self.kept = {}

    def turn(self) -> None:
        """Go to the next measure."""
        self.measure = self.measure.next

    def view(self, temperature: float) -> CurvesView | None:
        """What is to be shown at a temperature; None until a context was looked at."""
        if self.live is None:
            return None
        curves = ((0, self.live), *sorted(self.kept.items()))
        seen = (
            CurveView(mark, curve.name, curve.points, curve.at(temperature), curve.limits) for mark, curve in curves
        )
        return CurvesView(self.measure, temperature, tuple(seen))


class Scale:
    """The y axis that several curves share: 0 to their largest H, 1 to their largest 2^H by its logarithm, 0 to 1.

    Args:
        view: the curves.
    """

    def __init__(self, view: CurvesView) -> None:
        self._measure = view.measure
        self._top = 1.0
        if self._measure is not Measure.FAVOURITE:
            largest = max(self._linear(self._measure.of(point)) for curve in view.curves for point in curve.points)
            self._top = largest or 1.0

    def height(self, point: CurvePoint) -> float:
        """Where a point stands, from 0 at the bottom to 1 at the top."""
        return self._linear(self._measure.of(point)) / self._top

    def ticks(self, most: int) -> list[tuple[float, float]]:
        """Round values to be labelled, each with the height it stands at, from the bottom up; about so many."""
        if self._measure is Measure.CHOICES:
            base = next((base for base in _BASES if self._top <= most * math.log2(base)), _BASES[-1])
            values: list[float] = [base**power for power in range(self._steps(math.log2(base)))]
        else:
            step = next((step for step in _STEPS if self._top <= most * step), _STEPS[-1])
            values = [number * step for number in range(self._steps(step))]
        return [(self._linear(value) / self._top, value) for value in values]

    def _steps(self, step: float) -> int:
        return math.floor(self._top / step + 1e-9) + 1

    def _linear(self, value: float) -> float:
        return math.log2(value) if self._measure is Measure.CHOICES else value
