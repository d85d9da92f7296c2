"""N-grams that a file lacks are put where they belong, and what referred to the others still does."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from support.corpora import train

from lmtui.ngram import arpa_missing
from lmtui.ngram.arpa_missing import insert, moved, places_of
from lmtui.ngram.text_probs import NOT_SEEN


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arpa_missing, "PIECE", 2)


def test_n_grams_are_inserted_with_the_suffixes_that_they_lack() -> None:
    model = train("a b c\nb d\nc a\n", 4)
    levels = list(model.levels)
    a, b, c, d = (model.vocabulary.id(token) for token in "abcd")
    new = np.array([(b, d, c), (a, b, a), (c, a, d)], np.int32)
    assert places_of(levels, new).tolist() == [NOT_SEEN] * 3
    old = np.array([(a, b, c)], np.int32)
    at = places_of(levels, old)
    before = insert(levels, 3, np.sort(places_of(levels, new[:, :-1]) * len(model.vocabulary) + new[:, -1]))
    assert before.tolist() == sorted(before.tolist())
    assert sorted(places_of(levels, new).tolist()) == (before + np.arange(3)).tolist()
    assert places_of(levels, old).tolist() == moved(at, before, len(levels[2].token)).tolist()
    for ngram in new:  # suffixes of suffixes, too; the probability is that of backing off
        place, suffix = int(places_of(levels, ngram[None])[0]), int(places_of(levels, ngram[None, 1:])[0])
        prefix = int(places_of(levels, ngram[None, :-1])[0])
        assert levels[2].suffix[place] == suffix
        assert levels[2].prob[place] == levels[1].backoff[prefix] * levels[1].prob[suffix]
    for below, level in itertools.pairwise(levels):
        assert below.first[0] == 0
        assert below.first[-1] == len(level.token)
        assert (np.diff(below.first) >= 0).all()
