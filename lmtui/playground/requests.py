"""The one place where a session's questions to its model go.

A question that one distribution answers is asked when something is shown. What takes many answers, a text of some
length in every lane, is *wanted*: the newest wish takes the place of the one before, and `work` fulfils it in slices.
So whoever asks need not know how long an answer takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from lmtui.playground.curves import Curve, CurveContext
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.distribution import Distribution
from lmtui.sampling.generation import DrawnToken, draw
from lmtui.sampling.luck import luck
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling

if TYPE_CHECKING:
    from lmtui.playground.lane import Lane

_CURVES = 64  # how many curves are remembered


@dataclass(frozen=True)
class WantedText:
    """A text of a length in every lane.

    Attributes:
        lanes: the lanes that are to have the text.
        length: how many tokens each lane is to have.
        stop: whether a lane that has ended with its unit needs no more tokens.
    """

    lanes: Sequence[Lane] = ()
    length: int = 0
    stop: bool = False

    def is_short(self, lane: Lane) -> bool:
        """Whether tokens of a lane are missing."""
        return len(lane.tokens) < self.length and not lane.ended(self.stop)


class ModelRequests:
    """Asks a model, and remembers its latest answers; today every answer is there at once.

    Args:
        sampler: the model.

    Attributes:
        sampler: the model.
        wanted: the text that is wanted now.
    """

    def __init__(self, sampler: Sampler) -> None:
        self.sampler = sampler
        self.wanted = WantedText()
        self._curve = lru_cache(_CURVES)(partial(Curve, sampler))

    def want(self, lanes: Sequence[Lane], length: int, stop: bool) -> None:
        """Wish for a text, see `WantedText`; the text that was wanted before is not wanted any more."""
        self.wanted = WantedText(lanes, length, stop)

    @property
    def is_behind(self) -> bool:
        """Whether tokens of the wanted text are missing."""
        return any(map(self.wanted.is_short, self.wanted.lanes))

    def work(self, tokens: int) -> None:
        """Make missing tokens of the wanted text, at most so many in each lane."""
        wanted = self.wanted
        for lane in wanted.lanes:
            for _ in range(tokens):
                if not wanted.is_short(lane):
                    break
                lane.advance()

    def draw(self, context: Sequence[int], sampling: Sampling, index: int) -> DrawnToken:
        """The token that the luck of a position decides on.

        Args:
            context: token ids since the unit began, `<s>` first.
            index: the position.
        """
        return draw(self.sampler, context, sampling, index)

    def take(self, context: Sequence[int], sampling: Sampling, index: int, token: int) -> DrawnToken:
        """A token that was taken by hand at a position, with its place in the distribution there.

        Args:
            context: token ids since the unit began, `<s>` first.
            index: the position.
            token: the id.
        """
        found = self.distribution(context, sampling.temperature, sampling.cuts).of(token)
        u = luck(sampling.seed, index)
        return DrawnToken(index, found.token, u, found.rank, found.model_prob, found.prob, found.order)

    def distribution(self, context: Sequence[int], temperature: float, cuts: Cuts = NO_CUTS) -> Distribution:
        """p_T after a context: token ids since the unit began, `<s>` first."""
        return self.sampler.distribution(context, temperature, cuts)

    def entropy_bits(self, context: Sequence[int], sampling: Sampling) -> float:
        """The entropy, in bits, of the distribution after a context."""
        return self.distribution(context, sampling.temperature, sampling.cuts).entropy_bits

    def curve(self, context: CurveContext) -> Curve:
        """What the temperature does to the distribution after a context."""
        return self._curve(context)
