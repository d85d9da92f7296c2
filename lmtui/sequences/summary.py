"""What many scored texts come to together, added up text after text."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import NamedTuple

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Summary:
    """Several scored texts together.

    Attributes:
        texts: how many.
        tokens: how many they have, `</s>` counted if it was scored.
        unknown: how many of these are not in the vocabulary.
        perplexity: of all tokens.
        perplexity_known: of the known ones.
    """

    texts: int
    tokens: int
    unknown: int
    perplexity: float
    perplexity_known: float


def perplexity(logprob: float, tokens: int) -> float:
    """exp(−logprob / tokens); ∞ where that leaves the range of floats, NaN for no tokens."""
    if not tokens:
        return math.nan
    try:
        return math.exp(-logprob / tokens)
    except OverflowError:
        return math.inf


class RunningSummary:
    """Adds up texts; the texts themselves are not held."""

    def __init__(self) -> None:
        self._texts = self._known_tokens = self._unknown_tokens = 0
        self._known, self._unknown = ExactSum(), ExactSum()

    def add(self, texts: int, logprobs: Sequence[float], known: npt.NDArray[np.bool_]) -> None:
        """Add several texts.

        Args:
            texts: how many.
            logprobs: of all their tokens.
            known: of each token, whether it is in the vocabulary.
        """
        unknown = np.flatnonzero(~known).tolist()
        self._texts += texts
        self._known_tokens += len(logprobs) - len(unknown)
        self._unknown_tokens += len(unknown)
        self._known.add(compress(logprobs, known.tolist()) if unknown else logprobs)
        self._unknown.add(logprobs[place] for place in unknown)

    @property
    def summary(self) -> Summary:
        """All texts that were added."""
        tokens = self._known_tokens + self._unknown_tokens
        return Summary(
            self._texts,
            tokens,
            self._unknown_tokens,
            perplexity(total_of(self._known, self._unknown), tokens),
            perplexity(total_of(self._known), self._known_tokens),
        )


class Total(NamedTuple):
    """What a scored text comes to.

    Attributes:
        logprob: natural logarithm of the text's probability.
        tokens: how many it has, `</s>` counted if it was scored.
        unknown: how many of these are not in the vocabulary.
    """

    logprob: float
    tokens: int
    unknown: int


class RunningTotal:
    """Adds up the tokens of one text that comes in parts."""

    def __init__(self) -> None:
        self._sum, self._tokens, self._unknown = ExactSum(), 0, 0

    def add(self, logprobs: Sequence[float], known: npt.NDArray[np.bool_]) -> None:
        """Add several tokens; for arguments see `RunningSummary.add`."""
        self._sum.add(logprobs)
        self._tokens += len(logprobs)
        self._unknown += len(logprobs) - int(np.count_nonzero(known))

    @property
    def total(self) -> Total:
        """What all of them come to."""
        return Total(total_of(self._sum), self._tokens, self._unknown)


class ExactSum:
    """The sum of floats that come one after another: what `math.fsum` gives for all of them at once.

    The sum is held as a few floats that add up to it without any rounding: the sum, rounded; what was lost by that,
    rounded; and so on, until nothing is lost (Shewchuk, "Adaptive Precision Floating-Point Arithmetic", 1997).

    Attributes:
        parts: these floats.
    """

    def __init__(self) -> None:
        self.parts: list[float] = []

    def add(self, values: Iterable[float]) -> None:
        """Add values, of which −∞ may be one."""
        values = [*self.parts, *values]
        self.parts = []
        while lost := math.fsum(values):
            self.parts.append(lost)
            if math.isinf(lost):
                return
            values.append(-lost)


def total_of(*sums: ExactSum) -> float:
    """What several sums come to, rounded once."""
    return math.fsum(part for added in sums for part in added.parts)
