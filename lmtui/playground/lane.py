"""A lane: one generation with one temperature and cuts, decided by the luck but for what was chosen by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lmtui.playground.requests import ModelRequests
from lmtui.playground.table import Place, TableView, table_view
from lmtui.playground.transcript import Kind, Transcript
from lmtui.sampling.distribution import Distribution
from lmtui.sampling.generation import DrawnToken, after, prompt_context
from lmtui.sampling.luck import luck
from lmtui.sampling.settings import Sampling
from lmtui.text.specials import EOS, UNK


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
        requests: where the lane's questions to the model go.
        prompt: the tokens before the first generated one.
        sampling: the lane's temperature and cuts, with the session's seed.
        choices: token ids chosen by hand, by position.

    Attributes:
        tokens: the generated tokens.
        transcript: prompt and tokens as they are written.
        order: n of the model.
        unknown: the prompt's tokens that are not in the vocabulary.
    """

    def __init__(
        self, requests: ModelRequests, prompt: Sequence[str], sampling: Sampling, choices: Mapping[int, int]
    ) -> None:
        self.sampling = sampling
        self.tokens: list[LaneToken] = []
        self._requests, self._choices = requests, choices
        sampler = requests.sampler
        self._keep = max(1, sampler.model.order - 1)
        self._prompt_context = prompt_context(sampler, prompt)[-self._keep :]
        self._context = self._prompt_context
        self.order = sampler.model.order
        self._entropies: dict[int, float] = {}
        model = sampler.model
        self.transcript = Transcript(model.tokenizer)
        self.unknown = [token for token in prompt if model.vocabulary.id(token) == UNK]
        unknown = frozenset(self.unknown)
        for token in prompt:
            self.transcript.add(token, Kind.UNKNOWN if token in unknown else Kind.PROMPT)
        self._compared: tuple[Lane, int] = (self, 0)  # with which lane, and how far both were the same

    def advance(self) -> DrawnToken:
        """Append the next token."""
        index = len(self.tokens)
        chosen = index in self._choices
        drawn = (
            self._requests.take(self._context, self.sampling, index, self._choices[index])
            if chosen
            else self._requests.draw(self._context, self.sampling, index)
        )
        self._append(LaneToken(drawn, chosen))
        return drawn

    def _append(self, token: LaneToken) -> None:
        drawn = token.drawn
        self.tokens.append(token)
        self._context = after(self._context, drawn.token, self._keep)
        word = self._requests.sampler.model.vocabulary[drawn.token]
        self.transcript.add(word, Kind.GENERATED, drawn.index)

    def begin_like(self, other: Lane, most: int) -> None:
        """Take over the tokens of a lane with the same prompt and sampling, as far as the choices are the same."""
        different = [place for place, _ in self._choices.items() ^ other._choices.items()]
        for token in other.tokens[: min([most, *different])]:
            self._append(token)

    def ended(self, stop: bool) -> bool:
        """Whether the lane has ended, where a text ends with its unit."""
        return stop and bool(self.tokens) and self.tokens[-1].drawn.token == EOS

    def departs(self, other: Lane) -> int | None:
        """The first position with another token than another lane has; None if there is none."""
        ours, theirs = self.tokens, other.tokens
        same = self._compared[1] if self._compared[0] is other else 0
        end = min(len(ours), len(theirs))
        while same < end and ours[same].drawn.token == theirs[same].drawn.token:
            same += 1
        self._compared = (other, same)
        return same if same < end else None

    def table(self, index: int, first: int, rows: int) -> TableView:
        """The distribution that the token at an index was (or will be) drawn from, from a rank on."""
        model = self._requests.sampler.model
        context = self.context(index)
        conditioned = context[-(model.order - 1) :] if model.order > 1 else []
        unseen = len(conditioned) - model.match(context).length
        place = Place(
            position=index,
            context=conditioned,
            left_out=unseen if model.smoothing == "mle" else 0,
            luck=luck(self.sampling.seed, index),
            taken=self.tokens[index].drawn.token if index < len(self.tokens) and self.tokens[index].chosen else None,
        )
        uncut = self._requests.distribution(context, self.sampling.temperature)
        return table_view(self.distribution(index), uncut, self.sampling.cuts, model.vocabulary, place, first, rows)

    def distribution(self, index: int) -> Distribution:
        """What the token at an index was (or will be) drawn from."""
        return self._requests.distribution(self.context(index), self.sampling.temperature, self.sampling.cuts)

    def entropy_bits(self, index: int) -> float:
        """The entropy of what a token was drawn from."""
        if index not in self._entropies:
            self._entropies[index] = self._requests.entropy_bits(self.context(index), self.sampling)
        return self._entropies[index]

    def context(self, index: int) -> list[int]:
        """The token ids before an index that the model can condition on, `<s>` where the unit begins."""
        if index == len(self.tokens):
            return self._context
        context = self._prompt_context
        for token in self.tokens[max(0, index - self._keep) : index]:
            context = after(context, token.drawn.token, self._keep)
        return context
