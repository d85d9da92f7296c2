"""A corpus is read as a stream, cut once, and knows where each document begins."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.errors import Cancelled, Progress
from lmtui.text.corpus import Corpus
from lmtui.text.document import Document
from lmtui.text.encoding import encode
from lmtui.text.specials import BOS, EOS
from lmtui.text.tokenizers import TOKENIZERS
from lmtui.text.units import STREAM, UNITS

WORD = TOKENIZERS["word"]
TEXTS = ("the mouse ate", "the cheese", "a mouse")


class Shelf:
    """Documents, and how many of them were read so far."""

    def __init__(self, *texts: str) -> None:
        self._texts = texts
        self.read = 0

    def __call__(self, progress: Progress) -> Iterator[Document]:
        for number, text in enumerate(self._texts):
            progress("reading", number / len(self._texts))
            self.read += 1
            yield Document(f"text {number}", text)


def test_documents_come_one_after_another() -> None:
    shelf = Shelf(*TEXTS)
    documents = Corpus(shelf, WORD).documents()
    assert shelf.read == 0
    for number, document in enumerate(documents, 1):
        assert (document.text, shelf.read) == (TEXTS[number - 1], number)


def test_documents_that_are_held_are_read_once_and_cut_once() -> None:
    shelf = Shelf(*TEXTS)
    corpus = Corpus(shelf, WORD)
    corpus.hold()
    corpus.hold()
    assert [document.text for document in corpus.documents()] == list(TEXTS)
    text = corpus.encoded()
    assert corpus.encoded() is text
    assert shelf.read == len(TEXTS)


def test_released_texts_are_read_again_and_ids_stay() -> None:
    shelf = Shelf(*TEXTS)
    corpus = Corpus(shelf, WORD)
    corpus.hold()
    corpus.release()
    text = corpus.encoded()
    assert shelf.read == 2 * len(TEXTS)
    corpus.release()
    assert corpus.encoded() is text
    assert list(corpus.documents()) == list(Shelf(*TEXTS)(lambda stage, fraction: None))


def test_reading_that_was_stopped_can_begin_anew() -> None:
    def stop(stage: str, fraction: float) -> None:
        raise Cancelled

    corpus = Corpus(Shelf(*TEXTS), WORD)
    with pytest.raises(Cancelled):
        corpus.hold(stop)
    with pytest.raises(Cancelled):
        corpus.encoded(stop)
    assert corpus.encoded().tokens == sum(len(text.split()) for text in TEXTS)


@given(
    st.lists(st.text("ab<s>\n ", max_size=20), min_size=1, max_size=5),
    st.sampled_from(sorted(TOKENIZERS)),
    st.sampled_from(sorted(UNITS)),
    st.sampled_from([1, 2]),
)
def test_every_document_begins_where_it_is_said(texts: list[str], tokenizer: str, unit: str, min_count: int) -> None:
    texts = ["a a b b <s> b", *texts]
    documents = [Document(str(number), text) for number, text in enumerate(texts)]
    text = encode(documents, TOKENIZERS[tokenizer], unit=unit, min_count=min_count)
    assert text.documents == tuple(str(number) for number in range(len(texts)))
    for number in range(1, len(texts)):
        alone = encode(documents[:number], TOKENIZERS[tokenizer], unit=unit)
        assert text.starts[number] == len(alone.ids)
    assert text.starts[0] == 0
    boundaries = [token for token in text.ids.tolist() if token in (BOS, EOS)]
    assert boundaries == [BOS, EOS] * text.units
    assert text.starts.dtype == np.int64
    if STREAM not in text.unit:
        begun = text.starts[text.starts < len(text.ids)]
        assert all(token == BOS for token in text.ids[begun])
