"""Documents as one stretch of ids."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.errors import Cancelled, SourceError
from lmtui.text import encoding, token_ids
from lmtui.text.document import Document
from lmtui.text.encoding import encode
from lmtui.text.specials import BOS, EOS, SPECIALS
from lmtui.text.tokenizers import TOKENIZERS, tokenizer_named
from lmtui.text.units import UNITS

prose = st.text("ab cé.'-\n", min_size=2, max_size=60).filter(lambda text: len(text.split()) >= 2)
names = st.sampled_from(sorted(TOKENIZERS))


def test_every_unit_stands_between_its_boundaries_and_ids_follow_first_appearance() -> None:
    source = encode([Document("test", "b a b\n\na c")], tokenizer_named("word"))
    assert source.vocabulary.decode(range(len(source.vocabulary))) == [*SPECIALS, "b", "a", "c"]
    assert source.ids.tolist() == [BOS, 3, 4, 3, EOS, BOS, 4, 5, EOS]
    assert source.ids.dtype == np.int32
    assert (source.tokens, source.units) == (5, 2)


@given(st.lists(prose, min_size=1, max_size=4), names)
def test_boundaries_pair_and_every_id_appears_in_order(texts: list[str], name: str) -> None:
    documents = [Document(f"text {number}", text) for number, text in enumerate(texts)]
    source = encode(documents, tokenizer_named(name))
    ids = source.ids.tolist()
    boundaries = [token for token in ids if token in (BOS, EOS)]
    assert boundaries == [BOS, EOS] * source.units
    assert (ids[0], ids[-1]) == (BOS, EOS)
    assert all(following == BOS for token, following in pairwise(ids) if token == EOS)
    appearing = list(dict.fromkeys(token for token in ids if token > EOS))
    assert appearing == list(range(3, len(source.vocabulary)))
    assert source.tokens == len(ids) - len(boundaries)


@given(st.lists(prose, min_size=2, max_size=4), names)
def test_ids_of_a_texts_beginning_are_the_beginning_of_its_ids(texts: list[str], name: str) -> None:
    documents = [Document(f"text {number}", text) for number, text in enumerate(texts)]
    whole = encode(documents, tokenizer_named(name))
    for number in range(1, len(documents)):
        beginning = encode(documents[:number], tokenizer_named(name))
        assert np.array_equal(beginning.ids, whole.ids[: len(beginning.ids)])
        size = range(len(beginning.vocabulary))
        assert beginning.vocabulary.decode(size) == whole.vocabulary.decode(size)


@given(
    st.lists(prose, min_size=1, max_size=3),
    names,
    st.integers(1, 20),
    st.sampled_from(sorted(UNITS)),
    st.integers(1, 2),
)
def test_cutting_in_blocks_and_pieces_changes_nothing(
    texts: list[str], name: str, block: int, unit: str, min_count: int
) -> None:
    documents = [Document(f"text {number}", f"{text}\n\nfor for\n\n") for number, text in enumerate(texts)]
    whole = encode(documents, tokenizer_named(name), unit=unit, min_count=min_count)
    for module, size in ((token_ids, "_BLOCK"), (encoding, "_PIECE")):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, size, block)
            pieces = encode(documents, tokenizer_named(name), unit=unit, min_count=min_count)
        assert np.array_equal(pieces.ids, whole.ids)
        assert np.array_equal(pieces.starts, whole.starts)
        assert np.array_equal(pieces.vocabulary.spelling, whole.vocabulary.spelling)
        assert np.array_equal(pieces.vocabulary.ends, whole.vocabulary.ends)


@pytest.mark.parametrize(
    ("text", "tokenizer", "held"),
    [
        ("word", "word", "only one token"),
        ("x", "char", "only one token"),
        ("<s> </s>", "whitespace", "no tokens"),
    ],
)
def test_a_text_of_fewer_than_two_tokens_is_refused_in_one_line(text: str, tokenizer: str, held: str) -> None:
    with pytest.raises(SourceError, match=f"'short': {held}; a model needs") as refused:
        encode([Document("short", text)], tokenizer_named(tokenizer))
    assert "\n" not in str(refused.value)


def test_two_tokens_in_two_documents_are_enough() -> None:
    source = encode([Document("one", "a"), Document("two", "b")], tokenizer_named("word"))
    assert source.ids.tolist() == [BOS, 3, EOS, BOS, 4, EOS]


def test_encoding_stops_when_progress_says_so() -> None:
    reported: list[float] = []

    def stop(stage: str, fraction: float) -> None:
        reported.append(fraction)
        if fraction:
            raise Cancelled

    documents = [Document("one", "a b"), Document("two", "c d"), Document("three", "e")]
    with pytest.raises(Cancelled):
        encode(documents, TOKENIZERS["word"], stop, characters=7)
    assert set(reported) == {0, 3 / 7}
