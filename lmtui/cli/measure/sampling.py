"""Sampling: generated tokens a second, and a step of the slider, against V, beside the dense computation."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from functools import partial

import numpy as np

from lmtui.cli.measure.figure import Figure, seconds, zipf_text
from lmtui.ngram.language_model import NgramLanguageModel
from lmtui.ngram.model import NgramTrie
from lmtui.ngram.training import train_on_encoded
from lmtui.playground import snapshots
from lmtui.playground.session import Session
from lmtui.playground.settings import Pace
from lmtui.playground.training_job import TrainedModel
from lmtui.recipe import Recipe
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.generation import context_after, generate
from lmtui.sampling.luck import luck
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling
from lmtui.text.specials import BOS

_GENERATED = 100_000
_DENSELY = 20
_STEPS = 20
_TEXT = 1_000_000
_SCRUBBED = 200  # tokens
_FRAME = 1 / 30  # seconds
_PLAIN = Sampling(seed=1)


def measure(quick: bool) -> Iterator[Figure]:
    """Generate at T = 1 over the full vocabulary, then move the temperature at contexts that were generated."""
    rates: dict[int, float] = {}
    for types in (10_000, 50_000) if quick else (10_000, 50_000, 500_000):
        tokens = max(_TEXT, 4 * types) if not quick else _TEXT // 4
        model = train_on_encoded(zipf_text(tokens, types), Recipe(("synthetic",)))
        yield _generation(model, types, rates, _GENERATED if not quick else _GENERATED // 5)
        yield _slider(model, types)
        if types == 50_000:
            yield from _ways(model, types, (_GENERATED if not quick else _GENERATED // 5) // 2)
            yield _scrub(model, types)


def _generation(model: NgramTrie, types: int, rates: dict[int, float], tokens: int) -> Figure:
    rates[types] = _rate(model, _PLAIN, tokens)
    dense = _DENSELY / seconds(lambda: _dense_generation(model, _DENSELY, _PLAIN))
    goal, reached = "", True
    if types == 50_000:
        goal = "at least 30,000, and 10 × dense"
        reached = rates[types] >= 30_000 and rates[types] >= 10 * dense
    elif types == 500_000:
        goal = "at least half of that at V 50,000"
        reached = rates[types] >= rates[50_000] / 2
    return Figure(
        "generate",
        f"T = 1, V {types:,}, {tokens:,} tokens from cold",
        rates[types],
        "tokens/s",
        "dense: p^(1/T), sort, cumulate",
        dense,
        goal,
        reached,
    )


def _ways(model: NgramTrie, types: int, tokens: int) -> Iterator[Figure]:
    """Other temperatures, and cuts."""
    ways = (
        (Sampling(0.0, seed=1), "T = 0", None),
        (Sampling(2.0, seed=1), "T = 2", 10_000),
        (Sampling(1.0, Cuts(top_k=40), 1), "T = 1, top-k 40", 10_000),
        (Sampling(1.0, Cuts(top_p=0.9), 1), "T = 1, top-p 0.9", 10_000),
    )
    for sampling, name, goal in ways:
        rate = _rate(model, sampling, tokens)
        dense = _DENSELY / seconds(partial(_dense_generation, model, _DENSELY, sampling))
        yield Figure(
            "generate",
            f"{name}, V {types:,}, {tokens:,} tokens from cold",
            rate,
            "tokens/s",
            "dense: p^(1/T), sort, cumulate" if sampling.temperature else "dense: argmax",
            dense,
            f"at least {goal:,}" if goal else "",
            goal is None or rate >= goal,
        )


def _rate(model: NgramTrie, sampling: Sampling, tokens: int) -> float:
    """How many tokens a second are generated."""
    sampler = Sampler(NgramLanguageModel(model))
    return tokens / seconds(lambda: sum(1 for _ in generate(sampler, (), sampling, tokens)))


def _dense_generation(model: NgramTrie, tokens: int, sampling: Sampling) -> None:
    """The same tokens by the book: p of all of V, annealed, sorted, cumulated, cut."""
    sampled, context, cuts = NgramLanguageModel(model), [BOS], sampling.cuts
    for index in range(tokens):
        prob = _dense_prob(model, context)
        if not sampling.temperature:
            token = int(prob.argmax())
        else:
            annealed = prob ** (1 / sampling.temperature)
            ranked = np.argsort(-annealed, kind="stable")
            cumulated = np.cumsum(annealed[ranked])
            last = min(cuts.top_k or len(ranked), len(ranked)) - 1
            last = min(last, int(np.searchsorted(cumulated, float(cuts.top_p) * cumulated[last], "left")))
            mass = luck(sampling.seed, index) * cumulated[last]
            token = int(ranked[int(np.searchsorted(cumulated, mass, "right"))])
        context = context_after(sampled, context, token)


def _dense_prob(model: NgramTrie, context: list[int]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """p(w|h) of every token, from the shortest context to the longest."""
    state = model.match(context)
    chain = []
    while state.length:
        chain.append(state)
        state = model.suffix(state)
    prob = model.base.prob.copy()
    for state in reversed(chain):
        prob *= model.levels[state.length - 1].backoff[state.place]
        span = model.successors(state)
        level = model.levels[state.length]
        prob[level.token[span]] = level.prob[span]
    prob[[0, BOS]] = 0.0
    return prob


def _slider(model: NgramTrie, types: int) -> Figure:
    """A new T at a context in use: distribution, first 20 ranks, entropy."""
    sampler = Sampler(NgramLanguageModel(model))
    context = [BOS]
    for drawn in generate(sampler, (), Sampling(seed=2), 5):
        context = context_after(sampler.model, context, drawn.token)
    sampler.distribution(context, 1.0)

    def steps() -> None:
        for temperature in np.linspace(0.1, 3.0, _STEPS).tolist():
            distribution = sampler.distribution(context, temperature)
            distribution.candidates(1, 20)
            assert distribution.entropy_bits >= 0

    taken = seconds(steps) / _STEPS * 1e3
    dense = seconds(lambda: np.argsort(-(_dense_prob(model, context) ** (1 / 0.7)), kind="stable"), times=3) * 1e3
    limit = {50_000: 5.0, 500_000: 30.0}.get(types)
    return Figure(
        "slider",
        f"one step: distribution, top 20, entropy, V {types:,}",
        taken,
        "ms",
        "dense: p^(1/T), sort",
        dense,
        f"at most {limit:g} ms" if limit else "",
        limit is None or taken <= limit,
    )


def _scrub(model: NgramTrie, types: int) -> Figure:
    """Move the slider of a session with a text: the same luck makes another text, and the table another table."""
    recipe = Recipe(("synthetic",))
    session = Session(recipe, Sampling(seed=3), pace=Pace(stop=False))
    session.lane_models.use(TrainedModel(recipe, Sampler(NgramLanguageModel(model)), undecodable=0))
    for _ in range(_SCRUBBED):
        session.playback.step()

    def move(temperature: float) -> float:
        started = time.perf_counter()
        session.set_temperature(temperature)
        snapshots.table(session, 1, 20)
        assert len(session.text.tokens) == _SCRUBBED
        return time.perf_counter() - started

    taken = statistics.median(map(move, np.linspace(0.2, 3.0, _STEPS).tolist()))
    dense = seconds(lambda: _dense_generation(model, _DENSELY, _PLAIN)) * _SCRUBBED / _DENSELY
    return Figure(
        "slider",
        f"one step: a text of {_SCRUBBED} tokens anew, V {types:,}",
        taken * 1e3,
        "ms",
        "dense: p^(1/T), sort, cumulate",
        dense * 1e3,
        f"at most {_FRAME * 1e3:.0f} ms, one frame of 30",
        taken <= _FRAME,
    )
