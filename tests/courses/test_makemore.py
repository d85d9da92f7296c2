"""Karpathy's makemore ("Neural Networks: Zero to Hero"): a bigram model of the letters of 32,033 names.

The text is not those names. It has the same bigrams, each as often, and so it has the same model and the same score.
"""

from __future__ import annotations

import math
from pathlib import Path
from string import ascii_lowercase

import pytest
from support.cli import done, strict_json

END = 0
"""The beginning and the end of a name, as a row and as a column of the counts."""


def counts() -> list[list[int]]:
    lines = (Path(__file__).parent / "bigram_counts_of_names.txt").read_text(encoding="ascii").splitlines()
    return [[int(count) for count in line.split()] for line in lines]


def names_with(left: list[list[int]]) -> list[str]:
    """Names whose bigrams are these, each as often: a circuit that takes every edge once (Hierholzer, 1873)."""
    path, circuit = [END], []
    while path:
        following = left[path[-1]]
        token = next((token for token, count in enumerate(following) if count), None)
        if token is None:
            circuit.append(path.pop())
        else:
            following[token] -= 1
            path.append(token)
    letters = "".join("\n" if token == END else ascii_lowercase[token - 1] for token in reversed(circuit))
    return letters.strip("\n").split("\n")


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("names") / "names.txt"
    path.write_text("\n".join(names_with(counts())) + "\n", encoding="ascii")
    return path


TOKENS = 228_146


def nats_a_character(names: Path, *options: str) -> float:
    """What `score` says of all names."""
    model = ("--corpus", str(names), "--tokenizer", "char", "--order", "2", *options)
    *_, last = done("score", *model, "--json", stdin=names.read_bytes()).lines
    summary = strict_json(last)["summary"]
    assert (summary["texts"], summary["tokens"]) == (32_033, TOKENS)
    return math.log(summary["perplexity"])


def nats_of_all_bigrams(names: Path, *options: str) -> float:
    """The same from the tables of `next`, one after each letter: every bigram as often as it was counted."""
    model = ("--corpus", str(names), "--tokenizer", "char", "--order", "2", *options)
    nats = 0.0
    for before, counted in zip(["", *ascii_lowercase], counts(), strict=True):
        (table,) = done("next", *model, "--prompt", before, "--top", "all", "--json").records
        probs = {candidate["token"]: candidate["model_prob"] for candidate in table["candidates"]}
        after = zip(["</s>", *ascii_lowercase], counted, strict=True)
        nats -= sum(count * math.log(probs[token]) for token, count in after if count)
    return nats / TOKENS


def test_with_one_added_to_every_count_a_character_costs_2_4546_nats(names: Path) -> None:
    options = ("--closed", "--smoothing", "add-k:1")
    assert nats_a_character(names, *options) == pytest.approx(2.454577, abs=5e-7)
    assert nats_of_all_bigrams(names, *options) == pytest.approx(2.454577, abs=5e-7)


def test_an_open_vocabulary_gives_a_little_to_the_unknown_character(names: Path) -> None:
    assert nats_of_all_bigrams(names, "--smoothing", "add-k:1") == pytest.approx(2.454694, abs=5e-7)


def test_relative_frequencies_cost_2_4540_nats(names: Path) -> None:
    assert nats_of_all_bigrams(names, "--closed", "--smoothing", "mle") == pytest.approx(2.454014, abs=5e-7)


def test_a_name_begins_with_a_as_often_as_counted(names: Path) -> None:
    model = ("--corpus", str(names), "--tokenizer", "char", "--order", "2", "--closed", "--smoothing", "mle")
    (table,) = done("next", *model, "--top", "1", "--json").records
    assert (table["candidates"][0]["token"], table["support"]) == ("a", 27)
    assert table["candidates"][0]["model_prob"] == pytest.approx(4410 / 32033)
