"""What is said about a session in a line."""

from __future__ import annotations

import math

from lmtui.playground.session import Session
from lmtui.text.display import harmless
from lmtui.text.safety import visible


def facts(session: Session) -> list[str]:
    """About the model and the luck, the most important first."""
    recipe = session.recipe
    said = [visible(recipe.source), f"order {recipe.order}", recipe.smoothing, recipe.tokenizer]
    said.append(f"seed {session.sampling.seed}")
    if session.sampler:
        model = session.sampler.model
        said.append(f"V {len(model.vocabulary):,}")
        if model.tokens:
            said.append(f"{model.tokens:,} tokens")
    return said


def unknown(session: Session) -> str:
    """About the prompt's tokens that the model does not know; "" if it knows all."""
    tokens = session.unknown
    return f"unknown: {' '.join(map(harmless, tokens))}" if tokens else ""


def progress(session: Session) -> list[str]:
    """About the generation: its tokens, its speed, whether it runs."""
    speed = session.pace.speed
    return [str(len(session.lane)), "max" if speed == math.inf else f"{speed:g}/s", session.playing.value]
