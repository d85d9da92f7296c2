"""The weights of a context over those of its shorter one; `lmtui.ngram.draws` says what they are for.

Which token a weight leads to is guessed from the shorter context: as if all seen tokens that can be ahead were, and
as if copies had the same share of every stretch of ranks. The token found there tells which seen tokens and which
copies are ahead, and so whether the guess was right. Mostly the first or the second one is.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from typing import TypeAlias

from lmtui.model.protocol import Found
from lmtui.ngram.ranked_weights import ROUNDING, RankedWeights, doubt_of
from lmtui.ngram.seen_tokens import NARROWER, WIDER, SeenTokens, TokensInOrder, place_of, weight_of

UNDECIDED = Found(0, 0, 0.0, 0, math.nan, math.nan)
"""Is found where only the ranking can tell: no weight is between its edges."""

_FOLLOWED = 3
"""So often a guess is followed to the place that it leads to; then places are halved."""


class StackedWeights:
    """The weights of a context over those of its shorter one; `stacked` makes it where this is possible.

    Args:
        below: the weights of the shorter context.
        backoff: the factor on its probabilities.
        seen: the tokens seen after the context, at least one.
        order: the order that serves these.
        exponent: 1/T.

    The attributes are those of `RankedWeights`.
    """

    __slots__ = (
        "_backoff",
        "_below",
        "_copies",
        "_exponent",
        "_given",
        "_least",
        "_seen",
        "_seen_weight",
        "_stretch",
        "_unit",
        "doubt",
        "error",
        "largest",
        "order",
        "runs",
        "smallest",
        "total",
    )

    largest: float
    smallest: float
    total: float
    error: float
    runs: int
    _seen: TokensInOrder | None
    _copies: TokensInOrder | None

    def __init__(self, below: NgramWeights, backoff: float, seen: SeenTokens, order: int, exponent: float) -> None:
        self._below, self._backoff, self._exponent, self.order = below, backoff, exponent, order
        self._given, self._seen, self._copies = seen, None, None
        self._least, possible, first = seen.extremes()
        first_below = backoff * below.largest
        self.largest = largest = max(first, first_below)
        self.smallest = min(backoff * below.smallest, possible)
        self._unit = (first_below / largest) ** exponent
        self._seen_weight = added = weight_of(seen.prob, 1 / largest, exponent)
        unseen, taken_out = self._unit * below.total, weight_of(seen.prob_below, backoff / largest, exponent)
        self.total = unseen + added - taken_out
        # As if in every stretch of ranks the copies had the same share of the weight.
        self._stretch = below.total / (unseen - taken_out) if unseen > taken_out else 0.0
        # Each p is scaled and divided by the largest, which 1/T magnifies; then each weight is added once.
        count = len(seen.tokens)
        roundings = 8 * exponent + 2 * count + 16
        self.error = self._unit * below.error + roundings * ROUNDING * (unseen + added + taken_out)
        self.runs = below.runs + 2 * count
        self.doubt = doubt_of(self.error, self.runs, self.total)

    @property
    def seen(self) -> TokensInOrder:
        """The seen tokens."""
        if self._seen is None:
            given = self._given
            self._seen = TokensInOrder.of(given.tokens, given.prob, 1 / self.largest, self._exponent)
        return self._seen

    @property
    def copies(self) -> TokensInOrder:
        """The same tokens as the shorter context has them."""
        if self._copies is None:
            given, factor = self._given, self._backoff / self.largest
            self._copies = TokensInOrder.of(given.tokens, given.prob_below, factor, self._exponent)
        return self._copies

    def find(self, weight: float) -> Found:
        """See `RankedWeights`."""
        added = self._seen_weight
        if weight >= added:
            found, copies = self._unseen(weight - added)
            if found.model_prob * self._backoff < self._least:  # all seen tokens are ahead
                return self._of_below(found, len(self._given.tokens), added, copies)
        return self._find_among_seen(weight)

    def _find_among_seen(self, weight: float) -> Found:
        """The same where some seen tokens may stand after the token that is found."""
        tokens, descending, ends = self.seen
        guess = bisect_right(ends, weight) - 1  # the seen tokens ahead weigh no more than all that are ahead
        low, high = 0, min(guess + 1, len(tokens))
        if guess < high and -descending[guess] > self._backoff * self._below.largest:  # no unseen token is ahead
            return Found(guess, tokens[guess], -descending[guess], self.order, ends[guess], ends[guess + 1])
        for _ in range(2):
            found, copies = self._unseen(weight - ends[guess])
            if found is UNDECIDED:
                return found
            ahead, at_least = self.seen.places_of(found.model_prob * self._backoff)
            if ahead != at_least:  # as probable as a seen token
                break
            if ahead == guess:
                return self._of_below(found, guess, ends[guess], copies)
            if ahead > guess:
                low, high = guess + 1, min(ahead, high)
                break
            low, high = max(ahead, low), guess
            guess = ahead
        while low < high:
            place = (low + high) // 2
            if self._ahead(place)[1] <= weight:
                low = place + 1
            else:
                high = place
        if low:
            place = low - 1
            rank, mass = self._ahead(place)
            after = mass + ends[low] - ends[place]
            if weight < after:
                return Found(rank, tokens[place], -descending[place], self.order, mass, after)
        found, copies = self._unseen(weight - ends[low])
        return self._of_below(found, low, ends[low], copies)

    def _unseen(self, weight: float) -> tuple[Found, int]:
        """The unseen token up to and with which unseen tokens weigh more than `weight`, as the shorter context has
        it, and how many copies are ahead of it; or `UNDECIDED`."""
        if not self._unit:
            return UNDECIDED, 0
        below, unit, copies = self._below, self._unit, self.copies
        tokens, descending, ends = copies
        low, high, tries = 0, len(tokens), 0
        found = below.find(weight * self._stretch)
        while low < high:
            place, is_copy = bisect_left(descending, -found.model_prob), False
            if descending[place] == -found.model_prob:
                if found.order != below.order:  # which of the two is ahead, their ids do not say
                    return UNDECIDED, 0
                at_least = bisect_right(descending, -found.model_prob, place)
                place = bisect_left(tokens, found.token, place, at_least)
                is_copy = place < at_least and tokens[place] == found.token
            aim = (weight + ends[place]) / unit
            if aim < found.before:
                high = place
            elif is_copy:
                low = place + 1
                aim = (weight + ends[low]) / unit
            elif aim < found.after:
                return found, place
            elif aim >= found.after:
                low = place
            else:  # not a number
                return UNDECIDED, 0
            tries += 1
            found = below.find(aim if tries < _FOLLOWED else (weight + ends[(low + high) // 2]) / unit)
        return below.find((weight + ends[low]) / unit), low

    def _of_below(self, found: Found, seen: int, seen_weight: float, copies: int) -> Found:
        """A token of the shorter context, given which seen tokens are ahead of it and how many copies."""
        rank, token, prob, order, before, after = found
        shift, unit = seen_weight - self.copies.ends[copies], self._unit
        return Found(
            rank + seen - copies, token, prob * self._backoff, order, unit * before + shift, unit * after + shift
        )

    def _ahead(self, place: int) -> tuple[int, float]:
        """How many tokens stand before the seen token at a place among these, and their weight."""
        token, level, about = self.seen.tokens[place], self, self.seen.descending[place]
        count, mass, unit, prob = 0, 0.0, 1.0, -about
        while True:
            count += place
            mass += unit * level.seen.ends[place]
            about /= level._backoff
            copies = level.copies
            place = bisect_left(copies.descending, about * WIDER)
            if copies.descending[place] <= about * NARROWER:
                scales = self.scales_from(level._below)
                place = place_of(copies.descending, copies.tokens, place, scales, prob, token)
            count -= place
            mass -= unit * copies.ends[place]
            unit *= level._unit
            below = level._below
            if isinstance(below, RankedWeights):
                count_below, mass_below = below.ahead(prob, token, about, self)
                return count + count_below, mass + unit * mass_below
            level = below
            place = bisect_left(level.seen.descending, about * WIDER)
            if level.seen.descending[place] <= about * NARROWER:
                scales = self.scales_from(level)
                place = place_of(level.seen.descending, level.seen.tokens, place, scales, prob, token)

    def scales_from(self, below: NgramWeights) -> list[float]:
        """The backoff weights that p of a context below are multiplied by, the first one first: floats depend on the
        order."""
        scales: list[float] = []
        level: NgramWeights = self
        while level is not below and isinstance(level, StackedWeights):
            scales.append(level._backoff)
            level = level._below
        return scales[::-1]


NgramWeights: TypeAlias = RankedWeights | StackedWeights
"""p^(1/T) of all tokens of a context, relative to the largest p."""
