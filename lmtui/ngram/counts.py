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
from lmtui.recipe import ORDERS
from lmtui.text.specials import BOS, EOS, UNK

IndexArray = npt.NDArray[np.int32] | npt.NDArray[np.int64]
"""int32 where all values fit, else int64."""


@dataclass(frozen=True)
class Ngrams:
    """The n-grams of one order k; U is how many there are.

    Attributes:
        prefix: [U], ascending; index of the first k−1 tokens among the (k−1)-grams (0 for k = 1).
        token: int32 [U], the last token; ascending among n-grams of the same prefix.
        count: [U], how often each occurs.
        suffix: [U], index of the last k−1 tokens among the (k−1)-grams (0 for k = 1).
    """

    prefix: IndexArray
    token: npt.NDArray[np.int32]
    count: IndexArray
    suffix: IndexArray

    def __len__(self) -> int:
        return len(self.token)


@dataclass(frozen=True)
class Counts:
    """The counts of a text. `orders[k - 1]` holds the k-grams; that of order 1 has an entry for each id in V.

    Attributes:
        absent: ids that never follow anything, of probability 0 everywhere: `<s>`; `</s>` where the text has no
            units; `<unk>` where V is closed.
        opening: for each order, the place of the n-gram at the beginning of a stream, which no token precedes; empty
            where the text has units.
    """

    orders: tuple[Ngrams, ...]
    absent: tuple[int, ...] = (BOS,)
    opening: tuple[int, ...] = ()

    @property
    def order(self) -> int:
        """The highest order n."""
        return len(self.orders)

    @property
    def vocabulary(self) -> int:
        """|V|, the specials counted."""
        return len(self.orders[0])

    @property
    def uniform_size(self) -> int:
        """How many tokens of V may follow a context; the uniform distribution gives each 1 / `uniform_size`."""
        return self.vocabulary - len(self.absent)

    def first(self, order: int) -> IndexArray:
        """Where the successors of each (order)-gram begin among the n-grams one order up; [U + 1]."""
        following = np.bincount(self.orders[order].prefix, minlength=len(self.orders[order - 1]))
        return narrow(np.concatenate(([0], np.cumsum(following))))


def check_order(order: int) -> None:
    """Raise a `ModelError` unless a model may have this order."""
    if order not in ORDERS:
        raise ModelError(f"order {order} is not available; choose one from {ORDERS[0]} to {ORDERS[-1]}")


def count(
    ids: npt.NDArray[np.int32],
    vocabulary: int,
    order: int,
    progress: Progress = ignore_progress,
    closed: bool = False,
) -> Counts:
    """Count all n-grams up to an order.

    Args:
        ids: [N], as `EncodedText.ids`.
        vocabulary: |V|.
        order: n.
        closed: V is the tokens that occur; `<unk>` is among these only if the text holds it.

    Raises:
        ModelError: the order is out of range.
        Cancelled: by `progress`.
    """
    check_order(order)
    orders = [_unigrams(np.bincount(ids, minlength=vocabulary))]
    has_units = bool(orders[0].count[BOS])
    opening = [int(ids[0])]
    # Place i of `index` names the k-gram that begins at token i, and `begins` lists the i where there is one.
    index: IndexArray = ids
    begins = narrow(np.arange(len(ids)))
    for k in range(2, order + 1):
        progress("counting", (k - 2) / order)
        begins = begins[: np.searchsorted(begins, len(ids) - k + 1)]
        last = ids[begins + (k - 1)]
        begins, last = begins[last != BOS], last[last != BOS]
        where, new = sort_pairs(index[begins], last, begins, vocabulary)
        starts = np.flatnonzero(new)
        counted = np.diff(starts, append=len(new))
        at = where[starts]
        orders.append(Ngrams(index[at], ids[at + (k - 1)], narrow(counted), index[at + 1]))
        if k < order:
            named = np.empty(len(ids), where.dtype)
            named[where] = np.cumsum(new, dtype=where.dtype) - 1
            index = named
            if not has_units and len(begins):
                opening.append(int(named[0]))
    absent = [BOS]
    if not has_units:
        absent.append(EOS)
    if closed and not orders[0].count[UNK]:
        absent.append(UNK)
    return Counts(tuple(orders), tuple(absent), () if has_units else tuple(opening))


def _unigrams(counted: IndexArray) -> Ngrams:
    zeros = np.zeros(len(counted), np.int32)
    return Ngrams(zeros, np.arange(len(counted), dtype=np.int32), narrow(counted), zeros)


def narrow(values: IndexArray) -> IndexArray:
    """Indices and counts in 32 bits where they fit: half the memory, and as much again in speed."""
    return values.astype(np.int32) if not len(values) or values.max() < 1 << 31 else values


def sort_pairs(
    prefix: IndexArray, token: npt.NDArray[np.int32], place: IndexArray, vocabulary: int
) -> tuple[IndexArray, npt.NDArray[np.bool_]]:
    """Sort places by the (prefix, token) that stands at each; returns them, and where among them another pair begins.

    Where 63 bits hold prefix, token and place in one integer, these are sorted themselves, which goes through memory
    in order. Where 63 bits do not, the prefixes are taken in several ranges, one after the other; where these would
    be too many ranges, the pairs are sorted by two keys.
    """
    if not len(token):
        return place, np.ones(0, np.bool_)
    prefixes, bits = int(prefix.max()) + 1, int(place.max()).bit_length()
    at_once = (1 << 63) // (vocabulary << bits)
    if prefixes <= at_once:
        return _sort_keys(prefix, token, place, vocabulary, bits)
    if prefixes > at_once * _MOST_RANGES:
        return _sort_by_two_keys(prefix, token, place)
    parts = []
    for start in range(0, prefixes, at_once):
        chosen = np.flatnonzero((prefix >= start) & (prefix < start + at_once))
        parts.append(sort_pairs(prefix[chosen] - start, token[chosen], place[chosen], vocabulary))
    places, begins = zip(*parts, strict=True)
    return np.concatenate(places), np.concatenate(begins)


_MOST_RANGES = 256


def _sort_keys(
    prefix: IndexArray, token: npt.NDArray[np.int32], place: IndexArray, vocabulary: int, bits: int
) -> tuple[IndexArray, npt.NDArray[np.bool_]]:
    """What `sort_pairs` does, by integers with prefix, token and place, the last of which takes so many bits."""
    key = prefix.astype(np.int64)
    key *= vocabulary
    key += token
    key <<= bits
    key |= place
    key.sort()
    place = np.empty_like(place)
    np.bitwise_and(key, (1 << bits) - 1, out=place, casting="unsafe")
    key >>= bits
    new = np.ones(len(key), np.bool_)
    np.not_equal(key[1:], key[:-1], out=new[1:])
    return place, new


def _sort_by_two_keys(
    prefix: IndexArray, token: npt.NDArray[np.int32], place: IndexArray
) -> tuple[IndexArray, npt.NDArray[np.bool_]]:
    by_pair = np.lexsort((token, prefix))
    prefix, token = prefix[by_pair], token[by_pair]
    new = np.ones(len(token), np.bool_)
    new[1:] = (prefix[1:] != prefix[:-1]) | (token[1:] != token[:-1])
    return place[by_pair], new


def merge(a: Counts, b: Counts) -> Counts:
    """The counts of two texts together: `merge(count(a), count(b)) == count(a + b)`, array for array.

    Both must be of one order and use one numbering; the vocabulary of one may be the beginning of the other's.

    Raises:
        ModelError: the orders differ, or a text is a stream, in which n-grams would reach from one into the other.
    """
    if a.opening or b.opening:
        raise ModelError("counts of a stream cannot be merged; count the whole stream at once")
    if a.order != b.order:
        raise ModelError(f"counts of order {a.order} and {b.order} cannot be merged; count both at one order")
    vocabulary = max(a.vocabulary, b.vocabulary)
    both = (a, b)
    total = np.zeros(vocabulary, np.int64)
    for counts in both:
        total[: counts.vocabulary] += counts.orders[0].count
    merged = [_unigrams(total)]
    names: Sequence[IndexArray] = [np.arange(counts.vocabulary) for counts in both]
    for k in range(1, a.order):
        parts = [counts.orders[k] for counts in both]
        prefix = np.concatenate([name[part.prefix] for name, part in zip(names, parts, strict=True)])
        suffix = np.concatenate([name[part.suffix] for name, part in zip(names, parts, strict=True)])
        token = np.concatenate([part.token for part in parts])
        counted = np.concatenate([part.count for part in parts])
        by_ngram, new = sort_pairs(prefix, token, np.arange(len(token)), vocabulary)
        starts = np.flatnonzero(new)
        first = by_ngram[starts]
        summed = np.add.reduceat(counted[by_ngram], starts, dtype=np.int64) if len(starts) else counted
        merged.append(Ngrams(narrow(prefix[first]), token[first], narrow(summed), narrow(suffix[first])))
        named = np.empty(len(by_ngram), np.int64)
        named[by_ngram] = np.cumsum(new) - 1
        names = np.split(named, [len(parts[0])])
    return Counts(tuple(merged), tuple(token for token in a.absent if token in b.absent))
