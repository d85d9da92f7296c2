"""Reads the figures under tests/golden."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lmtui.ngram.model import NgramTrie
from lmtui.ngram.training import corpus_of, train_on
from lmtui.recipe import Recipe

GOLDEN = Path(__file__).resolve().parent.parent / "golden"

Ngram = tuple[str, ...]


@dataclass(frozen=True)
class Arpa:
    """The entries of an ARPA file, base 10 logarithms; a backoff of None is one the file does not print."""

    prob: dict[Ngram, float]
    backoff: dict[Ngram, float | None]


def read_arpa(name: str) -> Arpa:
    prob: dict[Ngram, float] = {}
    backoff: dict[Ngram, float | None] = {}
    for line in (GOLDEN / name).read_text(encoding="utf-8").splitlines():
        fields = line.split("\t")
        if len(fields) < 2:
            continue
        ngram = tuple(fields[1].split(" "))
        prob[ngram] = float(fields[0])
        backoff[ngram] = float(fields[2]) if len(fields) > 2 else None
    return Arpa(prob, backoff)


@cache
def trained(name: str, order: int) -> NgramTrie:
    """The model lmtui trains on one of the golden texts."""
    corpus = str(GOLDEN / name)
    recipe = Recipe((corpus,), order, "kneser-ney", "whitespace")
    return train_on(corpus_of(recipe), recipe)


@cache
def kenlm_scores(order: int) -> dict[str, Any]:
    scores: dict[str, Any] = json.loads((GOLDEN / "kenlm_scores.json").read_text(encoding="utf-8"))[str(order)]
    return scores


@cache
def heldout() -> tuple[tuple[str, ...], ...]:
    """The tokens of every held-out line, empty lines too."""
    text = (GOLDEN / "meadow.heldout.txt").read_text(encoding="utf-8")
    return tuple(tuple(line.split()) for line in text.splitlines())
