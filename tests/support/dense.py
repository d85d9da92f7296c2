"""A context's distribution the slow and obvious way: ask for every token of V, sort, anneal, cut, add up."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from lmtui.ngram.model import NgramTrie
from lmtui.sampling.cuts import Cuts
from lmtui.text.specials import BOS, EOS, UNK

# Probabilities this close (relatively) may come out in either order: floats depend on how they were reached.
CLOSE = 1e-12


@dataclass(frozen=True)
class Dense:
    """The support of one context, ranked, at one temperature.

    Attributes:
        tokens: ids by decreasing model probability, ties by id.
        model_probs: p of each.
        orders: the order that serves each.
        temperature: T.
    """

    tokens: list[int]
    model_probs: list[float]
    orders: list[int]
    temperature: float

    @classmethod
    def of(cls, model: NgramTrie, context: list[int], temperature: float) -> Dense:
        state = model.match(context)
        never_drawn = (UNK, BOS) if model.has_end else (UNK, BOS, EOS)
        answers = {
            token: model.prob(state, token) for token in range(len(model.vocabulary)) if token not in never_drawn
        }
        tokens = sorted(answers, key=lambda token: (-answers[token][0], token))
        return cls(
            tokens,
            [answers[token][0] for token in tokens],
            [answers[token][1] for token in tokens],
            temperature,
        )

    @cached_property
    def annealed(self) -> list[float]:
        """p^(1/T), renormalised over the support, before any cut."""
        best = self.model_probs[0]
        if self.temperature == 0:
            weights = [1.0] + [0.0] * (len(self.tokens) - 1)
        elif self.temperature == math.inf or best == 0:
            weights = [1.0] * len(self.tokens)
        else:
            weights = [
                math.exp(math.log(prob / best) / self.temperature) if prob > 0 else 0.0 for prob in self.model_probs
            ]
        total = math.fsum(weights)
        return [weight / total for weight in weights]

    def kept(self, cuts: Cuts, slack: float = 0.0) -> int:
        """How many ranks the cuts leave; a slack says which way a token that close to the edge falls."""
        if self.temperature == 0:
            return 1
        left = self.annealed[: cuts.top_k]
        if cuts.top_p < 1:
            wanted = cuts.top_p * math.fsum(left) * (1 + slack)
            enough = (n for n in range(1, len(left) + 1) if math.fsum(left[:n]) >= wanted)
            left = left[: next(enough, len(left))]
        return max(1, sum(prob >= cuts.min_p * left[0] * (1 - slack) for prob in left))

    def after_cuts(self, kept: int) -> list[float]:
        """p_T of every rank when so many are kept."""
        total = math.fsum(self.annealed[:kept])
        return [prob / total for prob in self.annealed[:kept]] + [0.0] * (len(self.tokens) - kept)

    def interchangeable(self) -> list[set[int]]:
        """The tokens that may stand at each rank: one, save where probabilities are close but not equal."""
        groups: list[list[int]] = []
        for rank, prob in enumerate(self.model_probs):
            if rank and prob >= self.model_probs[rank - 1] * (1 - CLOSE):
                groups[-1].append(rank)
            else:
                groups.append([rank])
        allowed: list[set[int]] = []
        for group in groups:
            exact_tie = len({self.model_probs[rank] for rank in group}) == 1
            together = {self.tokens[rank] for rank in group}
            allowed += [{self.tokens[rank]} if exact_tie else together for rank in group]
        return allowed


def entropy_bits(probs: list[float]) -> float:
    return -math.fsum(prob * math.log2(prob) for prob in probs if prob > 0)


def ranks_for_luck(probs: list[float], luck: float) -> set[int]:
    """The ranks (from 1) a luck may decide on: one, or more where floats cannot tell the boundary from it."""
    cumulated = list(accumulate(probs))
    low = next((r for r, mass in enumerate(cumulated) if mass > luck - CLOSE), len(probs) - 1)
    high = next((r for r, mass in enumerate(cumulated) if mass > luck + CLOSE), len(probs) - 1)
    return {rank + 1 for rank in range(low, high + 1) if probs[rank] > 0}
