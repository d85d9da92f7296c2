"""A lane: one generation with one temperature and cuts, decided by the luck but for what was chosen by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lmtui.model.protocol import TextToken, ids_of, last_ids
from lmtui.playground.lane_writing import departs_in_writing
from lmtui.playground.requests import AnyQuestion, ModelRequests, SequenceQuestion
from lmtui.playground.transcript import PieceKind, Transcript
from lmtui.sampling.distribution import Candidate, Distribution
from lmtui.sampling.generation import DrawnToken, context_after, prompt_context, token_of
from lmtui.sampling.luck import luck
from lmtui.sampling.settings import Sampling
from lmtui.sequences.annealing import AnnealedSequences

if TYPE_CHECKING:
    from lmtui.sampling.bounded import BoundedDistribution


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
        sequence_length: L, where T anneals the whole sequence of L tokens; None where T anneals each token.

    Attributes:
        requests: as given.
        tokens: the generated tokens.
        written: the characters that each of these completes, with the blank before.
        transcript: prompt and tokens as they are written.
        model: the lane's model.
        order: n of the model; None for a model without orders.
        unknown: the prompt's tokens that are not in the vocabulary.
        last_unknown: the prompt's last token if it is one of these; else "".
        context_before_last: the token ids that matter before the prompt's last token.
        uncertain: the positions of the tokens that the ranks which the model gives do not decide on.
    """

    def __init__(
        self,
        requests: ModelRequests,
        prompt: Sequence[TextToken],
        sampling: Sampling,
        choices: Mapping[int, int],
        sequence_length: int | None = None,
    ) -> None:
        self.sampling, self.sequence_length = sampling, sequence_length
        self._sequences: AnnealedSequences | None = None
        self.tokens: list[LaneToken] = []
        self.written: list[str] = []
        self.uncertain = frozenset[int]()
        self.requests, self._choices = requests, choices
        self.model = model = requests.sampler.model
        self._prompt_context = prompt_context(model, ids_of(prompt))
        self._context = self._prompt_context
        self.order = model.facts.order
        self._entropies: dict[int, float] = {}
        self.transcript = Transcript()
        self._prompt, self._prompt_ids = prompt, ids_of(prompt, unknown=len(model.tokens))
        self._speller = model.tokens.speller()
        self.unknown = [token.unknown for token in prompt if token.unknown]
        self.last_unknown = (prompt[-1].unknown or "") if prompt else ""
        self.context_before_last = prompt_context(model, ids_of(prompt[:-1]))
        for token in prompt:
            self.transcript.add(*self._speller.spell(token), PieceKind.UNKNOWN if token.unknown else PieceKind.PROMPT)
        self._compared: tuple[Lane, int] = (self, 0)  # with which lane, and how far both were the same

    @property
    def what_decides(self) -> object:
        """What decides the text, with the prompt and the choices: model, sampling, and L of a whole sequence."""
        return self.requests, self.sampling, self.sequence_length

    @property
    def can_advance(self) -> bool:
        """Whether what the next token is drawn from is known."""
        if self.sequence_length is not None:
            return self._annealed is not None and not self.is_complete
        if len(self.tokens) in self._choices:
            return self._find_chosen(self._choices[len(self.tokens)]) is not None
        return self.requests.can_draw(self._context, self.sampling, len(self.tokens))

    @property
    def takes_time(self) -> bool:
        """Whether what tokens are drawn from may not be known at once."""
        if self.sequence_length is not None:
            return not self.requests.anneals_at_once(self.sequence_length)
        return not self.requests.answers_at_once

    @property
    def is_complete(self) -> bool:
        """Whether the whole sequence is there that T anneals; nothing can follow then."""
        if self.sequence_length is None or not self.tokens:
            return False
        return len(self.tokens) >= self.sequence_length or self._ends_with_unit

    @property
    def _ends_with_unit(self) -> bool:
        return bool(self.tokens) and self.tokens[-1].drawn.token == self.model.tokens.end

    @property
    def _annealed(self) -> AnnealedSequences | None:
        """The sequences that one is drawn from; None where each token is annealed, and where they are not known."""
        if self._sequences is None and self.sequence_length is not None:
            found = self.requests.annealed(self.sampling.temperature, self.sequence_length)
            self._sequences = found and found.after(self._prompt_context)
        return self._sequences

    @property
    def question(self) -> SequenceQuestion | None:
        """What is to be asked before a whole sequence can be drawn; None where nothing is."""
        if self.sequence_length is None or self._annealed is not None:
            return None
        return SequenceQuestion(self.requests, self.sampling.temperature, self.sequence_length)

    @property
    def next_question(self) -> AnyQuestion | None:
        """What is to be asked before the next token can be had; None where nothing is."""
        if len(self.tokens) in self._choices:
            whole = self.requests.question(self._context)
            return whole or (None if self.can_advance else self.requests.table_question(self._context))
        return self.requests.token_question(self._context, self.sampling, len(self.tokens))

    def luck(self, index: int) -> float:
        """u of a position."""
        return luck(self.sampling.seed, index)

    def advance(self) -> DrawnToken:
        """Append the next token; what it is drawn from must be known."""
        index = len(self.tokens)
        chosen = self._choices.get(index)
        u = self.luck(index)
        if chosen is not None:
            candidate = self._find_chosen(chosen)
            assert candidate is not None
            drawn = token_of(candidate, index, u)
        elif self.sequence_length is None:
            drawn = self.requests.draw(self._context, self.sampling, index)
        else:
            distribution = self.distribution(index)
            assert distribution is not None
            drawn = token_of(distribution.draw(u), index, u)
        self._append(LaneToken(drawn, chosen is not None))
        return drawn

    def _find_chosen(self, token: int) -> Candidate | None:
        """The candidate that a token taken by hand is here; None where it is not known yet.

        Of a model that gives no more than first ranks, it is one of these.
        """
        found = self.known_distribution(len(self.tokens))
        if found is None or (found.partial and (self.model.facts.complete or token not in found.partial.tokens)):
            return None
        candidate = found.of(token)
        return candidate if isinstance(candidate, Candidate) else candidate.as_candidate()

    def _append(self, token: LaneToken) -> None:
        drawn = token.drawn
        self.tokens.append(token)
        if not drawn.certain:
            self.uncertain |= {drawn.index}
        model = self.model
        self._context = context_after(model, self._context, drawn.token)
        space, text = self._speller.spell(TextToken(drawn.token))
        self.written.append(space + text)
        self.transcript.add(space, text, PieceKind.GENERATED, drawn.index, drawn.token == model.tokens.end)

    @property
    def taken(self) -> frozenset[int]:
        """The positions of the tokens that were taken by hand."""
        return frozenset(place for place in self._choices if place < len(self.tokens))

    @property
    def prompt_length(self) -> int:
        """How many tokens the prompt has."""
        return len(self._prompt_ids)

    @property
    def length(self) -> int:
        """How many tokens prompt and generated text have together."""
        return len(self._prompt_ids) + len(self.tokens)

    def ids(self, first: int = 0) -> list[int]:
        """The ids of the text from one of its tokens on, the prompt's first; an unknown token's is no id of V."""
        generated = self.tokens[max(first - len(self._prompt_ids), 0) :]
        return [*self._prompt_ids[first:], *(token.drawn.token for token in generated)]

    @property
    def text_tokens(self) -> list[TextToken]:
        """The tokens of the text, the prompt's first."""
        return [*self._prompt, *(TextToken(token.drawn.token) for token in self.tokens)]

    def begin_like(self, other: Lane, most: int) -> None:
        """Take over the tokens of a lane with the same prompt and sampling, as far as the choices are the same."""
        different = [place for place, _ in self._choices.items() ^ other._choices.items()]
        for token in other.tokens[: min([most, *different])]:
            self._append(token)

    def ended(self, stop: bool) -> bool:
        """Whether the lane has ended.

        Args:
            stop: whether a text ends with its unit.
        """
        return self.is_complete or (stop and self._ends_with_unit)

    def departs(self, other: Lane) -> int | None:
        """The first position with another token than another lane has; None if there is none.

        Where the lanes have different models, it is the first token that does not go with the other lane's text.
        """
        if other.model is not self.model:
            return departs_in_writing(self.written, other.written)
        ours, theirs = self.tokens, other.tokens
        same = self._compared[1] if self._compared[0] is other else 0
        end = min(len(ours), len(theirs))
        while same < end and ours[same].drawn.token == theirs[same].drawn.token:
            same += 1
        self._compared = (other, same)
        return same if same < end else None

    def known_distribution(
        self, index: int, context: Sequence[int] | None = None
    ) -> Distribution | BoundedDistribution | None:
        """As `distribution`; where first ranks alone are known, as far as these decide it."""
        found = self.distribution(index, context)
        if found is None and self.sequence_length is None:
            context = self.context(index) if context is None else context
            return self.requests.bounded_distribution(context, self.sampling.temperature, self.sampling.cuts)
        return found

    def distribution(self, index: int, context: Sequence[int] | None = None) -> Distribution | None:
        """What the token at an index was (or will be) drawn from.

        Args:
            index: the position.
            context: another context that it is to be after, of the last ids that matter; None for the lane's own.

        Returns:
            None where that is not known yet, and behind the last token of a whole sequence.
        """
        elsewhere, context = context, self.context(index) if context is None else context
        if self.sequence_length is None:
            return self.requests.distribution(context, self.sampling.temperature, self.sampling.cuts)
        behind = index >= self.sequence_length or (
            elsewhere is None and index == len(self.tokens) and self.is_complete
        )
        if self._annealed is None or behind:
            return None
        return self._annealed.distribution(list(context), self.sequence_length - index)

    def entropy_bits(self, index: int) -> float | None:
        """The entropy of what a token was drawn from; None where that is not known."""
        if index not in self._entropies and (distribution := self.distribution(index)):
            self._entropies[index] = distribution.entropy_bits
        return self._entropies.get(index)

    def context(self, index: int) -> list[int]:
        """The token ids before an index that matter to the model, `<s>` where the unit begins."""
        if index == len(self.tokens):
            return self._context
        model = self.model
        first = 0 if model.window is None else max(0, index - max(model.window, 1))
        context, ids = self._prompt_context, [token.drawn.token for token in self.tokens[first:index]]
        while model.tokens.end in ids:  # another unit begins there
            context, ids = list(model.tokens.start), ids[ids.index(model.tokens.end) + 1 :]
        return list(last_ids([*context, *ids], model.window))
