"""The one place where a session's questions to its model go.

A question that one distribution answers is asked when something is shown. What takes many answers, a text of some
length in every lane, is *wanted*, and `work` makes it in slices: each time the caller says what is wanted by then. So
whoever asks need not know how long an answer takes, and what is no longer wanted is not worked on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lmtui.playground.curves import Curve, CurveContext
from lmtui.recent import RecentlyUsed
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.distribution import Distribution
from lmtui.sampling.generation import DrawnToken, draw
from lmtui.sampling.luck import luck
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling

if TYPE_CHECKING:
    from lmtui.playground.generated_text import WantedText

_CURVES = 64  # how many curves are remembered


class ModelRequests:
    """Asks a model, and remembers its latest answers; today every answer is there at once.

    Args:
        sampler: the model.

    Attributes:
        sampler: the model.
    """

    def __init__(self, sampler: Sampler) -> None:
        self.sampler = sampler
        self._curves: RecentlyUsed[CurveContext, Curve] = RecentlyUsed(_CURVES)

    def work(self, wanted: WantedText, tokens: int) -> None:
        """Make missing tokens of a wanted text, at most so many in each lane."""
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
        return self._curves.get(context, lambda: Curve(self.sampler, context))
