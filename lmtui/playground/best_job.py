"""The most probable continuations of a prompt, and the greedy one, as a job."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lmtui.model.protocol import LanguageModel, ids_of
from lmtui.playground.prompt_name import prompt_name
from lmtui.playground.sequence_job import SequenceJob, sequence_name
from lmtui.sampling.generation import prompt_context
from lmtui.sequences.best import Continuation
from lmtui.sequences.best_and_greedy import best_and_greedy
from lmtui.sequences.limits import MOST_BEST
from lmtui.sequences.searches import Searches

LONGEST = 40
"""The most tokens of a continuation that a person can choose."""


@dataclass(frozen=True, slots=True)
class Sequel:
    """A continuation: its text, and the natural logarithm of its probability."""

    text: str
    logprob: float


@dataclass(frozen=True, slots=True)
class WrongTurn:
    """A token after which the greedy continuation can no longer become the best.

    Attributes:
        place: its position, from 1.
        token: its label.
        better: the label of the token that keeps the best in reach.
        loss: how much worse the best in reach is, as a natural logarithm; ∞ where nothing possible is left.
    """

    place: int
    token: str
    better: str
    loss: float


@dataclass(frozen=True)
class Sequels:
    """The continuations of one kind.

    Attributes:
        best: the most probable ones, the best first; none where none is possible.
        greedy: the one that takes the most probable token at every position.
        rank: where the greedy one stands among the best, from 1; None where it is not among them.
        wrong_turns: where the greedy one lost.
    """

    best: tuple[Sequel, ...]
    greedy: Sequel
    rank: int | None
    wrong_turns: tuple[WrongTurn, ...]


@dataclass(frozen=True)
class BestView:
    """What follows a prompt most probably.

    Attributes:
        prompt: the prompt.
        length: L.
        exact: of exactly L tokens.
        ending: of at most L tokens, the last being the end token; None while these are not known, and where texts
            have no end.
    """

    prompt: str
    length: int
    exact: Sequels
    ending: Sequels | None = None


class BestJob(SequenceJob[BestView]):
    """Find the best continuations of both kinds.

    Args:
        searches: of the model.
        prompt: the text before.
        length: L.
    """

    def __init__(self, searches: Searches, prompt: str, length: int) -> None:
        super().__init__(searches)
        self._prompt, self._length = prompt, length

    def _work(self) -> BestView:
        model = self._searches.model
        view = self.view = BestView(prompt_name(model, self._prompt), self._length, self._sequels(ends=False))
        return view if model.tokens.end is None else replace(view, ending=self._sequels(ends=True))

    def _sequels(self, ends: bool) -> Sequels:
        model = self._searches.model
        context = prompt_context(model, ids_of(model.tokens.encode(self._prompt)))
        found = best_and_greedy(self._searches, context, self._length, ends, MOST_BEST, self._report)
        tokens, rival, label = [one.tokens for one in found.best], found.greedy.tokens, model.tokens.label
        return Sequels(
            tuple(sequel_of(model, one) for one in found.best),
            sequel_of(model, found.greedy),
            tokens.index(rival) + 1 if rival in tokens else None,
            tuple(
                WrongTurn(turn.index + 1, label(turn.token), label(turn.better), turn.loss) for turn in found.detours
            ),
        )


def sequel_of(model: LanguageModel, one: Continuation) -> Sequel:
    """A continuation as it is shown."""
    return Sequel(sequence_name(model, one.tokens), one.logprob)
