"""The synthetic text of the bench, and the shortest of several times."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from lmtui.cli.measure.figure import seconds, zipf_lines, zipf_text
from lmtui.text.specials import BOS, EOS


def test_the_text_has_so_many_tokens_in_units_of_twenty() -> None:
    text = zipf_text(1000, 50)
    assert (text.tokens, text.units, len(text.vocabulary)) == (1000, 50, 50)
    units = text.ids.reshape(-1, 22)
    assert (units[:, 0] == BOS).all()
    assert (units[:, -1] == EOS).all()
    assert units[:, 1:-1].min() > EOS
    assert units.max() < 50


def test_the_lines_of_the_text_have_its_tokens() -> None:
    text, lines = zipf_text(200, 30), zipf_lines(200, 30)
    ids = [id_ for line in lines for id_ in (BOS, *text.vocabulary.encode(line.split()), EOS)]
    assert ids == text.ids.tolist()


def test_the_text_follows_from_its_seed() -> None:
    assert np.array_equal(zipf_text(200, 30, 1).ids, zipf_text(200, 30, 1).ids)
    assert not np.array_equal(zipf_text(200, 30, 1).ids, zipf_text(200, 30, 2).ids)


def test_a_rank_is_the_rarer_the_later_it_comes() -> None:
    text = zipf_text(200_000, 13)
    counted = np.bincount(text.ids, minlength=13)[3:]
    expected = 1 / (np.arange(1, 11) + 2.7)
    assert counted / counted.sum() == pytest.approx(expected / expected.sum(), rel=0.05)


def test_of_several_times_the_shortest_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = itertools.accumulate([0.0, 3.0, 1.0, 2.0, 1.0, 4.0])
    monkeypatch.setattr("lmtui.cli.measure.figure.time.perf_counter", lambda: next(clock))
    done: list[int] = []
    assert seconds(lambda: done.append(1), times=3) == 2.0
    assert len(done) == 3
