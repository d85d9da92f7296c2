"""Scoring: tokens a second, from the text to its summary, beside asking for one token after another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lmtui.cli.measure.figure import Figure, seconds, zipf_lines, zipf_text
from lmtui.ngram.language_model import NgramLanguageModel
from lmtui.ngram.model import NgramTrie
from lmtui.ngram.training import train_on_encoded
from lmtui.recipe import Recipe
from lmtui.sequences.scoring import score_texts
from lmtui.sequences.summary import RunningSummary
from lmtui.text.specials import BOS

_TYPES = 50_000
_AT_ONCE = 4_096  # texts
_ONE_BY_ONE = 20_000  # tokens
_GOAL = 1_000_000


def measure(quick: bool) -> Iterator[Figure]:
    """Score lines by a trigram model of other lines of their kind."""
    trained, scored = (200_000, 100_000) if quick else (3_000_000, 1_000_000)
    model = NgramLanguageModel(train_on_encoded(zipf_text(trained, _TYPES), Recipe(("synthetic",))))
    lines = zipf_lines(scored, _TYPES, seed=1)
    rate = scored / seconds(lambda: _score(model, lines), times=3)
    ids = zipf_text(_ONE_BY_ONE, _TYPES, seed=1).ids.tolist()
    alone = len(ids) / seconds(lambda: _one_by_one(model.trie, ids))
    yield Figure(
        "score",
        f"{scored:,} tokens in lines, V {_TYPES:,}, trigrams: text to summary",
        rate,
        "tokens/s",
        "p of one token after another",
        alone,
        f"at least {_GOAL:,}",
        rate >= _GOAL,
    )


def _score(model: NgramLanguageModel, lines: Sequence[str]) -> None:
    total = RunningSummary()
    for start in range(0, len(lines), _AT_ONCE):
        texts = lines[start : start + _AT_ONCE]
        scored = score_texts(model, model.tokens.encode_texts(texts))
        total.add(len(texts), scored.logprobs, scored.known)
    assert total.summary.texts == len(lines)


def _one_by_one(model: NgramTrie, ids: Sequence[int]) -> None:
    for place, token in enumerate(ids):
        if token != BOS:
            model.prob(model.match(ids[max(place - model.order + 1, 0) : place]), token)
