"""Score: p(x₁…x_L) = ∏ p(x_i | x_1…x_{i−1}), the chain rule, each factor with the order that served it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from lmtui.ngram.model import Model
from lmtui.text.specials import BOS, EOS, UNK


@dataclass(frozen=True, slots=True)
class ScoredToken:
    """One factor of the chain rule.

    Attributes:
        token: as it stands in the text, known or not.
        logprob: natural logarithm of p; −∞ where p = 0.
        order: the order that served it; 0 is the uniform.
        known: it is in the vocabulary; an unknown one scores as `<unk>`.
    """

    token: str
    logprob: float
    order: int
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
        ended: whether that `</s>` is there.
    """

    tokens: tuple[ScoredToken, ...]
    start: tuple[str, ...]
    ended: bool

    @property
    def contexts(self) -> tuple[tuple[str, ...], ...]:
        """For each token those before it that its probability was looked up with: one fewer than its order."""
        words = [*self.start, *(token.token for token in self.tokens)]
        places = range(len(self.start), len(words))
        lengths = (max(token.order - 1, 0) for token in self.tokens)
        return tuple(tuple(words[place - length : place]) for place, length in zip(places, lengths, strict=True))

    @property
    def running(self) -> tuple[float, ...]:
        """Natural logarithm of the product of all factors up to and with each token."""
        return tuple(accumulate(token.logprob for token in self.tokens))

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
class Summary:
    """Several scored texts together.

    Attributes:
        texts: how many.
        tokens: how many they have, `</s>` counted if it was scored.
        unknown: how many of these are not in the vocabulary.
        perplexity: of all tokens.
        perplexity_known: of the known ones.
    """

    texts: int
    tokens: int
    unknown: int
    perplexity: float
    perplexity_known: float


def perplexity(logprob: float, tokens: int) -> float:
    """exp(−logprob / tokens); ∞ where that leaves the range of floats, NaN for no tokens."""
    if not tokens:
        return math.nan
    try:
        return math.exp(-logprob / tokens)
    except OverflowError:
        return math.inf


def logprob_of(model: Model, context: Sequence[int], tokens: Sequence[int]) -> float:
    """log p(tokens | context), natural, of token ids; the context begins where the unit does, `<s>` first."""
    ids = [*context, *tokens]
    logs = []
    for place in range(len(context), len(ids)):
        prob, _ = model.prob(model.match(ids[max(0, place - model.order + 1) : place]), ids[place])
        if not prob:
            return -math.inf
        logs.append(math.log(prob))
    return math.fsum(logs)


def score(model: Model, tokens: Sequence[str], end: bool = True) -> Score:
    """Score one text, given as its tokens, as a unit from `<s>` to `</s>`, or as a stream if the model is of one.

    Args:
        end: whether `</s>` is a factor.
    """
    vocabulary = model.vocabulary
    ended = end and model.ends
    if ended:
        tokens = [*tokens, vocabulary[EOS]]
    ids = [*model.start, *vocabulary.encode(tokens)]
    scored = []
    for place, token in enumerate(tokens, len(model.start)):
        context = ids[max(0, place - model.order + 1) : place]
        prob, order = model.prob(model.match(context), ids[place])
        logprob = math.log(prob) if prob else -math.inf
        known = ids[place] != UNK or token == vocabulary[UNK]
        scored.append(ScoredToken(token, logprob, order, known))
    return Score(tuple(scored), tuple(vocabulary.decode(model.start)), ended)


def summarise(scores: Iterable[Score]) -> Summary:
    """Sum up the scores of several texts."""
    scores = list(scores)
    every = [token for scored in scores for token in scored.tokens]
    known = [token.logprob for token in every if token.known]
    return Summary(
        texts=len(scores),
        tokens=len(every),
        unknown=len(every) - len(known),
        perplexity=perplexity(math.fsum(token.logprob for token in every), len(every)),
        perplexity_known=perplexity(math.fsum(known), len(known)),
    )


def units_of(ids: npt.NDArray[np.int32]) -> list[npt.NDArray[np.int32]]:
    """Cut `EncodedText.ids` into units, `<s>` and `</s>` left out."""
    return [unit[1:-1] for unit in np.split(ids, np.flatnonzero(ids == BOS)[1:])]
