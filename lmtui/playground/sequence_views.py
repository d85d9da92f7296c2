"""What is told of whole sequences, as plain data that a screen can draw: scores, best sequences, samples."""

from __future__ import annotations

import math
from dataclasses import dataclass

from lmtui.sequences.comparison import compare
from lmtui.sequences.scoring import Score
from lmtui.text.display import token_label

_ALIGNED = 1 << 22
"""The longest texts that are aligned: the product of their numbers of tokens."""


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor of the chain rule.

    Attributes:
        token: its label.
        context: the labels of the tokens that its probability was looked up with, separated by blanks.
        known: whether the token is in the vocabulary.
        order: the order that served it; None where the model has no orders.
        logprob: natural logarithm of p.
        running: natural logarithm of the product up to and with this factor.
        bits: the surprise.
    """

    token: str
    context: str
    known: bool
    order: int | None
    logprob: float
    running: float
    bits: float


@dataclass(frozen=True, slots=True)
class TotalView:
    """A product of factors: its natural logarithm, the perplexity, and how many tokens it has."""

    logprob: float
    perplexity: float
    tokens: int


@dataclass(frozen=True)
class ScoredText:
    """A text as the product of its factors.

    Attributes:
        factors: one a token.
        total: of all.
        without_end: of all but the end token; None where the end token is no factor.
        unknown: how many tokens are not in the vocabulary.
    """

    factors: tuple[Factor, ...]
    total: TotalView
    without_end: TotalView | None
    unknown: int

    @classmethod
    def of(cls, score: Score) -> ScoredText:
        """The text of a score."""
        rows = zip(score.tokens, score.contexts, score.running, strict=True)
        return cls(
            tuple(
                Factor(
                    token_label(token.token),
                    " ".join(map(token_label, context)),
                    token.known,
                    token.order,
                    token.logprob,
                    running,
                    token.surprise_bits,
                )
                for token, context, running in rows
            ),
            _total(score),
            _total(score.without_end) if score.ended else None,
            sum(not token.known for token in score.tokens),
        )


@dataclass(frozen=True, slots=True)
class Pair:
    """A row of two aligned texts.

    Attributes:
        left: the factor of the first text; None where only the second one has a token here.
        right: the factor of the second text; None where only the first one has a token here.
        log_ratio: natural logarithm of the left factor by the right one.
        running: the sum of the logarithms up to and with this row.
    """

    left: Factor | None
    right: Factor | None
    log_ratio: float
    running: float


@dataclass(frozen=True)
class PairedTexts:
    """Two texts beside each other.

    Attributes:
        pairs: the rows.
        log_ratio: natural logarithm of the first text's probability by the second one's; NaN where both are 0.
        decisive: the row where the more probable text won most; None where neither is more probable.
    """

    pairs: tuple[Pair, ...]
    log_ratio: float
    decisive: int | None

    @classmethod
    def of(cls, left: Score, right: Score) -> PairedTexts | None:
        """Align two scores; None where that would take too long."""
        if len(left.tokens) * len(right.tokens) > _ALIGNED:
            return None
        compared = compare(left, right)
        lefts, rights = iter(ScoredText.of(left).factors), iter(ScoredText.of(right).factors)
        pairs = tuple(
            Pair(next(lefts) if row.left else None, next(rights) if row.right else None, row.log_ratio, running)
            for row, running in zip(compared.rows, compared.running, strict=True)
        )
        return cls(pairs, compared.log_ratio, compared.decisive)


@dataclass(frozen=True, slots=True)
class AnnealedText:
    """A text's probability at a temperature other than 1.

    Attributes:
        generated: natural logarithm of the product of the annealed factors, after the cuts.
        sequence: natural logarithm of p^(1/T) / Z over all sequences of that length; None where that is not known.
        why: why it is not known; else "".
    """

    generated: float
    sequence: float | None
    why: str = ""


@dataclass(frozen=True)
class ScoreView:
    """One or two texts, scored.

    Attributes:
        texts: the texts; none where nothing was typed.
        paired: the two texts aligned; None for one text, or where they are too long.
        temperature: T of the annealed probabilities.
        cuts: the names of the cuts that the generated probability is after.
        annealed: one for each text; None while they are being worked out, and at T = 1 without cuts.
    """

    texts: tuple[ScoredText, ...]
    paired: PairedTexts | None
    temperature: float
    cuts: tuple[str, ...]
    annealed: tuple[AnnealedText, ...] | None = None

    @property
    def largest_bits(self) -> float:
        """The largest finite surprise of any token; 1 where there is none above 0."""
        found = (factor.bits for text in self.texts for factor in text.factors if factor.bits < math.inf)
        return max(found, default=0.0) or 1.0


def _total(score: Score) -> TotalView:
    return TotalView(score.logprob, score.perplexity, len(score.tokens))
