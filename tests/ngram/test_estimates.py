"""A model is the same to the last bit, whatever memory it was estimated with."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.corpora import corpora
from support.models import differences

from lmtui.errors import Cancelled
from lmtui.ngram.building import build
from lmtui.ngram.columns import Column, WorkingMemory
from lmtui.ngram.counts import count, merge
from lmtui.ngram.estimates import estimate
from lmtui.ngram.runs import block_runs
from lmtui.ngram.smoothing import smoothing_named
from lmtui.recipe import SMOOTHING_METHODS
from lmtui.text.document import Document
from lmtui.text.encoding import encode
from lmtui.text.tokenizers import tokenizer_named

WHITESPACE = tokenizer_named("whitespace")


@settings(max_examples=25)
@given(
    corpora(),
    st.integers(1, 6),
    st.sampled_from(SMOOTHING_METHODS),
    st.sampled_from(("line", "stream")),
    st.sampled_from((700, 3000)),
)
def test_no_number_depends_on_the_memory(text: str, order: int, name: str, unit: str, size: int) -> None:
    source = encode([Document("test", text)], WHITESPACE, unit=unit)
    smoothing, vocabulary = smoothing_named(name), len(source.vocabulary)
    whole = build(source, count(source.ids, vocabulary, order), WHITESPACE, smoothing)
    with TemporaryDirectory() as name:
        folder = Path(name)
        memory = WorkingMemory(size, folder)
        counts = merge(block_runs(source.ids, order, vocabulary, block=3), memory=memory)
        pieces = build(
            source,
            counts,
            WHITESPACE,
            smoothing,
            memory=memory,
            new_column=lambda name, dtype: Column(dtype, folder / name),
        )
        assert differences(pieces, whole) == []
        assert {path.name.split(".")[0] for path in folder.iterdir()} <= {f"level{k + 1}" for k in range(order)}


def test_smoothing_stops_when_progress_says_so() -> None:
    def stop(stage: str, fraction: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        estimate(smoothing_named("mle"), count(np.array([1, 3, 2], np.int32), 4, 2), WorkingMemory(), progress=stop)
