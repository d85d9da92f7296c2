"""A lane: one generation after a prompt, with the settings each of its tokens was drawn with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lmtui.playground.table import TableView, table_view
from lmtui.sampling.generation import DrawnToken, after, draw, prompt_context
from lmtui.sampling.luck import luck
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling


@dataclass(frozen=True, slots=True)
class LaneToken:
    """A generated token and the settings it was drawn with."""

    drawn: DrawnToken
    sampling: Sampling


class Lane:
    """Generated tokens.

    Args:
        sampler: the model.
        prompt: the tokens before the first.

    Attributes:
        tokens: those generated.
    """

    def __init__(self, sampler: Sampler, prompt: Sequence[str]) -> None:
        self._sampler = sampler
        self._keep = max(1, sampler.model.order - 1)
        self._prompt_context = prompt_context(sampler, prompt)[-self._keep :]
        self._context = self._prompt_context
        self.tokens: list[LaneToken] = []

    def advance(self, sampling: Sampling) -> DrawnToken:
        """Draw and append one token."""
        drawn = draw(self._sampler, self._context, sampling, len(self.tokens))
        self.tokens.append(LaneToken(drawn, sampling))
        self._context = after(self._context, drawn.token, self._keep)
        return drawn

    def table(self, index: int, sampling: Sampling, first: int, rows: int) -> TableView:
        """The distribution that the token at an index is (or will be) drawn from, from a rank on."""
        model = self._sampler.model
        context = self._context_before(index)
        distribution = self._sampler.distribution(context, sampling.temperature, sampling.cuts)
        conditioned = context[-(model.order - 1) :] if model.order > 1 else []
        matched = model.match(context).length
        return table_view(
            distribution, model.vocabulary, conditioned, matched, luck(sampling.seed, index), first, rows
        )

    def _context_before(self, index: int) -> list[int]:
        """The last ids before an index that the model can condition on."""
        if index == len(self.tokens):
            return self._context
        context = self._prompt_context
        for token in self.tokens[max(0, index - self._keep) : index]:
            context = after(context, token.drawn.token, self._keep)
        return context
