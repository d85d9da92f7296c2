"""Where a probability comes from: what each order contributes to p(w|h), with the counts behind it.

    p(w|h) = Σ_k weight_k · own_k,   weight_k = Π of the backoff weights of all longer contexts,

own_k being what the k-gram of w after the last k − 1 tokens of h has by itself, and own_0 the uniform distribution.
(Chen & Goodman, TR-10-98, 1998, eq. 12 in its interpolated form, written out.) Of a model that came without its text
only the stored probability is known that the n-gram has, and the backoff weights on the way to it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from lmtui.ngram.counts import Counts
from lmtui.ngram.model import ROOT, NgramTrie, State
from lmtui.ngram.smoothing import Terms, smoothing_named, terms_of
from lmtui.text.specials import BOS


@dataclass(frozen=True, slots=True)
class Evidence:
    """The counts behind one order's part.

    Attributes:
        count: c(hw), how often the n-gram occurs.
        context_count: c(h), how often a token follows the context.
        counted: a(hw), what the method counts: c(hw), or the continuation count.
        total: Σ a(hv) over the tokens v that follow the context.
        kinds: how many different tokens these are.
        is_continuation: a(hw) is the number of different tokens before the n-gram, and not c(hw).
        discount: D(hw), which is taken off a(hw).
        formula: how `Contribution.own` is made of these numbers; "" where nothing follows the context.
        backoff_formula: the same for `Contribution.backoff`.
    """

    count: int
    context_count: int
    counted: int
    total: int
    kinds: int
    is_continuation: bool
    discount: float
    formula: str
    backoff_formula: str


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one order contributes to a probability.

    Attributes:
        order: k; 0 is the uniform distribution.
        context: the ids of the k − 1 tokens before.
        own: what this order gives the token by itself.
        backoff: the backoff weight of the context; None where nothing is below, or the model does not say.
        weight: what the longer contexts leave for this one: the product of their backoff weights.
        evidence: the counts; None for the uniform distribution, and where the model came without its text.
    """

    order: int
    context: tuple[int, ...]
    own: float
    backoff: float | None
    weight: float
    evidence: Evidence | None = None

    @property
    def prob(self) -> float:
        """What is added to p(w|h)."""
        return self.weight * self.own


@dataclass(frozen=True, slots=True)
class Explanation:
    """Where p(w|h) comes from.

    Attributes:
        token: w.
        context: the ids that the model conditions on, n − 1 at most.
        prob: p(w|h), as the model has it.
        parts: from the longest context that was seen to the shortest; they add up to `prob`.
    """

    token: int
    context: tuple[int, ...]
    prob: float
    parts: tuple[Contribution, ...]

    @property
    def total(self) -> float:
        """The sum of the parts."""
        return math.fsum(part.prob for part in self.parts)


class Explainer:
    """Explains the probabilities of one model.

    Args:
        model: the model.
        counts: of the text it was trained on, up to its order; None where the model came without its text.
    """

    def __init__(self, model: NgramTrie, counts: Counts | None = None) -> None:
        self._model, self._counts = model, counts
        self._terms: list[Terms] = []
        if counts:
            self._smoothing = smoothing_named(model.smoothing, model.order)
            self._terms = [terms_of(self._smoothing, counts, order) for order in range(1, counts.order + 1)]

    def explain(self, context: Sequence[int], token: int) -> Explanation:
        """Take the probability of a token apart.

        Args:
            context: token ids since the unit began, `<s>` first.
            token: any id of V.
        """
        model = self._model
        state = model.match(context)
        window = tuple(context[max(len(context) - model.order + 1, 0) :])
        parts = (
            self._counted_parts(state, window, token) if self._counts else self._stored_parts(state, window, token)
        )
        return Explanation(token, window, model.prob(state, token)[0], tuple(parts))

    def _stored_parts(self, state: State, context: tuple[int, ...], token: int) -> Iterator[Contribution]:
        """The backoff weights on the way to the stored probability, and that."""
        model, weight = self._model, 1.0
        while state.length:
            found, ids = model.find(state, token), context[len(context) - state.length :]
            if found is not None:
                yield Contribution(state.length + 1, ids, float(model.levels[state.length].prob[found]), None, weight)
                return
            backoff = float(model.levels[state.length - 1].backoff[state.place])
            yield Contribution(state.length + 1, ids, 0.0, backoff, weight)
            weight *= backoff
            if not weight:
                return
            state = model.suffix(state)
        yield Contribution(model.base.order, (), float(model.base.prob[token]), None, weight)

    def _counted_parts(self, state: State, context: tuple[int, ...], token: int) -> Iterator[Contribution]:
        """What each order contributes, the uniform distribution last, as long as anything is left for it."""
        model, weight = self._model, 1.0
        while state.length or model.backs_off:
            ids = context[len(context) - state.length :]
            found = model.find(state, token) if state.length else token
            part = self._counted_part(state, ids, found, weight)
            yield part
            weight *= part.backoff or 0.0
            if not weight:
                return
            if not state.length:
                break
            state = model.suffix(state)
        assert self._counts
        uniform = 0.0 if token in self._counts.absent else 1 / self._counts.uniform_size
        yield Contribution(0, (), uniform, None, weight)

    def _counted_part(self, state: State, ids: tuple[int, ...], found: int | None, weight: float) -> Contribution:
        terms = self._terms[state.length]
        own = 0.0 if found is None else float(terms.worth[state.place] * terms.discounted[found])
        backoff = float(terms.backoff[state.place])
        return Contribution(state.length + 1, ids, own, backoff, weight, self._evidence(state, ids, found, terms))

    def _evidence(self, state: State, ids: tuple[int, ...], found: int | None, terms: Terms) -> Evidence:
        """The counts behind a part, and its formulas with their numbers."""
        assert self._counts
        order = state.length + 1
        ngrams = self._counts.orders[order - 1]
        span = self._model.successors(state) if state != ROOT else slice(0, len(ngrams))
        counted = terms.counted[span]
        total, kinds = int(counted.sum()), int(np.count_nonzero(counted))
        # `<s>` follows nothing; among the unigrams its count is that of the units.
        count = ngrams.count[span].sum() - (ngrams.count[BOS] if state == ROOT else 0)
        a = 0 if found is None else int(terms.counted[found])
        discount = float(terms.discounts[min(a, 3)])
        worth, backoff = float(terms.worth[state.place]), float(terms.backoff[state.place])
        numbers = {
            "a": str(a),
            "total": str(total),
            "kinds": str(kinds),
            "discount": f"{discount:.6g}",
            "taken": f"{backoff * total:.6g}",
            "added": f"{1 / worth - total:.6g}" if worth else "",
            "backoff": f"{backoff:.6g}",
            "rest": f"{1 - backoff:.6g}",
        }
        formula = self._smoothing.formula
        return Evidence(
            count=0 if found is None else int(ngrams.count[found]),
            context_count=int(count),
            counted=a,
            total=total,
            kinds=kinds,
            is_continuation=self._smoothing.counts_continuations and order < self._model.order and ids[:1] != (BOS,),
            discount=discount,
            formula=formula.own.format(**numbers) if total else "",
            backoff_formula=formula.backoff.format(**numbers) if total else "",
        )
