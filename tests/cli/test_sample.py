"""`lmtui sample`: many sequences, how often each came, and its exact probability."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any

import pytest
from support.cli import done, here, on_a_terminal, refusal, seen
from support.first_ranks import RanksModel

from lmtui.cli import sample
from lmtui.sampling.sampler import Sampler

MOUSE = ("sample", "--corpus", "mouse", "--prompt", "the mouse ate", "--tokens", "2")


def counted(*options: str) -> list[dict[str, Any]]:
    return done(*MOUSE, *options, "--json").records


def test_an_object_a_distinct_sequence_comes_most_frequent_first() -> None:
    records = counted("--count", "1000")
    assert [list(record)[:3] for record in records] == [["tokens", "count", "logprob"]] * len(records)
    assert sum(record["count"] for record in records) == 1000
    counts = [record["count"] for record in records]
    assert counts == sorted(counts, reverse=True)
    assert len({tuple(record["tokens"]) for record in records}) == len(records)
    favourite = records[0]
    assert favourite["tokens"] == ["the", "cheese"]
    assert favourite["share"] == favourite["count"] / 1000
    p = math.exp(favourite["logprob"])
    assert favourite["deviation"] == pytest.approx((favourite["count"] - 1000 * p) / math.sqrt(1000 * p * (1 - p)))
    assert [record["greedy"] for record in records] == [True, *[False] * (len(records) - 1)]
    assert [record["best"] for record in records] == [True, *[False] * (len(records) - 1)]


@pytest.mark.parametrize(
    "options", [(), ("--stop",), ("--temperature", "0.5", "--top-k", "3"), ("--temperature", "inf")]
)
def test_each_is_what_generate_gives_with_a_seed_of_its_own(options: tuple[str, ...]) -> None:
    drawn = []
    for seed in range(3, 13):
        one = ("generate", *MOUSE[1:], *options, "--seed", str(seed), "--json")
        drawn.append([record["token"] for record in done(*one).records])
    records = counted(*options, "--count", "10", "--seed", "3")
    assert {tuple(record["tokens"]): record["count"] for record in records} == {
        tuple(tokens): drawn.count(tokens) for tokens in drawn
    }


def test_whole_sequences_are_those_of_generate_too() -> None:
    options = ("--anneal", "sequence", "--temperature", "0.5")
    drawn = []
    for seed in range(10):
        one = done("generate", *MOUSE[1:], *options, "--seed", str(seed), "--json").records
        assert [list(record) for record in one] == [
            ["index", "token", "luck", "rank", "model_prob", "prob", "order"]
        ] * 2
        drawn.append([record["token"] for record in one])
    records = counted(*options, "--count", "10")
    assert {tuple(record["tokens"]): record["count"] for record in records} == {
        tuple(tokens): drawn.count(tokens) for tokens in drawn
    }


def test_at_zero_the_whole_sequence_is_the_best_and_token_by_token_it_is_the_greedy_one() -> None:
    fables = ("--corpus", "fables", "--prompt", "the", "--tokens", "12")
    (best,) = done("best", *fables, "--json").records
    (whole,) = done("sample", *fables, "--temperature", "0", "--anneal", "sequence", "--json").records
    (token,) = done("sample", *fables, "--temperature", "0", "--json").records
    assert (whole["tokens"], whole["count"], whole["best"]) == (best["tokens"], 1000, True)
    assert (token["count"], token["greedy"], token["best"]) == (1000, True, False)
    text = done("generate", *fables, "--temperature", "0", "--anneal", "sequence").out
    assert text == "the old owl said, And then? The old owl said,\n"


def test_the_table_sums_to_1_and_says_where_greedy_and_best_stand() -> None:
    ran = done(*MOUSE, "--top", "3", "--count", "500")
    after, settings, head, *rows, greedy, best = ran.lines
    assert after == "after <s> the mouse ate"
    assert settings == "T = 1, each token annealed, 500 sequences"
    assert head.split() == ["rank", "count", "share", "p", "std", "errors", "sequence"]
    others, never = rows[3:]
    assert others.endswith("others")
    assert never.endswith("all that never came")
    counts = [int(row.split()[1]) for row in rows[:3]] + [int(others.split()[0])]
    shares = [float(row.split()[2]) for row in rows[:3]] + [float(others.split()[1])]
    probs = [float(row.split()[3]) for row in rows[:3]] + [float(others.split()[2]), float(never.split()[2])]
    assert sum(counts) == 500
    assert sum(shares) == pytest.approx(1, abs=1e-5)
    assert sum(probs) == pytest.approx(1, abs=1e-4)
    assert greedy.startswith("the greedy sequence, T = 0's: rank 1, count ")
    assert best == "the best sequence is the same"


def test_what_never_came_is_said_to() -> None:
    ran = done("sample", "--corpus", "fables", "--prompt", "the", "--tokens", "12", "--count", "3", "--stop")
    assert "never came, p " in ran.lines[-1]
    assert "never came, p " in ran.lines[-2]


@pytest.mark.parametrize(
    ("options", "code", "named"),
    [
        (("--tokens", "0"), 2, "--tokens"),
        (("--count", "0"), 2, "--count"),
        (("--count", "1000001"), 2, "--count"),
        (("--anneal", "words"), 2, "--anneal"),
        (("--anneal", "sequence", "--top-k", "2"), 2, "--top-k"),
        (("--anneal", "sequence", "--stop"), 2, "--stop"),
        (("--tokens", "1000", "--count", "1000000"), 1, "more than 100,000,000 tokens"),
        (("--anneal", "sequence", "--tokens", "1001"), 1, "1 to 1000"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(options: tuple[str, ...], code: int, named: str) -> None:
    assert named in refusal(here("sample", "--corpus", "mouse", *options), code)


def test_an_interrupt_ends_it_without_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("lmtui.sequences.samples.lucks", interrupted)
    ran = here(*MOUSE)
    assert (ran.code, ran.out, ran.err) == (130, "", "")


def test_a_terminal_gets_a_bar_that_is_gone_in_the_end() -> None:
    code, out, said = on_a_terminal(*MOUSE)
    assert code == 0
    assert seen(said) == []
    assert out.decode() == done(*MOUSE).out


def test_of_a_model_that_gives_first_ranks_probabilities_are_intervals(monkeypatch: pytest.MonkeyPatch) -> None:
    model = RanksModel(100)
    model.facts = replace(model.facts, whole_cost=100.0)
    monkeypatch.setattr(sample, "load_sampler", lambda options, parser: Sampler(model))
    asked = ("sample", "--prompt", "the", "--tokens", "2", "--count", "30", "--temperature", "2")
    ran = here(*asked)
    assert re.search(r"lmtui: note: this takes about \d+ min: 31 answers, \d+ s each", ran.err)
    assert re.search(r"lmtui: note: \d+ sequences are not certain, as the model gives no more ranks", ran.err)
    assert re.search(r"0\.\d+–0\.\d+ +[+-]\d+\.\d\d–[+-]", ran.lines[3])
    assert ran.lines[-1] == "the best sequence: known of n-gram models alone"
    for record in here(*asked, "--json").records:
        low, high = record["logprob"]
        assert low < high
        assert record["deviation"][0] <= record["deviation"][1]
        assert (record["best"], record.get("certain", False)) == (None, False)
