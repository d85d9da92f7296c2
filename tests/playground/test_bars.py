"""A bar is as long as its share, to an eighth of a cell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.playground.bars import bar


@pytest.mark.parametrize(
    ("share", "fine", "drawn"), [(0.0, True, ""), (1.0, True, "████"), (0.53, True, "██▏"), (0.5, False, "##")]
)
def test_a_bar(share: float, fine: bool, drawn: str) -> None:
    assert bar(share, 4, fine) == drawn


@given(st.floats(0, 1), st.integers(0, 40), st.booleans())
def test_a_bar_fits(share: float, width: int, fine: bool) -> None:
    assert len(bar(share, width, fine)) <= width
