"""How fast long work is, and how long it will take: for the bar of a command, and for the screen."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from lmtui.errors import LmtuiError

if TYPE_CHECKING:
    from lmtui.sampling.cuts import Cuts
    from lmtui.sampling.sampler import Sampler

_TOO_SOON = 0.5  # seconds of a stage, before which its speed says little


class WorkInProgress:
    """The progress of work that goes through stages one after another.

    Args:
        stage: the first stage.
        clock: the time in seconds.

    Attributes:
        stage: the present stage.
        fraction: how much of it is done, in [0, 1].
    """

    def __init__(self, stage: str = "", clock: Callable[[], float] = time.monotonic) -> None:
        self.stage, self.fraction = stage, 0.0
        self._clock = clock
        self._since, self._first = clock(), 0.0

    def note(self, stage: str, fraction: float) -> None:
        """Take in what the work reports of itself. A stage that goes back to its beginning begins anew."""
        if stage != self.stage or fraction < self.fraction:
            self._since, self._first = self._clock(), fraction
        self.stage, self.fraction = stage, fraction

    @property
    def rate(self) -> float | None:
        """The share of the stage that is done in a second; None until that can be told."""
        seconds, done = self._clock() - self._since, self.fraction - self._first
        return done / seconds if seconds > _TOO_SOON and done > 0 else None

    @property
    def seconds_left(self) -> float | None:
        """How long the rest of the stage takes at this rate; None until that can be told."""
        return (1 - self.fraction) / self.rate if self.rate else None

    @property
    def in_words(self) -> str:
        """`tokenizing 45%, 3.1 %/s, 18 s left`; the rate and the time are left out until they can be told."""
        return f"{self.stage} {self.share}"

    @property
    def share(self) -> str:
        """The figures alone, without the name of the stage."""
        if (rate := self.rate) is None or (left := self.seconds_left) is None:
            return f"{self.fraction:.0%}"
        return f"{self.fraction:.0%}, {100 * rate:.3g} %/s, {_duration(left)} left"


def seconds_each(sampler: Sampler, prompt: str, temperatures: Sequence[float], cuts: Cuts) -> float:
    """How long a token after a prompt takes to draw, in the mean of some temperatures; 0 where it takes no time."""
    from lmtui.model.protocol import ids_of
    from lmtui.sampling.generation import prompt_context  # a model has brought numpy by now

    if sampler.times is None:
        return 0.0
    try:
        ids = ids_of(sampler.model.tokens.encode(prompt))
    except LmtuiError:  # of a server that has gone; the work itself will say so
        return sampler.times.seconds
    return sampler.mean_seconds(prompt_context(sampler.model, ids), temperatures, cuts)


def estimate(answers: int, seconds_each: float) -> str:
    """How long answers take, and why: `about 3 min: 200 answers, 0.9 s each`; "" for less than a second."""
    seconds = answers * seconds_each
    return f"about {_duration(seconds)}: {answers:,} answers, {seconds_each:.2g} s each" if seconds >= 1 else ""


def _duration(seconds: float) -> str:
    """`18 s`, `3 min`, `2 h 5 min`: no more digits than an estimate has."""
    if seconds < 99.5:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60:,} h {minutes % 60} min"
