"""Count n-grams.

Input: token ids of a text, every unit as `<s>` … `</s>`. Output: for each order 1 … n its distinct n-grams, sorted
by (prefix, token), with their counts and links to their prefix and suffix. An n-gram never reaches across a unit's
end; of several `<s>` a unit could be padded with there is one, as in KenLM.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lmtui.errors import ModelError, Progress, ignore_progress
from lmtui.text.specials import BOS

MAX_ORDER = 5

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Ngrams:
    """The n-grams of one order k; U is how many there are.

    Attributes:
        prefix: int64 [U], ascending; index of the first k−1 tokens among the (k−1)-grams (0 for k = 1).
        token: int32 [U], the last token; ascending among n-grams of the same prefix.
        count: int64 [U], how often each occurs.
        suffix: int64 [U], index of the last k−1 tokens among the (k−1)-grams (0 for k = 1).
    """

    prefix: IntArray
    token: npt.NDArray[np.int32]
    count: IntArray
    suffix: IntArray

    def __len__(self) -> int:
        return len(self.token)


@dataclass(frozen=True)
class Counts:
    """The counts of a text. `orders[k - 1]` holds the k-grams; that of order 1 has an entry for each id in V."""

    orders: tuple[Ngrams, ...]

    @property
    def order(self) -> int:
        """The highest order n."""
        return len(self.orders)

    @property
    def vocabulary(self) -> int:
        """|V|, the specials counted."""
        return len(self.orders[0])

    def first(self, order: int) -> IntArray:
        """Where the successors of each (order)-gram begin among the n-grams one order up; int64 [U + 1]."""
        following = np.bincount(self.orders[order].prefix, minlength=len(self.orders[order - 1]))
        return np.concatenate(([0], np.cumsum(following)))


def check_order(order: int) -> None:
    """Raise a `ModelError` unless 1 ≤ order ≤ 5."""
    if not 1 <= order <= MAX_ORDER:
        raise ModelError(f"order {order} is not available; choose one from 1 to {MAX_ORDER}")


def count(ids: npt.NDArray[np.int32], vocabulary: int, order: int, progress: Progress = ignore_progress) -> Counts:
    """Count all n-grams up to an order.

    Args:
        ids: [N], as `EncodedText.ids`.
        vocabulary: |V|.
        order: n, from 1 to 5.

    Raises:
        ModelError: the order is out of range.
        Cancelled: by `progress`.
    """
    check_order(order)
    zeros = np.zeros(vocabulary, np.int64)
    unigrams = Ngrams(zeros, np.arange(vocabulary, dtype=np.int32), np.bincount(ids, minlength=vocabulary), zeros)
    orders = [unigrams]
    # Place i of `index` names the k-gram that begins at token i, and `begins` lists the i where there is one.
    index = ids.astype(np.int64)
    begins = np.arange(len(ids))
    for k in range(2, order + 1):
        progress("counting", (k - 2) / order)
        begins = begins[: np.searchsorted(begins, len(ids) - k + 1)]
        last = ids[begins + (k - 1)]
        inside = last != BOS
        begins, last = begins[inside], last[inside]
        ngrams, index = _distinct(index, begins, last, vocabulary)
        orders.append(ngrams)
    return Counts(tuple(orders))


def _distinct(
    index: IntArray, begins: IntArray, last: npt.NDArray[np.int32], vocabulary: int
) -> tuple[Ngrams, IntArray]:
    """The distinct k-grams made of the (k−1)-grams at `begins` and one more token, and who stands where."""
    prefix = index[begins]
    by_ngram = _sort(prefix, last, vocabulary)
    prefix, token = prefix[by_ngram], last[by_ngram]
    new = np.empty(len(token), np.bool_)
    new[:1] = True
    new[1:] = (prefix[1:] != prefix[:-1]) | (token[1:] != token[:-1])
    starts = np.flatnonzero(new)
    named = np.empty_like(index)
    named[begins[by_ngram]] = np.cumsum(new) - 1
    suffix = index[begins[by_ngram[starts]] + 1]
    counted = np.diff(starts, append=len(token))
    return Ngrams(prefix[starts], token[starts], counted, suffix), named


def _sort(prefix: IntArray, token: npt.NDArray[np.int32], vocabulary: int) -> IntArray:
    """The permutation that sorts by (prefix, token): by one integer key where 63 bits hold it."""
    if len(prefix) and (int(prefix.max()) + 1) * vocabulary < 1 << 63:
        return np.argsort(prefix * vocabulary + token)
    return np.lexsort((token, prefix))


def merge(a: Counts, b: Counts) -> Counts:
    """The counts of two texts together: `merge(count(a), count(b)) == count(a + b)`, array for array.

    Both must be of one order and use one numbering; the vocabulary of one may be the beginning of the other's.

    Raises:
        ModelError: the orders differ.
    """
    if a.order != b.order:
        raise ModelError(f"counts of order {a.order} and {b.order} cannot be merged; count both at one order")
    vocabulary = max(a.vocabulary, b.vocabulary)
    both = (a, b)
    names: Sequence[IntArray] = [np.arange(counts.vocabulary) for counts in both]
    total = np.zeros(vocabulary, np.int64)
    for counts in both:
        total[: counts.vocabulary] += counts.orders[0].count
    zeros = np.zeros(vocabulary, np.int64)
    merged = [Ngrams(zeros, np.arange(vocabulary, dtype=np.int32), total, zeros)]
    for k in range(1, a.order):
        parts = [counts.orders[k] for counts in both]
        prefix = np.concatenate([name[part.prefix] for name, part in zip(names, parts, strict=True)])
        suffix = np.concatenate([name[part.suffix] for name, part in zip(names, parts, strict=True)])
        token = np.concatenate([part.token for part in parts])
        counted = np.concatenate([part.count for part in parts])
        by_ngram = _sort(prefix, token, vocabulary)
        prefix, token = prefix[by_ngram], token[by_ngram]
        new = np.concatenate(([True], (prefix[1:] != prefix[:-1]) | (token[1:] != token[:-1])))[: len(token)]
        starts = np.flatnonzero(new)
        summed = np.add.reduceat(counted[by_ngram], starts) if len(starts) else counted
        merged.append(Ngrams(prefix[starts], token[starts], summed, suffix[by_ngram][starts]))
        named = np.empty(len(by_ngram), np.int64)
        named[by_ngram] = np.cumsum(new) - 1
        names = np.split(named, [len(parts[0])])
    return Counts(tuple(merged))
