"""Counts, held against a `Counter` that counts one n-gram after another."""

from __future__ import annotations

import pickle
from collections import Counter
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.corpora import ORDERS, corpora, units_of

from lmtui.errors import Cancelled, ModelError
from lmtui.ngram import links, runs, windows
from lmtui.ngram.columns import WorkingMemory
from lmtui.ngram.counts import Counts, count, merge
from lmtui.ngram.runs import Run, sorted_run
from lmtui.text.document import Document
from lmtui.text.encoding import EncodedText, encode
from lmtui.text.specials import BOS, EOS
from lmtui.text.tokenizers import tokenizer_named

orders = st.sampled_from(ORDERS)


def encoded(*texts: str) -> EncodedText:
    documents = [Document(f"text {number}", text) for number, text in enumerate(texts)]
    return encode(documents, tokenizer_named("whitespace"))


def spelled_out(counts: Counts) -> list[list[tuple[int, ...]]]:
    """The n-grams of each order as tuples of ids, in the order in which they are stored."""
    every: list[list[tuple[int, ...]]] = [[()]]
    for ngrams in counts.orders:
        pairs = zip(ngrams.prefix.tolist(), ngrams.token.tolist(), strict=True)
        every.append([(*every[-1][prefix], token) for prefix, token in pairs])
    return every[1:]


def counted_one_by_one(ids: npt.NDArray[np.int32], order: int) -> Counter[tuple[int, ...]]:
    occurrences: Counter[tuple[int, ...]] = Counter()
    for inner in units_of(ids):
        unit = (BOS, *inner.tolist(), EOS)
        occurrences.update(unit[i : i + order] for i in range(len(unit) - order + 1))
    return occurrences


@given(corpora(), orders)
def test_counts_are_those_of_a_counter(text: str, order: int) -> None:
    source = encoded(text)
    counts = count(source.ids, len(source.vocabulary), order)
    assert counts.order == order
    for k, (ngrams, spelled) in enumerate(zip(counts.orders, spelled_out(counts), strict=True), 1):
        expected = counted_one_by_one(source.ids, k)
        ours = dict(zip(spelled, ngrams.count.tolist(), strict=True))
        if k == 1:  # every id has an entry, also one that never occurs
            assert spelled == [(token,) for token in range(len(source.vocabulary))]
            assert ours == {gram: expected[gram] for gram in spelled}
        else:
            assert ours == dict(expected)


@given(corpora(), orders)
def test_ngrams_are_sorted_distinct_and_linked_to_their_suffix(text: str, order: int) -> None:
    source = encoded(text)
    counts = count(source.ids, len(source.vocabulary), order)
    spelled = spelled_out(counts)
    for k, ngrams in enumerate(counts.orders, 1):
        keys = list(zip(ngrams.prefix.tolist(), ngrams.token.tolist(), strict=True))
        assert keys == sorted(set(keys))
        if k > 1:
            suffixes = [spelled[k - 2][index] for index in ngrams.suffix.tolist()]
            assert suffixes == [ngram[1:] for ngram in spelled[k - 1]]


@given(corpora(), st.sampled_from((2, 3, 4, 5)))
def test_first_tells_where_the_ngrams_of_each_context_are(text: str, order: int) -> None:
    source = encoded(text)
    counts = count(source.ids, len(source.vocabulary), order)
    for shorter, longer in pairwise(counts.orders):
        first = longer.first
        assert len(first) == len(shorter) + 1
        for index in range(len(first) - 1):
            followers = longer.prefix[first[index] : first[index + 1]]
            assert set(followers.tolist()) <= {index}
        assert first[-1] == len(longer)


def test_no_ngram_reaches_across_the_end_of_a_unit() -> None:
    source = encoded("a b\nb a")
    bigrams = spelled_out(count(source.ids, len(source.vocabulary), 2))[1]
    tokens = {tuple(source.vocabulary.decode(ngram)) for ngram in bigrams}
    assert tokens == {("<s>", "a"), ("a", "b"), ("b", "</s>"), ("<s>", "b"), ("b", "a"), ("a", "</s>")}


def test_orders_longer_than_any_unit_have_no_ngrams() -> None:
    source = encoded("a\nb")  # <s> a </s> is the longest there is
    counts = count(source.ids, len(source.vocabulary), 5)
    assert [len(ngrams) for ngrams in counts.orders] == [5, 4, 2, 0, 0]


def same(one: Counts, other: Counts) -> bool:
    """Equal array for array: shapes, types and values."""
    if one.order != other.order:
        return False
    for mine, theirs in zip(one.orders, other.orders, strict=True):
        for name in ("first", "token", "count", "suffix"):
            left, right = getattr(mine, name), getattr(theirs, name)
            if left.dtype != right.dtype or not np.array_equal(left, right):
                return False
    return True


@st.composite
def cut_texts(draw: st.DrawFn) -> tuple[list[npt.NDArray[np.int32]], int]:
    """A text as ids, of units or a stream, cut anywhere into stretches; and |V|."""
    size = draw(st.sampled_from((6, 9, 40)))
    words = st.sampled_from([0, *range(3, size)])
    if draw(st.booleans()):
        ids = draw(st.lists(words, min_size=2, max_size=40))
    else:
        units = draw(st.lists(st.lists(words, max_size=6), min_size=1, max_size=8))
        ids = [token for unit in units for token in (BOS, *unit, EOS)]
    cuts = sorted(draw(st.sets(st.integers(1, len(ids) - 1), max_size=4)))
    return np.split(np.array(ids, np.int32), cuts), size


@settings(max_examples=40)
@given(cut_texts(), st.integers(1, 16), st.sampled_from((1, 600, 4000)), st.booleans(), st.sampled_from((63, 14)))
def test_counts_do_not_depend_on_how_a_text_was_cut_nor_on_the_memory(
    cut: tuple[list[npt.NDArray[np.int32]], int], order: int, memory: int, closed: bool, bits: int
) -> None:
    """With fewer bits in a key, a window takes several keys."""
    parts, size = cut
    text = np.concatenate(parts)
    whole = count(text, size, order, closed=closed)
    with (
        TemporaryDirectory() as folder,
        patch.object(runs, "SAMPLED", 2),
        patch.object(links, "_FEW", 8),
        patch.object(windows, "KEY_BITS", bits),
    ):
        written = []
        for number, part in enumerate(parts):
            place = Path(folder, str(number))
            place.mkdir()
            behind = np.concatenate([part[:0], *parts[number + 1 :]])
            sorted_run(part, behind, order, size, place)
            written.append(pickle.loads(pickle.dumps(Run.open(place))))
        merged = merge(written, closed, WorkingMemory(memory, Path(folder)))
        assert same(merged, whole)
        assert (merged.absent, merged.opening) == (whole.absent, whole.opening)
        for one, other in zip(merged.links, whole.links, strict=True):
            assert np.array_equal(one.continuations.whole(), other.continuations.whole())


@pytest.mark.parametrize("order", [-1, 0, 17, 100])
def test_orders_other_than_one_to_sixteen_are_refused_in_one_line(order: int) -> None:
    source = encoded("a b")
    with pytest.raises(ModelError, match=f"order {order} is not available; choose one from 1 to 16") as refused:
        count(source.ids, len(source.vocabulary), order)
    assert "\n" not in str(refused.value)


def test_counting_stops_when_progress_says_so() -> None:
    source = encoded("a b a b")
    reported: list[float] = []

    def stop_at_the_merge(stage: str, fraction: float) -> None:
        reported.append(fraction)
        if fraction > 0:
            raise Cancelled

    with pytest.raises(Cancelled):
        count(source.ids, len(source.vocabulary), 5, stop_at_the_merge)
    assert len(reported) == 2
    assert all(0 <= fraction <= 1 for fraction in reported)
