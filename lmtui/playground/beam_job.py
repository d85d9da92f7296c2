"""The continuations of a prompt that a beam search finds, as a job whose answer grows token by token."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lmtui.model.protocol import ids_of
from lmtui.playground.best_job import Sequel, sequel_of
from lmtui.playground.prompt_name import prompt_name
from lmtui.playground.sequence_job import SequenceJob
from lmtui.sampling.generation import prompt_context
from lmtui.sequences.best import Continuation
from lmtui.sequences.searches import Searches

WIDTHS = (4, 8, 16, 32)
"""How many beginnings a person can have held."""


@dataclass(frozen=True)
class BeamView:
    """What a beam search has found after a prompt.

    Attributes:
        prompt: the prompt.
        length: L.
        width: K.
        tokens: how many tokens are read by now, up to L.
        found: the most probable sequences of so many tokens, the best first.
        ending: the most probable ones of at most so many tokens that end; None where texts have no end.
        greedy: the one that takes the most probable token at every position; None while it is not known.
        end: the label of the end token; "" where texts have no end.
        remarks: what the search leaves open.
    """

    prompt: str
    length: int
    width: int
    tokens: int
    found: tuple[Sequel, ...]
    ending: tuple[Sequel, ...] | None
    greedy: Sequel | None
    end: str
    remarks: tuple[str, ...]


class BeamJob(SequenceJob[BeamView]):
    """Search with a beam.

    Args:
        searches: of the model.
        prompt: the text before.
        length: L.
        width: K.
    """

    def __init__(self, searches: Searches, prompt: str, length: int, width: int) -> None:
        super().__init__(searches)
        self._prompt, self._length, self._width = prompt, length, width
        self.answers = 1 + width * (length - 1)
        self.seconds_each = searches.times.seconds if searches.times else 0.0

    def _work(self) -> BeamView:
        model, search = self._searches.model, self._searches.beam
        context = prompt_context(model, ids_of(model.tokens.encode(self._prompt)))
        name, last = prompt_name(model, self._prompt), model.tokens.end
        end, greedy = "" if last is None else model.tokens.label(last), None
        for beam in search.steps(context, self._length, self._width, self._report):
            if beam.tokens == self._length:
                rival = search.search(context, self._length, 1, self._report).found
                greedy = self._shown(rival)[0] if rival else None
            found, ending = self._shown(beam.found), None if beam.ending is None else self._shown(beam.ending)
            self.view = BeamView(
                name, self._length, self._width, beam.tokens, found, ending, greedy, end, tuple(beam.remarks)
            )
        assert self.view
        return self.view

    def _shown(self, found: Sequence[Continuation]) -> tuple[Sequel, ...]:
        return tuple(sequel_of(self._searches.model, one) for one in found)
