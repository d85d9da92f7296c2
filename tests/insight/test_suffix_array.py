"""A suffix array against brute force: every place sorted, every run found."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.errors import Cancelled
from lmtui.insight.suffix_array import SuffixArray


def of(ids: list[int]) -> SuffixArray:
    return SuffixArray.of(np.array(ids, np.int32))


def texts(most: int = 60) -> st.SearchStrategy[list[int]]:
    """Texts of few and of many different tokens, and of stretches that come again and again."""
    return st.integers(1, 6).flatmap(
        lambda kinds: st.one_of(
            st.lists(st.integers(0, kinds - 1), max_size=most),
            st.lists(st.integers(2**31 - 1 - kinds, 2**31 - 2), max_size=most),
            st.builds(
                lambda piece, times: piece * times,
                st.lists(st.integers(0, kinds), max_size=8),
                st.integers(0, 12),
            ),
        )
    )


def places_of(text: list[int], run: list[int]) -> list[int]:
    """Where a run stands in a text."""
    return [start for start in range(len(text) - len(run) + 1) if text[start : start + len(run)] == run]


@given(texts())
def test_places_are_in_the_order_of_what_follows(text: list[int]) -> None:
    array = of(text)
    assert array.order.tolist() == sorted(range(len(text)), key=lambda place: text[place:])
    assert array.order.dtype == np.int32


@given(st.data(), texts())
def test_a_run_is_found_wherever_it_stands(data: st.DataObject, text: list[int]) -> None:
    array = of(text)
    start = data.draw(st.integers(0, len(text)))
    run = text[start : start + data.draw(st.integers(1, 10))] + data.draw(st.lists(st.integers(0, 6), max_size=1))
    run = run or [0]
    assert sorted(array.order[array.find(run)].tolist()) == places_of(text, run)


@given(st.data(), texts(), st.integers(1, 6))
def test_the_runs_of_another_text_are_known(data: st.DataObject, text: list[int], length: int) -> None:
    array = of(text)
    pieces = st.integers(0, len(text)).map(lambda start: text[start : start + 7])
    other = [token for piece in data.draw(st.lists(pieces, max_size=4)) for token in piece]
    other += data.draw(st.lists(st.integers(0, 6), max_size=4))
    found = array.have_run(np.array(other, np.int32), length)
    windows = [other[start : start + length] for start in range(len(other) - length + 1)]
    assert found.tolist() == [bool(places_of(text, window)) for window in windows]
    for start in range(len(other)):
        longest = array.longest_run(other, start)
        stops = range(start, len(other) + 1)
        assert longest == max(stop - start for stop in stops if stop == start or places_of(text, other[start:stop]))
        assert array.longest_run(other, start, known=longest // 2) == longest


@pytest.mark.parametrize("text", [[], [5], [3] * 1000, [0, 1] * 700])
def test_texts_that_are_hard_to_sort(text: list[int]) -> None:
    assert of(text).order.tolist() == sorted(range(len(text)), key=lambda place: text[place:])


def test_keys_that_do_not_hold_the_place_are_sorted_too(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = np.random.default_rng(0)
    text: npt.NDArray[np.int32] = dice.integers(0, 3, 500).astype(np.int32)
    expected = SuffixArray.of(text).order
    monkeypatch.setattr("lmtui.insight.suffix_array._BITS", 12)
    assert np.array_equal(SuffixArray.of(text).order, expected)


def test_making_it_tells_how_far_it_is_and_can_be_stopped() -> None:
    text = np.array([0, 1] * 5000, np.int32)
    told: list[float] = []
    SuffixArray.of(text, lambda stage, fraction: told.append(fraction))
    assert all(0 <= fraction <= 1 for fraction in told)

    def stop(stage: str, fraction: float) -> None:
        if len(told) and stage == "indexing":
            raise Cancelled

    with pytest.raises(Cancelled):
        SuffixArray.of(text, stop)
