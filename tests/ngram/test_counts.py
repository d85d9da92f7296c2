"""Counts, held against a `Counter` that counts one n-gram after another."""

from __future__ import annotations

from collections import Counter

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.corpora import ORDERS, corpora, units_of

from lmtui.errors import Cancelled, ModelError
from lmtui.ngram import counts as counts_module
from lmtui.ngram.counts import Counts, count, merge
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
def test_first_tells_where_the_successors_of_an_ngram_are(text: str, order: int) -> None:
    source = encoded(text)
    counts = count(source.ids, len(source.vocabulary), order)
    for k in range(1, order):
        first = counts.first(k)
        assert len(first) == len(counts.orders[k - 1]) + 1
        for index in range(len(first) - 1):
            followers = counts.orders[k].prefix[first[index] : first[index + 1]]
            assert set(followers.tolist()) <= {index}
        assert first[-1] == len(counts.orders[k])


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
        for name in ("prefix", "token", "count", "suffix"):
            left, right = getattr(mine, name), getattr(theirs, name)
            if left.dtype != right.dtype or not np.array_equal(left, right):
                return False
    return True


@given(corpora(), corpora(), orders)
def test_merged_counts_of_two_texts_are_the_counts_of_both_texts_together(one: str, other: str, order: int) -> None:
    whole = encoded(one, other)
    size = len(whole.vocabulary)
    # Ids are handed out by first appearance: those of the first text alone are the beginning of the whole's.
    first = encoded(one)
    assert np.array_equal(whole.ids[: len(first.ids)], first.ids)
    counted_first = count(first.ids, len(first.vocabulary), order)
    counted_rest = count(whole.ids[len(first.ids) :], size, order)
    together = count(whole.ids, size, order)
    assert same(merge(counted_first, counted_rest), together)
    assert same(merge(counted_rest, counted_first), together)


@settings(max_examples=50)
@given(st.lists(corpora(), min_size=3, max_size=3), orders)
def test_it_does_not_matter_in_which_pairs_counts_are_merged(texts: list[str], order: int) -> None:
    whole = encoded(*texts)
    size = len(whole.vocabulary)
    units = [np.array([BOS, *inner.tolist(), EOS], np.int32) for inner in units_of(whole.ids)]
    third = len(units) // 3
    parts = [units[:third], units[third : 2 * third], units[2 * third :]]
    ids = [np.concatenate(part) if part else np.empty(0, np.int32) for part in parts]
    a, b, c = (count(part, size, order) for part in ids)
    assert same(merge(merge(a, b), c), merge(a, merge(b, c)))
    assert same(merge(merge(a, b), c), count(whole.ids, size, order))


def test_counts_of_two_orders_cannot_be_merged() -> None:
    source = encoded("a b")
    size = len(source.vocabulary)
    with pytest.raises(ModelError, match="order 2 and 3") as refused:
        merge(count(source.ids, size, 2), count(source.ids, size, 3))
    assert "\n" not in str(refused.value)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 9)), max_size=60))
def test_all_ways_to_sort_agree(pairs: list[tuple[int, int]]) -> None:
    prefix = np.array([pair[0] for pair in pairs], np.int64)
    token = np.array([pair[1] for pair in pairs], np.int32)
    # A vocabulary this large leaves no room for both numbers in one key of 63 bits.
    # One in between has room for both, but not for the place as well.
    for vocabulary in (10, 1 << 56, 1 << 62):
        by_pair, new = counts_module.sort_pairs(prefix, token, np.arange(len(pairs)), vocabulary)
        assert sorted(by_pair.tolist()) == list(range(len(pairs)))
        sorted_pairs = list(zip(prefix[by_pair].tolist(), token[by_pair].tolist(), strict=True))
        assert sorted_pairs == sorted(pairs)
        assert new.tolist() == [i == 0 or pair != sorted_pairs[i - 1] for i, pair in enumerate(sorted_pairs)]


def test_counting_without_integer_keys_gives_the_same_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    source = encoded("a b a c\nb b a\n\nc a b a c")
    size = len(source.vocabulary)
    with_keys = count(source.ids, size, 4)
    group = counts_module.sort_pairs
    monkeypatch.setattr(
        counts_module, "sort_pairs", lambda prefix, token, place, vocabulary: group(prefix, token, place, 1 << 62)
    )
    assert same(count(source.ids, size, 4), with_keys)


@pytest.mark.parametrize("order", [-1, 0, 17, 100])
def test_orders_other_than_one_to_sixteen_are_refused_in_one_line(order: int) -> None:
    source = encoded("a b")
    with pytest.raises(ModelError, match=f"order {order} is not available; choose one from 1 to 16") as refused:
        count(source.ids, len(source.vocabulary), order)
    assert "\n" not in str(refused.value)


def test_counting_stops_when_progress_says_so() -> None:
    source = encoded("a b a b")
    reported: list[float] = []

    def stop_at_trigrams(stage: str, fraction: float) -> None:
        reported.append(fraction)
        if fraction > 0:
            raise Cancelled

    with pytest.raises(Cancelled):
        count(source.ids, len(source.vocabulary), 5, stop_at_trigrams)
    assert len(reported) == 2
    assert all(0 <= fraction <= 1 for fraction in reported)
