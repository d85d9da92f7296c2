"""A model in fractions: the probabilities of the smoothing methods that are ratios of counts, nothing rounded."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from fractions import Fraction
from functools import cached_property

from lmtui.numbers import meaning
from lmtui.sampling.cuts import Cuts
from support.logarithms import typical, within_deviations

Words = tuple[str, ...]

COUNTED = ("mle", "add-k:1", "add-k:0.1", "add-k:0.05", "witten-bell", "jelinek-mercer:0.7", "jelinek-mercer:0.35")
"""Methods whose probabilities are ratios of counts, or of counts and a decimal."""


class RationalModel:
    """p(w|h) of a text with a unit a line and blanks between words, from the formulas of the methods' classes."""

    def __init__(self, text: str, order: int, smoothing: str) -> None:
        self.order = order
        self.method, _, parameter = smoothing.partition(":")
        self.parameter = Fraction(parameter or 0)
        self.followers: dict[Words, Counter[str]] = defaultdict(Counter)
        words: set[str] = set()
        for line in text.removesuffix("\n").split("\n"):
            unit = ["<s>", *line.split(), "</s>"]
            words.update(unit)
            for length in range(order):
                for end in range(max(length, 1), len(unit)):
                    self.followers[tuple(unit[end - length : end])][unit[end]] += 1
        self.support = sorted(words - {"<s>", "<unk>"})
        self.types = len(words | {"<unk>", "<s>"}) - 1  # V without <s>

    def prob(self, context: Words, word: str) -> Fraction:
        """p(w|h), h being the last n − 1 words."""
        context = context[max(0, len(context) - self.order + 1) :]
        if self.method == "add-k":
            seen = self.followers.get(context, Counter())
            return (seen[word] + self.parameter) / (seen.total() + self.parameter * self.types)
        return self._interpolated(context, word)

    def _interpolated(self, context: Words, word: str) -> Fraction:
        shorter = self._interpolated(context[1:], word) if context else Fraction(1, self.types)
        if context not in self.followers:
            return shorter
        seen = self.followers[context]
        total = seen.total()
        share = {
            "mle": Fraction(0),
            "witten-bell": Fraction(len(seen), total + len(seen)),
            "jelinek-mercer": 1 - self.parameter,
        }[self.method]
        return (1 - share) * Fraction(seen[word], total) + share * shorter

    @cached_property
    def contexts(self) -> list[Words]:
        """Every context that is followed by something, the longest there are."""
        return sorted(context for context in self.followers if len(context) < self.order)


def weights(probs: list[Fraction], temperature: float) -> list[Fraction]:
    """p^(1/T) by decreasing p, where 1/T is a whole number or T = ∞."""
    ranked = sorted(probs, reverse=True)
    if temperature == math.inf or not ranked[0]:
        return [Fraction(1)] * len(ranked)
    exponent = 1 / meaning(temperature)
    assert exponent.denominator == 1
    return [prob**exponent.numerator for prob in ranked]


def kept(ranked: list[Fraction], cuts: Cuts) -> list[Fraction]:
    """The weights that the cuts leave of these, from their definitions."""
    left = ranked
    if cuts.top_n_sigma is not None:
        left = left[: within_deviations(ranked, meaning(cuts.top_n_sigma))]
    left = left[: cuts.top_k]
    if cuts.typical < 1:
        left = typical(left, meaning(cuts.typical))
    if cuts.top_p < 1:
        wanted, mass = meaning(cuts.top_p) * sum(left), Fraction(0)
        for ranks, weight in enumerate(left, 1):
            mass += weight
            if mass >= wanted:
                left = left[:ranks]
                break
    return [weight for weight in left if weight >= meaning(cuts.min_p) * left[0]]
