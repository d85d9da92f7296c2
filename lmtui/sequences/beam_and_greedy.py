"""What a beam search finds after a prompt, beside the greedy continuation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lmtui.errors import ModelError, Progress, SettingError, ignore_progress
from lmtui.sampling.sampler import Sampler
from lmtui.sequences.beam import Beam
from lmtui.sequences.best import Continuation
from lmtui.sequences.greedy import greedy
from lmtui.sequences.searches import Searches


@dataclass(frozen=True)
class BeamAndGreedy:
    """The continuations that a beam search finds, and their greedy rival.

    Attributes:
        beam: all that the search has found.
        best: those of the kind that was asked for, the best first.
        greedy: the most probable token at every position; None where that has p = 0.
    """

    beam: Beam
    best: tuple[Continuation, ...]
    greedy: Continuation | None


def beam_and_greedy(
    searches: Searches,
    context: Sequence[int],
    tokens: int,
    width: int,
    ends: bool = False,
    progress: Progress = ignore_progress,
) -> BeamAndGreedy:
    """Search with a beam, and take the greedy continuation.

    Args:
        searches: of the model.
        context: token ids since the text began, `tokens.start` first.
        tokens: L.
        width: K.
        ends: continuations are those of at most L tokens that end with the end token; else those of exactly L tokens,
            of which the end token may be the last.
        progress: told of the work.

    Raises:
        SettingError: a number is no whole number in range (`limits`), or texts of the model have no end.
        ModelError: the model does not answer, or nothing of the kind was found.
        Cancelled: by `progress`.
    """
    if ends and searches.model.tokens.end is None:
        raise SettingError("it is not known where texts of this model end; ask for a number of tokens alone")
    beam = searches.beam.search(context, tokens, width, progress)
    best = (beam.ending if ends else beam.found) or ()
    if not best:
        kind = "ends within so many tokens" if ends else "has so many tokens"
        raise ModelError(f"a beam of {width} found no sequence that {kind}; give a wider beam, or another prompt")
    if ends:
        return BeamAndGreedy(beam, best, greedy(Sampler(searches.model), context, tokens, ends))
    return BeamAndGreedy(beam, best, next(iter(searches.beam.search(context, tokens, 1, progress).found), None))
