"""What a smoothing method computes, and the methods by name.

Every method says of each order what a count is worth and what is left for the shorter context:

    p(w|h) = worth(h) · (a(hw) − D(hw)) + bow(h) · p(w|h′),

h′ being h without its first token. A backoff model follows from that: p(w|h) is a stored value where hw was seen,
else bow(h) · p(w|h′). One file a method holds its formula.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from lmtui.model.ranking import FloatArray
from lmtui.ngram.columns import IndexArray
from lmtui.ngram.counts import Counts
from lmtui.ngram.levels import Piece
from lmtui.recipe import check_smoothing
from lmtui.text.specials import BOS


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
class ContextSums:
    """What several contexts h of one order are followed by; F is how many of them are followed by anything.

    Attributes:
        order: k, that of the n-grams hw.
        highest: n, that of the model.
        uniform_size: how many tokens of V may follow a context.
        total: float64 [F], Σ a(hv) over the v that follow h.
        kinds: float64 [F], how many v follow h.
        taken: float64 [F], Σ D(hv): what the discounts take.
    """

    order: int
    highest: int
    uniform_size: int
    total: FloatArray
    kinds: FloatArray
    taken: FloatArray


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

    def counted(self, counts: Counts, order: int, start: int, stop: int) -> IndexArray:
        """a(hw) of the n-grams of an order from one place up to another; that of `<s>` alone is 0."""

    def discounts(self, counts: Counts, order: int, rows: int, report: Callable[[], None]) -> FloatArray:
        """D of an order where a(hw) is 0, 1, 2 and 3 or more, float64 [4].

        Args:
            rows: how many n-grams are looked at at a time.
            report: is called each time, and may raise `Cancelled`.
        """

    def context_weights(self, sums: ContextSums) -> tuple[FloatArray, FloatArray]:
        """What one count is worth after each context, and the backoff weight; float64 [F] both."""


class RawCounts:
    """What methods have in common that take counts as they are."""

    uniform = False
    counts_continuations = False

    def counted(self, counts: Counts, order: int, start: int, stop: int) -> IndexArray:
        """c(hw) of the n-grams of an order from one place up to another; that of `<s>` alone is 0."""
        counted: IndexArray = counts.levels[order - 1].count.read(start, stop)
        return without_start(counted, start) if order == 1 else counted

    def discounts(self, counts: Counts, order: int, rows: int, report: Callable[[], None]) -> FloatArray:
        """There are none."""
        return np.zeros(4)


def without_start(unigrams: IndexArray, start: int) -> IndexArray:
    """The counts of unigrams from one id on, `<s>` with 0: it follows nothing."""
    counted = unigrams.copy()
    counted[max(BOS - start, 0) : max(BOS + 1 - start, 0)] = 0
    return counted


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


def terms_of(smoothing: Smoothing, counts: Counts, order: int) -> Terms:
    """The numbers of one order."""
    level = counts.levels[order - 1]
    discounts = smoothing.discounts(counts, order, max(len(level), 1), lambda: None)
    return piece_terms(smoothing, counts, order, Piece(0, level.first.whole()), discounts)


def piece_terms(
    smoothing: Smoothing,
    counts: Counts,
    order: int,
    piece: Piece,
    discounts: FloatArray,
    kept: npt.NDArray[np.bool_] | None = None,
) -> Terms:
    """The numbers of the n-grams of some contexts: bit for bit the same, whatever the pieces.

    Args:
        discounts: float64 [4], of the whole order.
        kept: bool [U], which n-grams stay in the model; what the others had of their own goes to the backoff weight.
            None is all.
    """
    counted = smoothing.counted(counts, order, piece.start, piece.stop)
    sizes = piece.sizes
    followed = np.flatnonzero(sizes)
    starts = piece.first[followed] - piece.start
    values = counted.astype(np.float64)
    total = np.add.reduceat(values, starts) if len(starts) else np.empty(0)
    taken = np.zeros(len(followed))
    if discounts.any():
        discount = discounts[np.minimum(counted, 3)]
        taken = np.add.reduceat(discount, starts) if len(starts) else taken
        values -= discount
    kinds = (sizes[followed] if order > 1 else np.count_nonzero(counted, keepdims=True)).astype(np.float64)
    worth, backoff = np.zeros(len(sizes)), np.ones(len(sizes))
    sums = ContextSums(order, counts.order, counts.uniform_size, total, kinds, taken)
    worth[followed], backoff[followed] = smoothing.context_weights(sums)
    if kept is not None and len(starts) and not kept.all():
        is_pruned = ~kept
        freed = np.add.reduceat(np.where(is_pruned, values, 0.0), starts)
        backoff[followed] += worth[followed] * freed
        backoff[followed[np.logical_and.reduceat(is_pruned, starts)]] = 1.0  # nothing is left, whatever was rounded
        values[is_pruned] = 0.0
    return Terms(counted, values, discounts, worth, backoff)
