"""Score: p(x₁…x_L) = ∏ p(x_i | x_1…x_{i−1}), the chain rule, each factor with the order that served it."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from lmtui.errors import ModelError, Progress, ignore_progress
from lmtui.model.partial_ranking import PartialRanking
from lmtui.model.protocol import (
    CanScore,
    GivesFirstRanks,
    LanguageModel,
    TextToken,
    TokenizedTexts,
    Tokens,
    ids_of,
)
from lmtui.model.ranking import Ranking
from lmtui.ngram.tokens import NgramTokens
from lmtui.sampling.settings import FIRST_RANKS
from lmtui.sequences.summary import Total, perplexity
from lmtui.text.html import Bar, Cell, html_table

_LEAST_FLOAT = -700.0  # nats, above which a probability is a plain float


@dataclass(frozen=True, slots=True)
class ScoredToken:
    """One factor of the chain rule.

    Attributes:
        token: as it stands in the text, known or not.
        logprob: natural logarithm of p; −∞ where p = 0.
        order: the order that served it, 0 being the uniform; None where the model has no orders.
        known: it is in the vocabulary; an unknown one scores as `<unk>`.
    """

    token: str
    logprob: float
    order: int | None
    known: bool

    @property
    def surprise_bits(self) -> float:
        """−log₂ p; ∞ where p = 0."""
        return max(-self.logprob, 0.0) / math.log(2)


@dataclass(frozen=True)
class Score:
    """A scored text.

    Attributes:
        tokens: its tokens, `</s>` last unless it was left out or the model is of a stream.
        start: what the text begins after: `<s>`, or nothing for a stream.
        ended: whether the token that ends a text is there.
    """

    tokens: tuple[ScoredToken, ...]
    start: tuple[str, ...]
    ended: bool

    @property
    def contexts(self) -> tuple[tuple[str, ...], ...]:
        """For each token the tokens before, with which its probability was looked up: one fewer than its order, and
        none where the model has no orders."""
        words = [*self.start, *(token.token for token in self.tokens)]
        places = range(len(self.start), len(words))
        lengths = (max((token.order or 0) - 1, 0) for token in self.tokens)
        return tuple(tuple(words[place - length : place]) for place, length in zip(places, lengths, strict=True))

    @property
    def running(self) -> tuple[float, ...]:
        """Natural logarithm of the product of all factors up to and with each token."""
        return tuple(accumulate(token.logprob for token in self.tokens))

    def _repr_html_(self) -> str:
        """The chain rule as a table, for notebooks: a row a token, the bar its surprise."""
        longest = max((token.surprise_bits for token in self.tokens if token.logprob > -math.inf), default=0.0) or 1.0
        rows: list[list[Cell]] = [
            [
                token.token if token.known else f"{token.token} (unknown)",
                " ".join(context),
                f"{math.exp(token.logprob):.4g}",
                f"{math.exp(running):.4g}" if running > _LEAST_FLOAT else f"e^{running:.6g}",
                f"{token.surprise_bits:.2f}",
                Bar(min(token.surprise_bits / longest, 1.0)),
            ]
            for token, context, running in zip(self.tokens, self.contexts, self.running, strict=True)
        ]
        caption = f"log p = {self.logprob:.6g} nats, perplexity {self.perplexity:.4g}, {len(self.tokens):,} tokens"
        scale = f"to {longest:.2f} bits"
        return html_table(caption, ("token", "after", "p", "product", "bits", scale), rows)

    @property
    def without_end(self) -> Score:
        """The same text when it may go on: `</s>` is no factor."""
        return Score(self.tokens[:-1], self.start, False) if self.ended else self

    @property
    def logprob(self) -> float:
        """Natural logarithm of the text's probability."""
        return math.fsum(token.logprob for token in self.tokens)

    @property
    def perplexity(self) -> float:
        """exp of the mean negative logprob a token, `</s>` counted if it was scored."""
        return perplexity(self.logprob, len(self.tokens))


@dataclass(frozen=True)
class ScoredTexts:
    """D scored texts, their tokens one after the other.

    Attributes:
        words: the tokens as they stand in the texts, `</s>` left out.
        logprobs: natural logarithm of p of each token, `</s>` among them if it was scored.
        orders: int8, the order that served each of these; or object, None where the model has no orders.
        known: bool, whether each of these is in the vocabulary.
        ends: where each text ends among `words`.
        start: what each text begins after: `<s>`, or nothing for a stream.
        last: `</s>`; or nothing if it was left out, or the model is of a stream.
    """

    words: Sequence[str]
    logprobs: Sequence[float]
    orders: npt.NDArray[Any]
    known: npt.NDArray[np.bool_]
    ends: Sequence[int]
    start: tuple[str, ...]
    last: tuple[str, ...]

    def scores(self) -> Iterator[Score]:
        """Each text by itself."""
        orders, known = self.orders.tolist(), self.known.tolist()
        for number, (begin, end) in enumerate(pairwise([0, *self.ends])):
            own = slice(begin + number * len(self.last), end + (number + 1) * len(self.last))
            words = (*self.words[begin:end], *self.last)
            tokens = map(ScoredToken, words, self.logprobs[own], orders[own], known[own])
            yield Score(tuple(tokens), self.start, bool(self.last))

    def totals(self) -> Iterator[Total]:
        """What each text comes to."""
        ends = [end + number * len(self.last) for number, end in enumerate(self.ends, 1)]
        unknown = np.diff(np.concatenate(([0], np.cumsum(~self.known)))[ends], prepend=0).tolist()
        for (begin, end), among in zip(pairwise([0, *ends]), unknown, strict=True):
            yield Total(math.fsum(self.logprobs[begin:end]), end - begin, among)


def score(
    model: LanguageModel, text: Sequence[TextToken], end: bool = True, progress: Progress = ignore_progress
) -> Score:
    """Score one text, given as its tokens, from the context that texts begin in to the end token, if there is one.

    Args:
        end: whether the end token is a factor.
        progress: told before each question, if the model takes time: about a token, or about a text.

    Raises:
        Cancelled: by `progress`.
    """
    texts = _as_one(model.tokens, [text])
    (scored,) = score_texts(model, texts, end, progress).scores()
    return scored


def tokenized(tokens: Tokens, texts: Sequence[str]) -> TokenizedTexts:
    """Several texts, each read as `tokens.encode` reads it."""
    if isinstance(tokens, NgramTokens):
        return tokens.encode_texts(texts)
    return _as_one(tokens, [tokens.encode(text) for text in texts])


def _as_one(tokens: Tokens, texts: Sequence[Sequence[TextToken]]) -> TokenizedTexts:
    """Several texts, given as their tokens, one after the other."""
    together = [token for text in texts for token in text]
    return TokenizedTexts(
        np.array(ids_of(together), np.int32),
        np.cumsum([len(text) for text in texts], dtype=np.int64),
        [token.unknown or tokens.spelling(token.id) for token in together],
        np.array([bool(token.unknown) for token in together], np.bool_),
    )


def score_texts(
    model: LanguageModel, texts: TokenizedTexts, end: bool = True, progress: Progress = ignore_progress
) -> ScoredTexts:
    """Score several texts at once; for arguments and errors see `score`."""
    return score_between(model, texts, model.tokens.start, last_of(model, end), progress)


def last_of(model: LanguageModel, end: bool) -> tuple[int, ...]:
    """What the last factors of a text are: the end token, if there is one and `end` says so."""
    return () if model.tokens.end is None or not end else (model.tokens.end,)


def score_between(
    model: LanguageModel,
    texts: TokenizedTexts,
    start: tuple[int, ...],
    last: tuple[int, ...],
    progress: Progress,
) -> ScoredTexts:
    """Score texts, each after the tokens `start`, which are no factors, and with the tokens `last`, which are."""
    tokens = model.tokens
    joined = _join(texts, start, last)
    probs: npt.NDArray[np.float64]
    orders: npt.NDArray[Any]
    if isinstance(model, CanScore):
        probs, orders = model.probs(joined.ids, joined.begins, progress)
    else:
        probs, orders = _ranked_probs(model, joined, texts.unknown, progress)
    known = np.ones(len(texts.ids), np.bool_)
    for place in np.flatnonzero(texts.unknown).tolist():  # a text may hold the very spelling of the unknown word
        known[place] = texts.words[place] == tokens.spelling(int(texts.ids[place]))
    is_known = np.ones(len(joined.ids), np.bool_)
    is_known[joined.is_own] = known
    return ScoredTexts(
        texts.words,
        [math.log(prob) if prob else -math.inf for prob in probs[~joined.is_start].tolist()],
        orders[~joined.is_start],
        is_known[~joined.is_start],
        texts.ends.tolist(),
        tuple(map(tokens.spelling, start)),
        tuple(map(tokens.spelling, last)),
    )


class _Joined(NamedTuple):
    """The tokens of several texts, with those that begin and end a text; N tokens of D texts.

    Attributes:
        ids: int32 [N].
        begins: int64 [D], where in `ids` each text begins.
        is_start: bool [N], where a token is one that begins a text.
        is_own: bool [N], where a token neither begins nor ends a text.
    """

    ids: npt.NDArray[np.int32]
    begins: npt.NDArray[np.int64]
    is_start: npt.NDArray[np.bool_]
    is_own: npt.NDArray[np.bool_]


def _join(texts: TokenizedTexts, start: tuple[int, ...], last: tuple[int, ...]) -> _Joined:
    counts = np.diff(texts.ends, prepend=0)
    ends = texts.ends + (len(start) + len(last)) * np.arange(1, len(counts) + 1)
    begins = ends - counts - len(start) - len(last)
    size = int(ends[-1]) if len(ends) else 0
    ids = np.empty(size, np.int32)
    is_start, is_own = np.zeros(size, np.bool_), np.ones(size, np.bool_)
    for place, token in enumerate(start):
        ids[begins + place], is_start[begins + place], is_own[begins + place] = token, True, False
    for token in last:
        ids[ends - 1], is_own[ends - 1] = token, False
    ids[is_own] = texts.ids
    return _Joined(ids, begins, is_start, is_own)


def _ranked_probs(
    model: LanguageModel, joined: _Joined, are_unknown: npt.NDArray[np.bool_], progress: Progress
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.object_]]:
    """p of each token, from the ranking of all that could be drawn; a model that must be asked so has no orders.

    Raises:
        ModelError: it is not known how the model cuts a text.
    """
    if not model.facts.cuts_texts:
        raise ModelError(
            "this server does not tell which tokens a text is cut into, so a text has no score here; serve the model "
            "with llama.cpp's llama-server or vLLM, or open its file with --model"
        )
    ids, begins = joined.ids.astype(np.int64), joined.begins
    begin_of = np.repeat(begins, np.diff(begins, append=len(ids)))
    if model.window is not None:
        begin_of = np.maximum(begin_of, np.arange(len(ids)) - model.window)
    unknown = np.zeros(len(ids), np.bool_)
    unknown[joined.is_own] = are_unknown
    probs = np.zeros(len(ids))
    for place in np.flatnonzero(~joined.is_start).tolist():
        progress("scoring", place / len(ids))
        ranking = _ranking_with(model, model.state(ids[begin_of[place] : place].tolist()), int(ids[place]))
        if unknown[place]:
            probs[place] = ranking.unknown_prob
        else:
            probs[place] = ranking.values[ranking.runs_at(ranking.ranks_of(ids[place : place + 1]))[0]]
    return probs, np.full(len(ids), None)


def _ranking_with(model: LanguageModel, state: Hashable, token: int) -> Ranking:
    """A ranking in which a token has its rank: of as few ranks as are needed for that, where the model gives few."""
    if isinstance(model, GivesFirstRanks):
        ranks = min(FIRST_RANKS, model.most_ranks)
        while True:
            found = model.first_ranks(state, ranks)
            if isinstance(found, Ranking):
                return found
            if isinstance(found, PartialRanking) and (token in found.tokens or ranks >= model.most_ranks):
                return found.heaviest(1.0)
            ranks = min(8 * ranks, model.most_ranks)
    return model.ranking(state)


def probability_of(logprob: float, digits: int = 6) -> str:
    """A probability, or a ratio of two, as text, given its natural logarithm; no float may hold it."""
    if math.isinf(logprob) or abs(logprob) < _LARGEST_LOG:
        return f"{math.exp(logprob):.{digits}g}"
    exponent = math.floor(logprob / math.log(10))
    return f"{math.exp(logprob - exponent * math.log(10)):.{digits - 1}f}e{exponent:+}"


_LARGEST_LOG = 700.0
