"""The best continuations of a prompt beside the greedy one, and where the greedy way went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lmtui.errors import ModelError, Progress, ignore_progress
from lmtui.sampling.sampler import Sampler
from lmtui.sequences.automaton import automaton_of
from lmtui.sequences.best import BestSearch, Continuation, Detour
from lmtui.sequences.greedy import greedy


@dataclass(frozen=True)
class BestAndGreedy:
    """The best continuations and their greedy rival.

    Attributes:
        best: the best first; at least one.
        greedy: the most probable token at every position.
        detours: where the greedy one lost against the best; the losses add up to the difference of their log
            probabilities.
    """

    best: tuple[Continuation, ...]
    greedy: Continuation
    detours: tuple[Detour, ...]


def best_and_greedy(
    sampler: Sampler,
    context: Sequence[int],
    tokens: int,
    ends: bool = False,
    count: int = 1,
    progress: Progress = ignore_progress,
) -> BestAndGreedy:
    """Search for the best continuations, and take the greedy one.

    Args:
        sampler: the model.
        context: token ids since the text began, `tokens.start` first.
        tokens: L.
        ends: continuations are those of at most L tokens that end in `</s>`; else those of exactly L tokens, of which
            `</s>` may be the last.
        count: how many of the best, fewer where there are no more.
        progress: told of the work.

    Raises:
        SettingError: a number is no whole number in range (`limits`), or texts of the model have no end.
        ModelError: the model is no n-gram model, or nothing that was asked for has a probability above 0.
        Cancelled: by `progress`.
    """
    search = BestSearch(automaton_of(sampler.model), tokens, ends, progress)
    best = search.best(context, count, progress)
    if not best:
        kind = "ends within so many tokens" if ends else "has so many tokens"
        raise ModelError(f"no sequence that {kind} has a probability above 0 here; ask for another number, or prompt")
    rival = greedy(sampler, context, search.length, ends)
    return BestAndGreedy(tuple(best), rival, tuple(search.detours(context, rival.tokens)))
