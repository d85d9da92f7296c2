"""Ids and their spelling."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.text import vocabulary as module
from lmtui.text.specials import BOS, EOS, SPECIALS, UNK
from lmtui.text.vocabulary import Vocabulary

tokens = st.text(min_size=1).filter(lambda token: token not in SPECIALS)


@given(st.lists(tokens, unique=True, max_size=40), st.lists(tokens, max_size=10))
def test_an_id_is_a_tokens_place_and_unknown_tokens_are_zero(known: list[str], asked: list[str]) -> None:
    spelled = [*SPECIALS, *known]
    vocabulary = Vocabulary.from_tokens(spelled)
    assert len(vocabulary) == len(spelled)
    assert vocabulary.decode(range(len(spelled))) == spelled
    assert vocabulary.encode(spelled) == list(range(len(spelled)))
    expected = [spelled.index(token) if token in spelled else UNK for token in asked]
    assert [vocabulary.id(token) for token in asked] == expected
    # Asked again the answer comes from memory, and must be the same.
    assert vocabulary.encode(asked) == expected


@given(st.lists(tokens, unique=True, max_size=40), st.text(max_size=3))
def test_all_tokens_that_begin_so_are_found(known: list[str], beginning: str) -> None:
    spelled = [*SPECIALS, *known]
    for begins in (beginning, *(token[:2] for token in known)):
        found = Vocabulary.from_tokens(spelled).beginning_with(begins).tolist()
        assert sorted(found) == [place for place, token in enumerate(spelled) if token.startswith(begins)]


@given(st.lists(tokens, unique=True, max_size=40), st.data())
def test_few_tokens_are_worked_on_between_two_reports_and_that_changes_nothing(
    known: list[str], data: st.DataObject
) -> None:
    spelled = [token.encode(errors="surrogateescape") for token in (*SPECIALS, *known)]
    is_chosen = data.draw(st.lists(st.booleans(), min_size=len(known), max_size=len(known)))
    which = np.array([True] * len(SPECIALS) + is_chosen)
    reports: list[int] = []

    def report() -> None:
        reports.append(1)

    def made() -> list[Vocabulary]:
        whole = Vocabulary.from_bytes(iter(spelled), report)
        return [whole, whole.chosen(which, report)]

    at_once = made()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_PIECE", 2)
        patch.setattr(module, "_SEARCH", 1 << 30)
        reports.clear()
        in_pieces = made()
        assert len(reports) >= len(spelled)
        reports.clear()
        words = in_pieces[0].decode(range(len(spelled)))
        assert in_pieces[0].encode(words, report) == list(range(len(spelled)))
        assert len(reports) >= 2 * (len(spelled) // 2)
    for one, other in zip(at_once, in_pieces, strict=True):
        for name in ("spelling", "ends", "alphabetical"):
            assert np.array_equal(getattr(one, name), getattr(other, name))


def test_the_specials_come_first() -> None:
    vocabulary = Vocabulary.from_tokens(SPECIALS)
    assert vocabulary.encode(("<unk>", "<s>", "</s>")) == [UNK, BOS, EOS] == [0, 1, 2]
    assert vocabulary.id("a") == vocabulary.id("") == UNK


@pytest.mark.parametrize(
    ("known", "unknown"),
    [("é", "e\u0301"), ("cat", "ca"), ("cat", "cats"), ("cat", "Cat"), ("🦊", "🐺"), ("?", "\udc80")],
)
def test_a_token_is_known_by_its_exact_characters(known: str, unknown: str) -> None:
    vocabulary = Vocabulary.from_tokens([*SPECIALS, known])
    assert vocabulary.id(known) == 3
    assert vocabulary.id(unknown) == UNK


def test_tokens_are_known_however_many_were_asked_for() -> None:
    spelled = [*SPECIALS, *(f"w{i}" for i in range(100)), "\udcff", "é"]
    vocabulary = Vocabulary.from_tokens(spelled)
    for _ in range(2):
        assert vocabulary.encode([*spelled, "w100", "\ud800", ""]) == [*range(len(spelled)), UNK, UNK, UNK]
