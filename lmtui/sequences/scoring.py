"""Score: p(x₁…x_L) = ∏ p(x_i | x_1…x_{i−1}), the chain rule, each factor with the order that served it."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from lmtui.errors import Progress, ignore_progress
from lmtui.model.protocol import CanScore, LanguageModel, TextToken
from lmtui.text.specials import BOS


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
        """For each token those before it that its probability was looked up with: one fewer than its order, and none
        where the model has no orders."""
        words = [*self.start, *(token.token for token in self.tokens)]
        places = range(len(self.start), len(words))
        lengths = (max((token.order or 0) - 1, 0) for token in self.tokens)
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


def score(
    model: LanguageModel, text: Sequence[TextToken], end: bool = True, progress: Progress = ignore_progress
) -> Score:
    """Score one text, given as its tokens, from the context that texts begin in to the end token, if there is one.

    Args:
        end: whether the end token is a factor.
        progress: told before each token.

    Raises:
        Cancelled: by `progress`.
    """
    tokens, window = model.tokens, model.window
    ended = end and tokens.end is not None
    if end and tokens.end is not None:
        text = [*text, TextToken(tokens.end)]
    ids = [*tokens.start, *(token.id for token in text)]
    scored: list[ScoredToken] = []
    for place, token in enumerate(text, len(tokens.start)):
        progress("scoring", len(scored) / len(text))
        context = ids[0 if window is None else max(place - window, 0) : place]
        prob, order = _prob(model, model.state(context), token)
        logprob = math.log(prob) if prob else -math.inf
        spelling = tokens.spelling(token.id)
        known = token.unknown in ("", spelling)
        scored.append(ScoredToken(token.unknown or spelling, logprob, order, known))
    return Score(tuple(scored), tuple(map(tokens.spelling, tokens.start)), ended)


def _prob(model: LanguageModel, state: Hashable, token: TextToken) -> tuple[float, int | None]:
    """p(w|h) of a token, and the order that served it, if one did."""
    if isinstance(model, CanScore):
        return model.prob(state, token.id)
    ranking = model.ranking(state)
    if token.unknown:
        return ranking.unknown_prob, None
    run = ranking.runs_at(ranking.ranks_of(np.array([token.id])))
    return float(ranking.values[run[0]]), None


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


def probability_of(logprob: float, digits: int = 6) -> str:
    """A probability, or a ratio of two, as text, given its natural logarithm; no float may hold it."""
    if math.isinf(logprob) or abs(logprob) < _LARGEST_LOG:
        return f"{math.exp(logprob):.{digits}g}"
    exponent = math.floor(logprob / math.log(10))
    return f"{math.exp(logprob - exponent * math.log(10)):.{digits - 1}f}e{exponent:+}"


_LARGEST_LOG = 700.0


def units_of(ids: npt.NDArray[np.int32]) -> list[npt.NDArray[np.int32]]:
    """Cut `EncodedText.ids` into units, `<s>` and `</s>` left out."""
    return [unit[1:-1] for unit in np.split(ids, np.flatnonzero(ids == BOS)[1:])]
