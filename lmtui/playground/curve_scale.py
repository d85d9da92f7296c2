"""The y axis of curves: where a value stands, and which values are labelled."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lmtui.playground.curves import CurvesView, Measure

if TYPE_CHECKING:
    from lmtui.insight.curve import CurvePoint

_STEPS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)  # between labels of the axis
_BASES = (2, 10, 100, 1000)  # and of a logarithmic one


class CurveScale:
    """The y axis that several curves share: 0 to log₂ V, 1 to their largest 2^H by its logarithm, or 0 to 1.

    V is the support here. Curves with cuts end below log₂ V, so the axis shows how much these take away.

    Args:
        view: the curves.
    """

    def __init__(self, view: CurvesView) -> None:
        self._measure = view.measure
        self._top = 1.0
        if self._measure is not Measure.FAVOURITE:
            highest = [curve.upper or curve for curve in view.curves]
            largest = max(self._linear(self._measure.of(point)) for curve in highest for point in curve.points)
            self._top = max(largest, view.uniform_bits if self._measure is Measure.ENTROPY else 0.0) or 1.0

    def height(self, point: CurvePoint) -> float:
        """Where a point stands, from 0 at the bottom to 1 at the top."""
        return self.height_of(self._measure.of(point))

    def height_of(self, value: float) -> float:
        """Where a value of the measure stands."""
        return self._linear(value) / self._top

    def ticks(self, most: int) -> list[tuple[float, float]]:
        """Round values to be labelled, each with the height it stands at, from the bottom up; about so many."""
        if self._measure is Measure.CHOICES:
            base = next((base for base in _BASES if self._top <= most * math.log2(base)), _BASES[-1])
            values: list[float] = [base**power for power in range(self._steps(math.log2(base)))]
        else:
            step = next((step for step in _STEPS if self._top <= most * step), _STEPS[-1])
            values = [number * step for number in range(self._steps(step))]
        return [(self.height_of(value), value) for value in values]

    def _steps(self, step: float) -> int:
        return math.floor(self._top / step + 1e-9) + 1

    def _linear(self, value: float) -> float:
        return math.log2(value) if self._measure is Measure.CHOICES else value
