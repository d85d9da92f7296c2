"""Windows as integers: they hold the tokens of a unit, and sort as the tokens do."""

from __future__ import annotations

import numpy as np
import pytest

from lmtui.ngram import windows as windows_module
from lmtui.ngram.windows import WindowLayout

IDS = np.array([1, 3, 4, 2, 1, 4, 2], np.int32)


def spelled(layout: WindowLayout, ids: np.ndarray, following: list[int]) -> list[tuple[int, ...]]:
    """The tokens of each window; -1 stands for nothing."""
    columns = layout.windows(ids, np.array(following, np.int32))
    windows = []
    for place in range(len(ids)):
        tokens = []
        for token in range(layout.order):
            key, shift = layout.place(token)
            tokens.append(((int(columns[key][place]) >> shift) & layout.mask) - 1)
        windows.append(tuple(tokens))
    return windows


@pytest.mark.parametrize("bits", [63, 9])
def test_a_window_ends_with_its_unit(bits: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows_module, "KEY_BITS", bits)
    layout = WindowLayout(4, 5)
    assert layout.keys == (1 if bits == 63 else 2)
    windows = spelled(layout, IDS, [1, 3])
    assert windows[:4] == [(1, 3, 4, 2), (3, 4, 2, -1), (4, 2, -1, -1), (2, -1, -1, -1)]
    assert windows[4:] == [(1, 4, 2, -1), (4, 2, -1, -1), (2, -1, -1, -1)]


def test_a_window_of_a_stream_reaches_into_what_follows() -> None:
    layout = WindowLayout(3, 5)
    assert spelled(layout, np.array([3, 4], np.int32), [0, 4, 4]) == [(3, 4, 0), (4, 0, 4)]
    assert spelled(layout, np.array([3, 4], np.int32), []) == [(3, 4, -1), (4, -1, -1)]


def test_trigrams_of_two_million_tokens_fit_into_one_key() -> None:
    assert WindowLayout(3, 2_000_000).keys == 1
    assert WindowLayout(16, 50_000).keys == 6
    assert WindowLayout(1, 1 << 30).keys == 1
