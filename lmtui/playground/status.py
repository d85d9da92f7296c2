"""What is said about a session in a line."""

from __future__ import annotations

import math

from lmtui.model.protocol import MayNotSumToOne
from lmtui.playground.session import Session
from lmtui.recipe import Recipe
from lmtui.sampling.temperature import format_temperature
from lmtui.text.display import harmless
from lmtui.text.safety import visible
from lmtui.text.units import count_of

_LONGEST = 24
_ROOMY = 2  # lanes, of which the active one has room to say how the generation goes


def facts(session: Session) -> list[str]:
    """About the model and the luck, the most important first."""
    recipe = session.recipe
    said = [model_name(session), *_sum_of(session)]
    if recipe.source:
        said += [f"order {recipe.order}", recipe.smoothing, recipe.tokenizer]
    if len(session.text.lanes) > _ROOMY:
        said[1:1] = progress(session)
    said.append(f"seed {session.text.sampling.seed}" + ("" if session.pinned else " unpinned"))
    if session.sampler:
        model = session.sampler.model.facts
        text = model.trained_on
        if text:
            said.append(count_of(text.units, text.unit))
        said.append(f"V {model.vocabulary:,}")
        if text:
            said.append(f"{text.tokens:,} tokens")
    return said


def _sum_of(session: Session) -> list[str]:
    """What the probabilities of a model from elsewhere sum to, where that is not 1; those trained here sum to 1."""
    model = session.sampler.model if session.sampler and session.recipe.model else None
    total = model.wrong_sum if isinstance(model, MayNotSumToOne) else None
    return [] if total is None else [f"p sums to {total:.3g}"]


def named(recipe: Recipe) -> str:
    """Where a model comes from; of a long path the end."""
    source = visible(recipe.source)
    return source if len(source) <= _LONGEST else "…" + source[1 - _LONGEST :]


def model_name(session: Session) -> str:
    """Where the model in use comes from, or what a model that was given ready is called."""
    if session.sampler and not session.recipe.source:
        return visible(session.sampler.model.facts.name)
    return named(session.recipe)


def unknown(session: Session) -> str:
    """About the prompt's tokens that the model does not know; "" if it knows all."""
    tokens = session.text.unknown
    return f"unknown: {' '.join(map(harmless, tokens))}" if tokens else ""


def lane(session: Session, number: int) -> str:
    """A lane's number, counted from 1 here, its temperature and cuts."""
    sampling = session.text.state.samplings[number]
    return f"{number + 1}: T {format_temperature(sampling.temperature)} {sampling.cuts.short}".rstrip()


def progress(session: Session) -> list[str]:
    """About the generation: its tokens, its speed, whether it runs."""
    speed = session.pace.speed
    tokens = len(session.text.tokens)
    made = f"{tokens}/{session.text.expected_length}" if session.text.waits else str(tokens)
    said = [made, "max" if speed == math.inf else f"{speed:g}/s", session.playing.value]
    return [branch(session).lower(), *said] if len(session.text.lanes) > 1 and session.text.is_branched else said


def branch(session: Session) -> str:
    """Which branch it is; where there is one, it is the text."""
    tree = session.text.state.tree
    return f"Branch {tree.at + 1}/{len(tree.branches)}" if session.text.is_branched else "Text"
