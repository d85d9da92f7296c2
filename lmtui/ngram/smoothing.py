"""What a smoothing method computes, and the methods by name.

Every method says of each order what a count is worth and what is left for the shorter context:

    p(w|h) = worth(h) · (a(hw) − D(hw)) + bow(h) · p(w|h′),

h′ being h without its first token. A backoff model follows from that: p(w|h) is a stored value where hw was seen,
else bow(h) · p(w|h′). One file a method holds its formula.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from lmtui.ngram.counts import Counts, IndexArray, Ngrams
from lmtui.recipe import check_smoothing
from lmtui.text.specials import BOS

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Terms:
    """The numbers of one order k: what each k-gram hw counts, and what its context h makes of that.

    U is how many k-grams there are, C how many (k−1)-grams (1 for k = 1).

    Attributes:
        counted: int [U], a(hw), what is counted of each n-gram; that of `<s>` alone is 0.
        discounted: float64 [U], a(hw) − D(hw).
        discounts: float64 [4], D where a(hw) is 0, 1, 2 and 3 or more.
        worth: float64 [C], what a count is worth after each context; 0 where nothing follows.
        backoff: float64 [C], bow(h), the share of what is below; 1 where nothing follows.
    """

    counted: IndexArray
    discounted: FloatArray
    discounts: FloatArray
    worth: FloatArray
    backoff: FloatArray


NO_DISCOUNTS = np.zeros(4)


@dataclass(frozen=True)
class Formula:
    """How a method makes the two numbers of a context, as texts to be filled in.

    What may stand in braces: `a` is a(hw), `total` Σ a(hv) over the v that follow h, `kinds` how many v follow,
    `discount` D(hw), `taken` what all discounts after h take, `added` what a method adds to `total`, `backoff` bow(h)
    and `rest` 1 − bow(h).

    Attributes:
        own: worth(h) · (a(hw) − D(hw)).
        backoff: bow(h).
    """

    own: str
    backoff: str


@dataclass(frozen=True)
class Estimates:
    """The numbers of a backoff model.

    Attributes:
        prob: for each order k = 1 … n, float64 [U_k], p(w|h) of every seen hw; 0 of what is absent (see `Counts`).
        backoff: for each order k = 1 … n−1, float64 [U_k], bow of each k-gram as a context; 1 where nothing follows.
    """

    prob: Sequence[FloatArray]
    backoff: Sequence[FloatArray]


class Smoothing(Protocol):
    """A smoothing method with its parameter, if it has one.

    Attributes:
        formula: of its numbers.
        uniform: below every context is the uniform distribution, and not the shorter context.
        counts_continuations: below the highest order an n-gram counts by the different tokens before it.
    """

    formula: Formula
    uniform: bool
    counts_continuations: bool

    @property
    def label(self) -> str:
        """What a person types to choose the method, with its parameters: `kneser-ney`, `add-k:0.1`."""

    def terms(self, counts: Counts) -> Iterator[Terms]:
        """The numbers of each order from 1 up."""


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


def estimate(smoothing: Smoothing, counts: Counts) -> Estimates:
    """Turn counts into probabilities and backoff weights; below the unigrams is the uniform distribution over V.

    That is over V without what never follows anything (`Counts.absent`), and gives `<unk>` its probability.
    """
    prob: list[FloatArray] = []
    backoff: list[FloatArray] = []
    for k, (ngrams, terms) in enumerate(zip(counts.orders, smoothing.terms(counts), strict=True), 1):
        own = terms.discounted  # in place: at the top order these are the largest arrays of all
        own *= terms.worth[ngrams.prefix]
        if k == 1:
            own += terms.backoff[0] / counts.uniform_size
            own[list(counts.absent)] = 0.0
        else:
            lower = terms.backoff[ngrams.prefix]
            lower *= 1 / counts.uniform_size if smoothing.uniform else prob[-1][ngrams.suffix]
            own += lower
            backoff.append(terms.backoff)
        prob.append(own)
    return Estimates(prob, backoff)


Weights = Callable[[int, FloatArray, FloatArray], tuple[FloatArray, FloatArray]]
"""From the order of hw, and c(h) and N₁₊(h·) of contexts: what one count is worth, and the backoff weight."""


def raw_terms(counts: Counts, weights: Weights) -> Iterator[Terms]:
    """The numbers of a method that takes counts as they are."""
    for k, ngrams in enumerate(counts.orders, 1):
        counted = ngrams.count
        if k == 1:
            counted = counted.copy()
            counted[BOS] = 0
        values = counted.astype(np.float64)
        contexts, (total, kinds) = context_totals(ngrams, values, np.sign(values))
        worth = np.zeros(len(counts.orders[k - 2]) if k > 1 else 1)
        backoff = np.ones_like(worth)
        worth[contexts], backoff[contexts] = weights(k, total, kinds)
        yield Terms(counted, values, NO_DISCOUNTS, worth, backoff)
