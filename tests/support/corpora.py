"""Small corpora to train on: drawn by Hypothesis, or written down."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

from lmtui.ngram.model import Base, NgramTrie
from lmtui.ngram.training import corpus_of, train_on
from lmtui.recipe import Recipe
from lmtui.text.document import Document
from lmtui.text.specials import BOS

ORDERS = (1, 2, 3, 4, 5)
SMOOTHINGS = (
    "kneser-ney",
    "witten-bell",
    "jelinek-mercer",
    "jelinek-mercer:0.2",
    "add-k",
    "add-k:0.5",
    "add-k:3",
    "mle",
)

# `<unk>` is a word a corpus may contain: treebanks do. It is in V, but never in the support.
_ALPHABET = ("a", "b", "c", "d", "e", "f", "<unk>")


# Its bigrams have counts of 1, 2 and 3 but none of 4, so D3 is 3: a bigram seen three times has only what its
# backoff gives it, and ties to the last bit with the unseen tokens that are as probable there.
TIED = "a b a b\na c\nb a b a c\n"


def train(
    text: str,
    order: int,
    smoothing: str = "kneser-ney",
    tokenizer: str = "whitespace",
    unit: str = "auto",
    closed: bool = False,
    min_count: int = 1,
) -> NgramTrie:
    """Train a model on a text."""
    recipe = Recipe(("test",), order, smoothing, tokenizer, "", unit, closed, min_count)
    return train_on(corpus_of(recipe, [Document("test", text)]), recipe)


def scrambled(model: NgramTrie, seed: int) -> NgramTrie:
    """The n-grams of a model with probabilities and backoff weights at random: a backoff model that nobody smoothed.

    Its probabilities sum to anything; what is drawn from it is renormalised all the same.
    """
    dice = np.random.default_rng(seed)
    levels = []
    for level in model.levels:
        prob = np.where(level.prob > 0, dice.choice((1e-6, 0.01, 0.1, 0.25, 0.5), len(level.prob)), 0.0)
        backoff = dice.choice((0.001, 0.5, 1.0), len(level.backoff))
        levels.append(replace(level, prob=prob, backoff=backoff))
    base = Base.of(levels[0].prob, 1) if model.backs_off else model.base
    return replace(model, levels=tuple(levels), base=base)


def _spelled_out() -> st.SearchStrategy[str]:
    """Corpora of a few units, every token chosen by Hypothesis; they shrink well."""
    unit = st.lists(st.sampled_from(_ALPHABET), max_size=8)
    units = st.lists(unit, min_size=1, max_size=8)
    return units.filter(lambda lines: sum(map(len, lines)) >= 2).map(
        lambda lines: "\n".join(" ".join(line) for line in lines)
    )


def zipf_text(seed: int, types: int, tokens: int) -> str:
    """A text in which few types are frequent and many are rare, so that discounts can be estimated."""
    dice = random.Random(seed)
    words = [f"w{i}" for i in range(types)]
    weights = [1 / (i + 1) for i in range(types)]
    drawn = dice.choices(words, weights, k=tokens)
    lines: list[list[str]] = [[]]
    for word in drawn:
        lines[-1].append(word)
        if dice.random() < 0.15:
            lines.append([])
    return "\n".join(" ".join(line) for line in lines)


@cache  # Hypothesis checks each new strategy anew
def corpora() -> st.SearchStrategy[str]:
    """Whitespace-tokenised texts of at least two tokens, tiny ones and ones with a hundred types."""
    larger = st.builds(
        zipf_text,
        seed=st.integers(0, 10_000),
        types=st.integers(2, 100),
        tokens=st.integers(2, 400),
    )
    return st.one_of(_spelled_out(), larger, st.just(TIED))


def contexts(model: NgramTrie) -> st.SearchStrategy[list[int]]:
    """Contexts seen and unseen: the beginning of a unit, ids at random, or an n-gram of the model."""

    def context(parts: tuple[list[int], int, int]) -> list[int]:
        front, length, number = parts
        if length:
            return front + seen_ngram(model, length, number)
        return ([], [1], [1, *front], front)[number]

    return _parts_of_context(len(model.vocabulary), max(1, model.order - 1)).map(context)


@cache
def _parts_of_context(ids: int, longest: int) -> st.SearchStrategy[tuple[list[int], int, int]]:
    """Ids at random; the length of an n-gram and its number, or 0 and one of four ways to begin."""
    front = st.lists(st.integers(0, ids - 1), max_size=3)
    begins = st.tuples(front, st.just(0), st.integers(0, 3))
    return begins | st.tuples(front, st.integers(1, longest), st.integers(0, 1 << 30))


def seen_ngram(model: NgramTrie, length: int, number: int) -> list[int]:
    """The tokens of one of the model's n-grams, of this length or the longest there are."""
    while length > 1 and not len(model.levels[length - 1].token):
        length -= 1
    index = number % len(model.levels[length - 1].token)
    ngram: list[int] = []
    for level in range(length - 1, 0, -1):
        ngram.insert(0, int(model.levels[level].token[index]))
        index = int(np.searchsorted(model.levels[level - 1].first, index, side="right")) - 1
    return [index, *ngram]


def model_probs(model: NgramTrie, context: list[int]) -> list[float]:
    """p(w|h) of every token of V, asked one by one."""
    state = model.match(context)
    return [model.prob(state, token)[0] for token in range(len(model.vocabulary))]


def units_of(ids: npt.NDArray[np.int32]) -> list[npt.NDArray[np.int32]]:
    """Cut `EncodedText.ids` into units, `<s>` and `</s>` left out."""
    return [unit[1:-1] for unit in np.split(ids, np.flatnonzero(ids == BOS)[1:])]
