"""A lane: one generation with one temperature and cuts, decided by the luck but for what was chosen by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lmtui.model.protocol import LeavesOut, TextToken
from lmtui.playground.table import Place, TableView, table_view
from lmtui.playground.transcript import Kind, Transcript
from lmtui.sampling.distribution import Distribution
from lmtui.sampling.generation import DrawnToken, after, draw, prompt_context
from lmtui.sampling.luck import luck
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling


@dataclass(frozen=True, slots=True)
class LaneToken:
    """A generated token.

    Attributes:
        drawn: the token, and how it came to be; the luck of a chosen one decided on another.
        chosen: it was chosen by hand.
    """

    drawn: DrawnToken
    chosen: bool


class Lane:
    """Generated tokens; the same settings, luck and choices give the same ones.

    Args:
        sampler: the model.
        prompt: the tokens before the first.
        sampling: temperature, cuts and seed.
        choices: token ids chosen by hand, by position.

    Attributes:
        tokens: those generated.
        transcript: they as text, the prompt before them.
        order: n of the model; None where it has no orders.
        unknown: the prompt's tokens that are not in the vocabulary.
    """

    def __init__(
        self, sampler: Sampler, prompt: Sequence[TextToken], sampling: Sampling, choices: Mapping[int, int]
    ) -> None:
        self.sampling = sampling
        self.tokens: list[LaneToken] = []
        self._sampler, self._choices = sampler, choices
        model = sampler.model
        self._prompt_context = prompt_context(model, [token.id for token in prompt])
        self._context = self._prompt_context
        self.order = model.facts.order
        self._entropies: dict[int, float] = {}
        self.transcript = Transcript()
        self._speller = model.tokens.speller()
        self.unknown = [token.unknown for token in prompt if token.unknown]
        for token in prompt:
            self.transcript.add(*self._speller.spell(token), Kind.UNKNOWN if token.unknown else Kind.PROMPT)
        self._compared: tuple[Lane, int] = (self, 0)  # with which lane, and how far both were the same

    def advance(self) -> DrawnToken:
        """Append the next token."""
        index = len(self.tokens)
        chosen = index in self._choices
        drawn = self._taken(index) if chosen else draw(self._sampler, self._context, self.sampling, index)
        self._append(LaneToken(drawn, chosen))
        return drawn

    def _append(self, token: LaneToken) -> None:
        drawn = token.drawn
        self.tokens.append(token)
        model = self._sampler.model
        self._context = after(model, self._context, drawn.token)
        space, text = self._speller.spell(TextToken(drawn.token))
        self.transcript.add(space, text, Kind.GENERATED, drawn.index, drawn.token == model.tokens.end)

    def begin_like(self, other: Lane, most: int) -> None:
        """Take over the tokens of a lane with the same prompt and sampling, as far as the choices are the same."""
        different = [place for place, _ in self._choices.items() ^ other._choices.items()]
        for token in other.tokens[: min([most, *different])]:
            self._append(token)

    def ended(self, stop: bool) -> bool:
        """Whether it ends with its unit, and has."""
        return stop and bool(self.tokens) and self.tokens[-1].drawn.token == self._sampler.model.tokens.end

    def departs(self, other: Lane) -> int | None:
        """The first position at which it has another token than another lane; None if there is none."""
        ours, theirs = self.tokens, other.tokens
        same = self._compared[1] if self._compared[0] is other else 0
        end = min(len(ours), len(theirs))
        while same < end and ours[same].drawn.token == theirs[same].drawn.token:
            same += 1
        self._compared = (other, same)
        return same if same < end else None

    def table(self, index: int, first: int, rows: int) -> TableView:
        """The distribution that the token at an index was (or will be) drawn from, from a rank on."""
        model = self._sampler.model
        context = self.context(index)
        place = Place(
            position=index,
            context=context,
            left_out=model.left_out(context) if isinstance(model, LeavesOut) else 0,
            luck=luck(self.sampling.seed, index),
            taken=self.tokens[index].drawn.token if index < len(self.tokens) and self.tokens[index].chosen else None,
        )
        uncut = self._sampler.distribution(context, self.sampling.temperature)
        return table_view(self.distribution(index), uncut, self.sampling.cuts, model.tokens, place, first, rows)

    def distribution(self, index: int) -> Distribution:
        """What the token at an index was (or will be) drawn from."""
        return self._sampler.distribution(self.context(index), self.sampling.temperature, self.sampling.cuts)

    def entropy_bits(self, index: int) -> float:
        """The entropy of what a token was drawn from."""
        if index not in self._entropies:
            self._entropies[index] = self.distribution(index).entropy_bits
        return self._entropies[index]

    def _taken(self, index: int) -> DrawnToken:
        candidate = self.distribution(index).of(self._choices[index])
        u = luck(self.sampling.seed, index)
        return DrawnToken(
            index, candidate.token, u, candidate.rank, candidate.model_prob, candidate.prob, candidate.order
        )

    def context(self, index: int) -> list[int]:
        """The token ids before an index that matter to the model, `<s>` where the unit begins."""
        if index == len(self.tokens):
            return self._context
        model, context = self._sampler.model, self._prompt_context
        first = 0 if model.window is None else max(0, index - max(model.window, 1))
        for token in self.tokens[first:index]:
            context = after(model, context, token.drawn.token)
        return context
