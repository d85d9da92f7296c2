"""What a Python program is told of tokens and sequences."""

from __future__ import annotations

from dataclasses import dataclass

from lmtui import numbers
from lmtui.api.arguments import count_given, text_given
from lmtui.errors import ModelError
from lmtui.model.partial_ranking import Bounds
from lmtui.model.protocol import Tokens
from lmtui.sampling.distribution import Candidate, Distribution
from lmtui.text.html import Bar, Cell, html_table

_SHOWN_ROWS = 10


@dataclass(frozen=True)
class NextToken:
    """A token that could come next; see `lmtui.sampling.distribution.Candidate`.

    Attributes:
        rank: from 1, by decreasing probability.
        token: as text.
        model_prob: p(w|h), at T = 1.
        prob: p_T(w|h), after the cuts.
        cumulative: the sum of `prob` up to this rank.
        order: the order that served it, 0 being the uniform; None where the model has no orders.
    """

    rank: int
    token: str
    model_prob: float
    prob: float
    cumulative: float
    order: int | None


@dataclass(frozen=True)
class NextTokens:
    """The exact distribution of the next token over the whole support, V without `<s>` and `<unk>`."""

    distribution: Distribution
    tokens: Tokens

    @property
    def entropy_bits(self) -> float:
        """The entropy of p_T in bits."""
        return self.distribution.entropy_bits

    @property
    def support(self) -> int:
        """How many tokens can be drawn."""
        return self.distribution.support

    @property
    def kept(self) -> tuple[int, int]:
        """The first and the last rank that the cuts leave, from 1; at T = 0 the one that can be drawn."""
        return self.distribution.first, self.distribution.last

    def top(self, count: int) -> list[NextToken]:
        """The most probable tokens; a `SettingError` where `count` is no whole number from 0 up."""
        rows = count_given(count, "the number of rows")
        return [self._named(candidate) for candidate in self.distribution.candidates(1, rows)]

    def of(self, token: str) -> NextToken:
        """One token.

        Raises:
            ModelError: it cannot be drawn, not being in the vocabulary.
        """
        index = self.tokens.find(text_given(token, "the token"))
        if index is None:
            raise ModelError(f"'{token}' cannot be drawn; it is not in the vocabulary")
        return self._named(self.distribution.of(index))

    def draw(self, luck: numbers.Number) -> NextToken:
        """The token that a luck u in [0, 1) decides on; a `SettingError` for any other u."""
        return self._named(self.distribution.draw(luck))

    def _repr_html_(self) -> str:
        """The most probable tokens as a table, for notebooks: the bar is p_T, the mark on it p, on one scale."""
        of, rows = self.distribution, self.top(_SHOWN_ROWS)
        longest = max((max(row.prob, row.model_prob) for row in rows), default=1.0) or 1.0
        cells: list[list[Cell]] = [
            [
                str(row.rank),
                row.token,
                f"{row.model_prob:.4g}",
                f"{row.prob:.4g}",
                Bar(row.prob / longest, row.model_prob / longest),
            ]
            for row in rows
        ]
        if others := self.support - len(rows):
            p, p_t = of.model_prob_outside(1, len(rows)), of.prob_outside(1, len(rows))
            cells.append(["", f"{others:,} others", f"{p:.4g}", f"{p_t:.4g}", ""])
        caption = f"T = {of.temperature:g}, {self.entropy_bits:.3f} bits, {self.support:,} tokens"
        scale = f"the bar is p_T, the mark p; its end is {longest:.3g}"
        return html_table(caption, ("rank", "token", "p", "p_T", scale), cells)

    def _named(self, candidate: Candidate) -> NextToken:
        return NextToken(
            candidate.rank,
            self.tokens.spelling(candidate.token),
            candidate.model_prob,
            candidate.prob,
            candidate.cumulative,
            candidate.order,
        )


@dataclass(frozen=True)
class WholeSequence:
    """A continuation of a prompt.

    Attributes:
        tokens: as text; `</s>` may be the last.
        logprob: natural logarithm of its probability, at T = 1.
    """

    tokens: tuple[str, ...]
    logprob: float


@dataclass(frozen=True)
class BestSequences:
    """The most probable continuations of a prompt, and their greedy rival.

    Attributes:
        best: the best first.
        greedy: the most probable token at every position.
    """

    best: tuple[WholeSequence, ...]
    greedy: WholeSequence


@dataclass(frozen=True)
class BeamSequences:
    """The best continuations of a prompt that a beam search found, with no proof, and their greedy rival.

    Attributes:
        found: the most probable first, up to `width`.
        greedy: the most probable token at every position; None where that has p = 0.
        width: K.
        ranks: of how many first ranks each token is one, where the model gives too few; else None.
        unanswered: how many beginnings were given up, since the model says nothing about what follows them.
    """

    found: tuple[WholeSequence, ...]
    greedy: WholeSequence | None
    width: int
    ranks: int | None
    unanswered: int


@dataclass(frozen=True)
class SampledSequence:
    """A sequence that came among N samples.

    Attributes:
        tokens: as text.
        count: how often it came.
        logprob: natural logarithm of the probability with which it was drawn.
        share: count / N.
        deviation: by how many standard errors the count differs from what it is on average.
        log_bounds: what `logprob` lies between where the model gave its first ranks alone; else None.
        certain: whether all of the support would lead to the same tokens.
    """

    tokens: tuple[str, ...]
    count: int
    logprob: float
    share: float
    deviation: float
    log_bounds: Bounds | None = None
    certain: bool = True
