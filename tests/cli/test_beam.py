"""`lmtui best --beam K`: what a beam finds, which is never called the best without that."""

from __future__ import annotations

import pytest
from support.cli import done, here, refusal

from lmtui.cli.loading import print_estimate

FABLES = ("best", "--corpus", "fables", "--prompt", "the", "--tokens", "6")


def test_an_object_a_sequence_says_that_it_is_of_a_beam_and_not_proved() -> None:
    found, best = done(*FABLES, "--beam", "4", "--count", "3", "--json").records, done(*FABLES, "--json").records
    assert len(found) == 3
    for record in found:
        assert list(record) == ["tokens", "logprob", "greedy", "beam", "proved"]
        assert (record["beam"], record["proved"]) == (4, False)
        assert record["logprob"] <= best[0]["logprob"] + 1e-9
    assert found[0]["greedy"]["tokens"] == best[0]["greedy"]["tokens"]


def test_the_table_says_the_same_and_what_is_left_open() -> None:
    after, head, first, second, greedy, open_ = done(*FABLES, "--beam", "4", "--count", "2").lines
    assert (after, head.split()[0]) == ("after <s> the", "rank")
    assert [line.split()[0] for line in (first, second, greedy)] == ["1", "2", "greedy"]
    assert open_ == "the best that a beam of 4 found, not proved: others may be more probable"


def test_how_long_it_takes_is_said_before_where_answers_take_time(capsys: pytest.CaptureFixture[str]) -> None:
    print_estimate(30, 2.0)
    print_estimate(30, 0.01)
    assert capsys.readouterr().err == "lmtui: note: this takes about 60 s: 30 answers, 2 s each\n"


def test_more_sequences_than_the_beam_is_wide_are_wrong_usage() -> None:
    assert "give --beam 9" in refusal(here(*FABLES, "--beam", "4", "--count", "9"), 2)
    assert "1 to 1000" in refusal(here(*FABLES, "--beam", "0"), 2)
