"""Compares models, and holds what tests of files need: a small text, a backoff reader of its own."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from lmtui.ngram.language_model import NgramLanguageModel
from lmtui.ngram.model import NgramTrie
from lmtui.sampling.sampler import Sampler
from lmtui.sequences.scoring import Score, score
from lmtui.sequences.summary import RunningSummary, Summary

Ngram = tuple[str, ...]

SENTENCES = "the mouse ate the cheese\nthe mouse ate\nthe cheese ate the mouse\nthe ball\n"


def sampler_of(model: NgramTrie) -> Sampler:
    """An n-gram model, ready to sample from."""
    return Sampler(NgramLanguageModel(model))


def trie_of(sampler: Sampler | None) -> NgramTrie:
    """The n-gram model that is sampled from."""
    assert sampler
    assert isinstance(sampler.model, NgramLanguageModel)
    return sampler.model.trie


def ids_of(sampler: Sampler | None, prompt: str) -> list[int]:
    """The ids of a prompt's tokens."""
    assert sampler
    return [token.id for token in sampler.model.tokens.encode(prompt)]


def score_words(model: NgramTrie, words: Sequence[str], end: bool = True) -> Score:
    """Score a text that was cut into tokens."""
    whole = NgramLanguageModel(model)
    return score(whole, whole.tokens.look_up(words), end)


def summarise(scores: Iterable[Score]) -> Summary:
    """Sum up the scores of several texts."""
    total = RunningSummary()
    for scored in scores:
        total.add(
            1,
            [token.logprob for token in scored.tokens],
            np.array([token.known for token in scored.tokens], np.bool_),
        )
    return total.summary


def differences(a: NgramTrie, b: NgramTrie) -> list[str]:
    """What two models differ in; arrays must be equal value for value and type for type."""
    different = [
        name
        for name in ("smoothing", "order", "backs_off", "tokens", "units")
        if (getattr(a, name), type(getattr(a, name))) != (getattr(b, name), type(getattr(b, name)))
    ]
    if a.tokenizer != b.tokenizer:
        different.append("tokenizer")
    if a.base.order != b.base.order:
        different.append("base order")
    pairs: dict[str, tuple[object, object]]
    pairs = {f"vocabulary.{name}": (a.vocabulary, b.vocabulary) for name in ("spelling", "ends", "alphabetical")}
    pairs |= {f"base.{name}": (a.base, b.base) for name in ("prob", "ranked", "ranks", "starts", "values")}
    for k, levels in enumerate(zip(a.levels, b.levels, strict=False), 1):
        pairs |= {f"level{k}.{field.name}": levels for field in dataclasses.fields(levels[0])}
    for name, owners in pairs.items():
        left, right = (getattr(owner, name.partition(".")[2]) for owner in owners)
        if left.dtype != right.dtype or not np.array_equal(left, right):
            different.append(name)
    return different


def ngrams_of(model: NgramTrie) -> list[dict[Ngram, tuple[float, float | None]]]:
    """The n-grams of each order, spelled, with p and bow (None at the top order), as the model stores them."""
    spelled = model.vocabulary.decode(range(len(model.vocabulary)))
    names: list[list[Ngram]] = [[(token,) for token in spelled]]
    for shorter, longer in pairwise(model.levels):
        names.append(
            [
                (*names[-1][prefix], spelled[int(longer.token[index])])
                for prefix in range(len(shorter.token))
                for index in range(int(shorter.first[prefix]), int(shorter.first[prefix + 1]))
            ]
        )
    tables: list[dict[Ngram, tuple[float, float | None]]] = []
    for level, ngrams in zip(model.levels, names, strict=True):
        backoffs = level.backoff.tolist() if len(tables) + 1 < model.order else [None] * len(ngrams)
        rows = zip(level.prob.tolist(), backoffs, strict=True)
        tables.append(dict(zip(ngrams, rows, strict=True)))
    return tables


@dataclass(frozen=True)
class Plain:
    """An ARPA file as two tables of logarithms to base 10, read by splitting lines and no more."""

    prob: dict[Ngram, float]
    backoff: dict[Ngram, float]

    @classmethod
    def of(cls, text: str) -> Plain:
        plain = cls({}, {})
        order = 0
        for line in text.splitlines():
            fields = line.split()
            if line.startswith("\\"):
                order = int(line[1]) if line[1:2].isdigit() else 0
            elif order and fields:
                ngram = tuple(fields[1 : order + 1])
                plain.prob[ngram] = float(fields[0])
                plain.backoff[ngram] = float(fields[order + 1]) if len(fields) > order + 1 else 0.0
        return plain

    def log10(self, context: Ngram, word: str) -> float:
        """p(w|h) is the value of hw where the file has it, else bow(h) (1 where h is not there) times p(w|h′)."""
        if (*context, word) in self.prob:
            return self.prob[*context, word]
        assert context, word
        return self.backoff.get(context, 0.0) + self.log10(context[1:], word)
