"""Words in arrays are sorted as Python sorts their bytes."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lmtui.text.alphabetical import alphabetical

PIECES = st.sampled_from([b"", b"a", b"b", b"\0", b"\xff", b"seven77", b"eight888", b"sixteen sixteen "])
WORDS = st.lists(st.lists(PIECES, max_size=5).map(b"".join) | st.binary(max_size=20), unique=True)


@given(WORDS)
def test_the_order_is_that_of_bytes(words: list[bytes]) -> None:
    ends = np.cumsum(list(map(len, words)), dtype=np.int64)
    order = alphabetical(np.frombuffer(b"".join(words), np.uint8), ends)
    assert order.dtype == np.int32
    assert [words[place] for place in order] == sorted(words)
