"""Texts that were drawn, with the rank, the probability and the entropy of each token: what a sweep measures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lmtui.errors import Progress, ignore_progress
from lmtui.model.partial_ranking import Bounds
from lmtui.ngram.language_model import NgramLanguageModel
from lmtui.sampling.generation import context_after, generate, prompt_context
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling, next_seed
from lmtui.sequences.automaton import Automaton, automaton_of
from lmtui.sequences.samples import Samples, context_of, sample


@dataclass(frozen=True)
class DrawnText:
    """A text of L tokens.

    Attributes:
        ids: the tokens.
        ranks: of each, from 1.
        model_probs: p(w|h) of each, at T = 1.
        entropies_bits: of the distributions they were drawn from, annealed and cut; bounds where the first ranks that
            decided on a token are all that is known.
        uncertain: how many tokens the ranks that the model gives do not decide on; None where it gives all at once.
    """

    ids: Sequence[int]
    ranks: Sequence[int]
    model_probs: Sequence[float]
    entropies_bits: Sequence[float | Bounds]
    uncertain: int | None = None


def generated_text(
    sampler: Sampler, prompt: Sequence[int], sampling: Sampling, tokens: int, progress: Progress = ignore_progress
) -> DrawnText:
    """Draw one text, token after token, as `generate` does; of any model.

    Args:
        sampler: the model.
        prompt: its token ids.
        sampling: temperature, cuts and seed.
        tokens: how many to draw; after the end token another text begins.
        progress: told at every token.
    """
    ids, ranks, probs, uncertain = [], [], [], 0
    entropies = list[float | Bounds]()
    context = prompt_context(sampler.model, prompt)
    drawing = generate(sampler, prompt, sampling, tokens)
    for index in range(tokens):
        progress("drawing", index / tokens)
        drawn = next(drawing)
        entropies.append(_entropy_bits(sampler, context, sampling))
        uncertain += not drawn.certain
        ids.append(drawn.token)
        ranks.append(drawn.rank)
        probs.append(drawn.model_prob)
        context = context_after(sampler.model, context, drawn.token)
    return DrawnText(ids, ranks, probs, entropies, uncertain if sampler.first_ranks else None)


def _entropy_bits(sampler: Sampler, context: Sequence[int], sampling: Sampling) -> float | Bounds:
    """The entropy of what a token was drawn from, as far as the ranks that decided on the token tell."""
    if sampler.first_ranks and not sampler.is_known(context):
        state = sampler.model.state(context)
        found = sampler.first_ranks.distribution(state, sampling.temperature, sampling.cuts)
        if found is not None:
            return found.entropy_bits
    return sampler.distribution(context, sampling.temperature, sampling.cuts).entropy_bits


def sampled_texts(
    sampler: Sampler,
    automaton: Automaton,
    prompt: Sequence[int],
    sampling: Sampling,
    tokens: int,
    count: int,
    progress: Progress = ignore_progress,
) -> Iterator[DrawnText]:
    """Draw many texts together, each as `generated_text` draws it with a seed of its own.

    The tokens that were drawn in one state are looked up together, so every distribution is made once.

    Args:
        sampler: the model.
        automaton: of the same model.
        prompt: its token ids.
        sampling: temperature, cuts, and the seed of the first text; each following one has the next.
        tokens: how many to draw for each.
        count: how many texts.
        progress: told of the work.
    """
    context = [*sampler.model.tokens.start, *prompt]
    drawn = sample(
        sampler, automaton, context, sampling, tokens, count, False, lambda _, done: progress("drawing", done / 2)
    )
    ranks = np.empty(drawn.tokens.size, np.int64)
    probs, entropies = np.empty(drawn.tokens.size), np.empty(drawn.tokens.size)
    ids = drawn.tokens.ravel().astype(np.int64)
    for done, places in _places_by_state(drawn):
        progress("measuring", 0.5 + done / 2)
        row, position = divmod(int(places[0]), tokens)
        before = context_of(context, sampler.model.tokens.start, drawn.tokens[row, :position].tolist())
        distribution = sampler.distribution(before, sampling.temperature, sampling.cuts)
        ranking = distribution.ranking
        found = ranking.ranks_of(ids[places])
        ranks[places] = found + 1
        probs[places] = ranking.values[ranking.runs_at(found)]
        entropies[places] = distribution.entropy_bits
    for start in range(0, len(ids), tokens):
        text = slice(start, start + tokens)
        yield DrawnText(ids[text].tolist(), ranks[text].tolist(), probs[text].tolist(), entropies[text].tolist())


def drawn_texts(
    sampler: Sampler,
    prompt: Sequence[int],
    sampling: Sampling,
    tokens: int,
    count: int,
    progress: Progress = ignore_progress,
) -> Iterator[DrawnText]:
    """Draw texts, each as `generate` does: those of an n-gram model together, those of others one after the other.

    Args:
        sampler: the model.
        prompt: its token ids.
        sampling: temperature, cuts, and the seed of the first text; each following one has the next.
        tokens: how many to draw for each; after the end token another text begins.
        count: how many texts.
        progress: told of the work.
    """
    if count > 1 and isinstance(sampler.model, NgramLanguageModel):
        yield from sampled_texts(sampler, automaton_of(sampler.model), prompt, sampling, tokens, count, progress)
        return
    for number in range(count):

        def report(stage: str, done: float, number: int = number) -> None:
            progress(stage, (number + done) / count)

        of_one = replace(sampling, seed=next_seed(sampling.seed, number))
        yield generated_text(sampler, prompt, of_one, tokens, report)


def _places_by_state(drawn: Samples) -> Iterator[tuple[float, np.ndarray[tuple[int], np.dtype[np.int64]]]]:
    """The places of the tokens of each state in the flat array of all; first the share of states that is done."""
    states = drawn.states.ravel()
    order = np.argsort(states, kind="stable")
    bounds = np.flatnonzero(np.diff(states[order], prepend=-2))
    for index, places in enumerate(np.split(order, bounds[1:])):
        yield index / len(bounds), places
