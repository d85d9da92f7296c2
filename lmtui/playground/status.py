"""Facts about a session, for single lines on the screen."""

from __future__ import annotations

import math
import os

from lmtui.model.protocol import MayNotSumToOne
from lmtui.playground.completions import word_begun
from lmtui.playground.session import Session
from lmtui.playground.session_model import SessionModel
from lmtui.recipe import Recipe
from lmtui.sampling.temperature import format_temperature
from lmtui.text.named import is_corpus_name
from lmtui.text.safety import visible
from lmtui.text.units import units_in_words

_LONGEST_NAME = 24  # columns
_LONGEST_IN_LANE = 18  # columns of a name that stands above a lane
_MOST_LANES_WITH_PROGRESS = 2  # with more lanes, the progress has no room above the active lane


def facts(session: Session) -> list[str]:
    """Facts about the model and the luck, the most important first."""
    recipe = session.recipe
    said = [model_name(session), *_sum_of(session)]
    if recipe.source and (session.text.order or not session.sampler) and not recipe.server:
        said += [f"order {recipe.order}", recipe.smoothing, recipe.tokenizer]
    if len(session.text.lanes) > _MOST_LANES_WITH_PROGRESS:
        said[1:1] = progress(session)
    said.append(f"seed {session.text.sampling.seed}" + ("" if session.playback.pinned else " unpinned"))
    if session.sampler:
        model = session.sampler.model.facts
        text = model.trained_on
        if text:
            said.append(units_in_words(text.units, text.unit))
        if model.complete:  # else V is a bound, which the server does not tell
            said.append(f"V {model.vocabulary:,}")
        if text:
            said.append(f"{text.tokens:,} tokens")
    return said


def _sum_of(session: Session) -> list[str]:
    """The sum of the probabilities of a model from elsewhere, if it is not 1. Models trained here sum to 1."""
    model = session.sampler.model if session.sampler and session.recipe.model else None
    total = model.wrong_sum if isinstance(model, MayNotSumToOne) else None
    return [] if total is None else [f"p sums to {total:.3g}"]


def source_name(recipe: Recipe) -> str:
    """The source of a model; of a long path the end."""
    return _end_of(recipe.source)


def _end_of(text: str) -> str:
    text = visible(text)
    return text if len(text) <= _LONGEST_NAME else "…" + text[1 - _LONGEST_NAME :]


def model_name(session: Session) -> str:
    """The source of the model in use, or the name of a neural model, or of one that no recipe leads to."""
    if session.sampler and (session.text.order is None or not session.recipe.source):
        return visible(session.sampler.model.facts.name)
    return source_name(session.recipe)


def unknown(session: Session) -> str:
    """The prompt that the text is after, if that is not what was typed; else the tokens that the model does not know.

    "" if there are none.
    """
    if session.views.unread is not None:
        return f"not read; text after '{_end_of(session.text.prompt)}'"
    tokens = session.text.unknown
    if word_begun(session):
        tokens = tokens[:-1]
    return f"unknown: {' '.join(map(visible, tokens))}" if tokens else ""


def lane(session: Session, number: int) -> str:
    """The number of a lane, counted from 1, with its temperature, its cuts, and what T anneals."""
    settings, model = session.text.state.lanes[number], lane_model(session, number)
    kind = "whole" if settings.whole else settings.cuts.short_label
    own = "" if settings.own_seed is None else f" seed {settings.own_seed}"
    temperature = f"T {format_temperature(settings.temperature)}{own} {kind}".rstrip()
    return f"{number + 1}: {f'{model} ' if model else ''}{temperature}"


def lane_model(session: Session, number: int) -> str:
    """What tells a lane's model from those of other lanes; "" where all lanes have one model."""
    state, models = session.text.state, session.text.models
    if not models or not state.has_several_models:
        return ""
    described = {each: _described(models[each]) for each in dict.fromkeys(lane.model for lane in state.lanes)}
    names = dict.fromkeys(described, "")
    for parts in zip(*described.values(), strict=True):
        if len(set(names.values())) < len(names) and len(set(parts)) > 1:
            names = {each: f"{names[each]} {part}".strip() for each, part in zip(names, parts, strict=True)}
    return names[state.lanes[number].model]


def _cut(name: str) -> str:
    """The beginning of a long name."""
    return name if len(name) <= _LONGEST_IN_LANE else f"{name[: _LONGEST_IN_LANE - 1]}…"


def _described(model: SessionModel) -> tuple[str, ...]:
    """What can tell a model from another one, the most important first; "" where a model has nothing of the kind."""
    facts, recipe = model.model.facts, model.recipe
    if facts.order is None or not recipe.source:
        return (_cut(visible(facts.name)), *("",) * 6)
    source = recipe.source if is_corpus_name(recipe.source) else os.path.basename(recipe.source.rstrip(os.sep))
    return (
        _cut(visible(source)),
        f"n={facts.order}",
        recipe.smoothing,
        recipe.tokenizer,
        recipe.unit,
        "closed" if recipe.closed else "open",
        f"prune {recipe.prune}" if recipe.prune else "",
    )


def progress(session: Session) -> list[str]:
    """Facts about the generation: how many tokens there are, its speed, whether it runs."""
    speed = session.playback.pace.speed
    tokens, state = len(session.text.tokens), session.text.state
    wanted = state.sequence_length if state.lane.whole else session.text.expected_length
    made = f"{tokens}/{wanted}" if state.lane.whole or session.text.waits else str(tokens)
    said = [made, "max" if speed == math.inf else f"{speed:g}/s", session.playback.playing.value]
    return [branch(session).lower(), *said] if len(session.text.lanes) > 1 and session.text.is_branched else said


def branch(session: Session) -> str:
    """The title of the text: the number of its branch, if there are several branches."""
    tree = session.text.state.tree
    if session.text.is_branched:
        return f"Branch {tree.at + 1}/{len(tree.branches)}"
    return "Sequence" if session.text.state.lane.whole else "Text"
