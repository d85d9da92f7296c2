"""The pieces of a text have, one after another, the ids of the whole."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.text import token_ids
from lmtui.text.specials import BOS, EOS
from lmtui.text.token_ids import TokenIds
from lmtui.text.tokenizers import TOKENIZERS, Tokenizer, tokenizer_named
from lmtui.text.units import FILE, LINE, PARAGRAPH, STREAM

_ENDS = {LINE: r"\n", PARAGRAPH: r"\n *\n\s*", FILE: r"[ \n](?=[a-z0-9])", STREAM: r"[ \n](?=[a-z0-9])"}


@given(
    st.lists(st.text("ab1<s>-. \n", max_size=40), min_size=1, max_size=3),
    st.sampled_from(sorted(TOKENIZERS)),
    st.sampled_from(sorted(_ENDS)),
    st.sets(st.integers(0, 20)),
)
def test_pieces_have_the_ids_of_the_whole(texts: list[str], name: str, rule: str, cuts: set[int]) -> None:
    tokenizer = tokenizer_named(name)
    whole, pieces, blocks = TokenIds(tokenizer), TokenIds(tokenizer), TokenIds(tokenizer)
    texts = [f"x{text}x" for text in texts]  # the first and the last piece are not blank
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(token_ids, "_WORTH_ARRAYS", 0)
        for text in texts:
            whole.add(text, rule)
        ids, starts = whole.finish()
        patch.setattr(token_ids, "_BLOCK", 3)
        patch.setattr(token_ids, "_BLOCK_OF_MANY_TOKENS", 2)
        patch.setattr(token_ids, "_FEW_TOKENS", 4)
        for text in texts:
            blocks.add(text, rule)
        same_ids, same_starts = blocks.finish()
    assert np.array_equal(ids, same_ids)
    assert np.array_equal(starts, same_starts)
    for text in texts:
        ends = [found.end() for found in re.finditer(_ENDS[rule], text)]
        places = [0, *(ends[cut] for cut in sorted(cuts) if cut < len(ends) and ends[cut] < len(text)), len(text)]
        for start, stop in pairwise(places):
            pieces.add(text[start:stop], rule, begins=start == 0, ends=stop == len(text))
    same_ids, same_starts = pieces.finish()
    assert np.array_equal(ids, same_ids)
    assert np.array_equal(starts, same_starts)
    assert list(pieces.tokens) == list(whole.tokens)


def test_a_file_that_is_one_unit_has_one_beginning_and_one_end() -> None:
    collected = TokenIds(TOKENIZERS["word"])
    collected.add("a b ", FILE, ends=False)
    collected.add("c ", FILE, begins=False, ends=False)
    collected.add("a", FILE, begins=False)
    ids, starts = collected.finish()
    assert ids.tolist() == [BOS, 3, 4, 5, 3, EOS]
    assert starts.tolist() == [0]


def test_a_piece_may_begin_and_end_within_a_unit() -> None:
    whole, pieces = TokenIds(TOKENIZERS["whitespace"]), TokenIds(TOKENIZERS["whitespace"])
    whole.add("a b c\nd e\n\nf", LINE)
    pieces.add("a ", LINE, ends=False, ends_unit=False)
    pieces.add("b c\nd ", LINE, False, False, begins_unit=False, ends_unit=False)
    pieces.add("e\n", LINE, False, False, begins_unit=False)
    pieces.add("\nf", LINE, begins=False)
    assert whole.finish()[0].tolist() == pieces.finish()[0].tolist()
    later = TokenIds(TOKENIZERS["word"])
    later.add("b\nc ", LINE, False, False, begins_unit=False, ends_unit=False)
    assert later.finish()[0].tolist() == [3, EOS, BOS, 4]


def test_texts_that_together_have_just_as_many_tokens_as_are_joined_have_theirs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The break behind a text counts, too."""
    monkeypatch.setattr(token_ids, "_FEW_TOKENS", 4)
    collected = TokenIds(TOKENIZERS["word"])
    collected.add("a", LINE)
    collected.add("b c", LINE)
    ids, starts = collected.finish()
    assert ids.tolist() == [BOS, 3, EOS, BOS, 4, 5, EOS]
    assert starts.tolist() == [0, 3]


@pytest.mark.parametrize("text", ["漢字 क" * 99, "a é\udc80" * 99, "acgt" * 99])
def test_few_characters_are_cut_by_patterns_between_two_reports(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []
    cut = Tokenizer.tokens_between

    def tokens_between(self: Tokenizer, text: str, start: int, end: int) -> list[str]:
        done.append(end - start)
        return cut(self, text, start, end)

    def report(place: int) -> None:
        done.append(0)

    monkeypatch.setattr(Tokenizer, "tokens_between", tokens_between)
    monkeypatch.setattr(token_ids, "_BLOCK_OF_MANY_TOKENS", 8)
    TokenIds(TOKENIZERS["char"]).add(text, LINE, report=report)
    assert sum(done) == len(text)
    assert max(done) <= 16
    assert all(not (one and other) for one, other in pairwise(done))


def test_the_work_ends_where_the_report_raises() -> None:
    places: list[int] = []

    def report(place: int) -> None:
        places.append(place)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        TokenIds(TOKENIZERS["word"]).add("a b", LINE, report=report)
    assert places == [0]
