"""What a smoothing method computes, and the methods by name.

A method turns counts into a backoff model: p(w|h) is a stored value where hw was seen, else bow(h) · p(w|h′), h′
being h without its first token. One file a method holds its formula.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from lmtui.ngram.counts import Counts, IndexArray, Ngrams
from lmtui.recipe import check_smoothing
from lmtui.text.specials import BOS

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Estimates:
    """The numbers of a backoff model.

    Attributes:
        prob: for each order k = 1 … n, float64 [U_k], p(w|h) of every seen hw; 0 of what is absent (see `Counts`).
        backoff: for each order k = 1 … n−1, float64 [U_k], bow of each k-gram as a context; 1 where nothing follows.
        uniform: whether unseen tokens back off to the uniform distribution at once, past all shorter contexts.
    """

    prob: Sequence[FloatArray]
    backoff: Sequence[FloatArray]
    uniform: bool = False


class Smoothing(Protocol):
    """A smoothing method with its parameters, if it has any."""

    @property
    def label(self) -> str:
        """What a person types to choose the method, with its parameters: `kneser-ney`, `add-k:0.1`."""

    def estimate(self, counts: Counts) -> Estimates:
        """Turn counts into probabilities and backoff weights."""


_CLASSES = {
    "kneser-ney": ("lmtui.ngram.kneser_ney", "KneserNey"),
    "witten-bell": ("lmtui.ngram.witten_bell", "WittenBell"),
    "jelinek-mercer": ("lmtui.ngram.jelinek_mercer", "JelinekMercer"),
    "add-k": ("lmtui.ngram.add_k", "AddK"),
    "mle": ("lmtui.ngram.mle", "MaximumLikelihood"),
}
"""The module and the class of each method."""


def smoothing_named(text: str, order: int | None = None) -> Smoothing:
    """The method called `NAME`, or `NAME:PARAMETER`.

    Args:
        order: n of the model to be estimated; None is any.

    Raises:
        SettingError: there is no such method, or not for this order.
    """
    name, parameters = check_smoothing(text, order)
    module, cls = _CLASSES[name]
    made: Smoothing = getattr(importlib.import_module(module), cls)(*parameters)
    return made


def context_totals(ngrams: Ngrams, *values: npt.NDArray[np.number]) -> tuple[IndexArray, list[FloatArray]]:
    """Sum values over the n-grams of each context.

    Args:
        ngrams: of one order.
        values: [U] each, one value for each n-gram.

    Returns:
        The contexts that any n-gram follows, int [C]; and for each of `values`, float64 [C], its sum over the n-grams
        of each context.
    """
    new = np.ones(len(ngrams), np.bool_)
    np.not_equal(ngrams.prefix[1:], ngrams.prefix[:-1], out=new[1:])
    starts = np.flatnonzero(new)
    return ngrams.prefix[starts], [np.add.reduceat(each, starts, dtype=np.float64) for each in values]


Weights = Callable[[int, FloatArray, FloatArray], tuple[FloatArray, FloatArray]]
"""From the order of hw, and from c(h) and N₁₊(h·) of contexts: worth(h) and share(h), see `interpolate`."""


def interpolate(counts: Counts, weights: Weights) -> Estimates:
    """Estimate p(w|h) = worth(h) c(hw) + share(h) p(w|h′) from raw counts.

    worth(h) is the probability of one count, share(h) that of the shorter context h′. Unigrams are interpolated with
    the uniform distribution.
    """
    prob: list[FloatArray] = []
    backoff: list[FloatArray] = []
    for k, ngrams in enumerate(counts.orders, 1):
        counted = ngrams.count.astype(np.float64)
        if k == 1:
            counted[BOS] = 0.0
        contexts, (total, kinds) = context_totals(ngrams, counted, np.sign(counted))
        worth = np.zeros(len(counts.orders[k - 2]) if k > 1 else 1)
        share = np.ones_like(worth)
        worth[contexts], share[contexts] = weights(k, total, kinds)
        own = worth[ngrams.prefix] * counted
        if k == 1:
            own += share[0] / counts.uniform_size
            own[list(counts.absent)] = 0.0
        else:
            own += share[ngrams.prefix] * prob[-1][ngrams.suffix]
            backoff.append(share)
        prob.append(own)
    return Estimates(prob, backoff)
