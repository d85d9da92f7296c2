"""The vocabularies of shards become the one that the whole text has."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.large import shard_of

from lmtui.engines.tasks import map_path, tokenize
from lmtui.engines.vocabularies import merge_vocabularies
from lmtui.errors import SourceError, ignore_progress
from lmtui.text.document import Document
from lmtui.text.encoding import encode
from lmtui.text.tokenizers import tokenizer_named

TEXTS = st.lists(st.lists(st.sampled_from("abcdefgé"), min_size=1, max_size=9).map(" ".join), min_size=1, max_size=4)


@settings(max_examples=20)
@given(TEXTS, st.sampled_from([1, 2]))
def test_the_ids_are_those_of_the_whole_text(texts: list[str], min_count: int) -> None:
    texts = ["h h", *texts]
    whole = encode([Document("text", text) for text in texts], tokenizer_named("word"), min_count=min_count)
    with tempfile.TemporaryDirectory() as made:
        work = Path(made)
        shards = [
            tokenize(work, shard_of(work, number, text.encode()), "word", False) for number, text in enumerate(texts)
        ]
        vocabulary = merge_vocabularies(work, shards, min_count, ignore_progress)
        ids = [np.load(map_path(work, number))[shard.array("ids")] for number, shard in enumerate(shards)]
    assert np.array_equal(np.concatenate(ids), whole.ids)
    assert vocabulary.decode(range(len(vocabulary))) == whole.vocabulary.decode(range(len(whole.vocabulary)))


def test_a_text_without_frequent_tokens_is_refused(tmp_path: Path) -> None:
    shard = tokenize(tmp_path, shard_of(tmp_path, 0, b"a b"), "word", False)
    with pytest.raises(SourceError, match="no token occurs 2 times"):
        merge_vocabularies(tmp_path, [shard], 2, ignore_progress)
