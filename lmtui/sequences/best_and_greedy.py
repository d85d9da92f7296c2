"""The best continuations of a prompt beside the greedy one, and where the greedy way went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lmtui.errors import ModelError, Progress, ignore_progress
from lmtui.sampling.sampler import Sampler
from lmtui.sequences.best import Continuation, Detour
from lmtui.sequences.greedy import greedy
from lmtui.sequences.searches import Searches


@dataclass(frozen=True)
class BestAndGreedy:
    """The best continuations and their greedy rival.

    Attributes:
        best: the best first; none where none is possible.
        greedy: the most probable token at every position.
        detours: where the greedy one lost against the best; the losses add up to the difference of their log
            probabilities. None where no best one is possible.
    """

    best: tuple[Continuation, ...]
    greedy: Continuation
    detours: tuple[Detour, ...]

    def check_possible(self, ends: bool) -> None:
        """Raise a `ModelError` where no continuation of the kind that was asked for is possible."""
        if not self.best:
            kind = "ends within so many tokens" if ends else "has so many tokens"
            advice = "ask for another number, or prompt"
            raise ModelError(f"no sequence that {kind} has a probability above 0 here; {advice}")


def best_and_greedy(
    searches: Searches,
    context: Sequence[int],
    tokens: int,
    ends: bool = False,
    count: int = 1,
    progress: Progress = ignore_progress,
) -> BestAndGreedy:
    """Search for the best continuations, and take the greedy one.

    Args:
        searches: of the model.
        context: token ids since the text began, `tokens.start` first.
        tokens: L.
        ends: continuations are those of at most L tokens that end in `</s>`; else those of exactly L tokens, of which
            `</s>` may be the last.
        count: how many of the best, fewer where there are no more.
        progress: told of the work.

    Raises:
        SettingError: a number is no whole number in range (`limits`), or texts of the model have no end.
        ModelError: the model is no n-gram model.
        Cancelled: by `progress`.
    """
    search = searches.search(tokens, ends, progress)
    best = search.best(context, count, progress)
    rival = greedy(Sampler(searches.model), context, search.length, ends)
    detours = search.detours(context, rival.tokens) if best else ()
    return BestAndGreedy(tuple(best), rival, tuple(detours))
