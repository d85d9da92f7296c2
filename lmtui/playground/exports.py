"""Exports of a session for other programs: the text alone, or every token with its numbers."""

from __future__ import annotations

import json
import math
import os
from dataclasses import asdict, replace
from enum import Enum
from typing import TYPE_CHECKING, Any

from lmtui import __version__
from lmtui.errors import LmtuiError
from lmtui.model.protocol import running_text
from lmtui.options.sampling import ANNEAL, SEQUENCE, TOKEN
from lmtui.playground.saved_recipe import with_served_name
from lmtui.text.safety import clean, visible

if TYPE_CHECKING:
    from lmtui.playground.lane import Lane
    from lmtui.playground.session import Session
    from lmtui.playground.session_model import SessionModel
    from lmtui.recipe import Recipe


class Purpose(Enum):
    """What a file is written for."""

    SESSION = "session"
    TEXT = "text"
    NUMBERS = "JSON"
    PICTURE = "picture"


class UnknownEnding(LmtuiError):
    """The name of a file has an ending that no export has."""


_KINDS = {"": Purpose.TEXT, ".txt": Purpose.TEXT, ".json": Purpose.NUMBERS, ".svg": Purpose.PICTURE}


def ending_of(path: str) -> str:
    """The last part of a file's name from its last full stop on, in small letters; "" where it has none."""
    name = os.path.basename(path)
    return name[name.rindex(".") :].lower() if "." in name else ""


def export_kind(path: str) -> Purpose:
    """What is exported to a file of this name. A name without an ending gets the text.

    Raises:
        UnknownEnding: no export has this ending.
    """
    kind = _KINDS.get(ending_of(path))
    if kind is None:
        raise UnknownEnding(
            f"nothing is exported to a '{visible(ending_of(path))}' file; end the name in .txt, .json or .svg"
        )
    return kind


def export_json(session: Session) -> str:
    """Model, prompt, seed and lanes as one JSON object. Tokens have the fields of `generate --json`, and "chosen".

    {"program": "lmtui", "version": S, "recipe": as in a session file, paths as they were given, "fingerprint": S,
    "vocabulary": V, "beside": [{"recipe", "fingerprint", "vocabulary"}, ..] of the other models of lanes, "notes": S,
    "prompt": S, "seed": N, "lanes": [{"temperature": N or "inf", "top_k": N or null, "top_p": N, "min_p": N,
    "top_n_sigma": N or null, "typical": N, "temperature_last": bool, "anneal": "token" or "sequence",
    "sequence_tokens": N or null, "seed": N, "model": 0, or its place beside, from 1,
    "tokens": [{"index", "token", "luck", "rank", "model_prob", "prob", "order", "chosen"}, ..]}, ..]}

    Where a model was opened from a file, its path is in "recipe", and no corpus is. Before there is a model,
    "fingerprint" and "vocabulary" are null. Where the model was made from no recipe, "recipe" is null, and "model" is
    the model's name. "order" is null where the model has no orders.
    """
    state, models = session.text.state, session.text.models
    numbers = sorted({lane.model for lane in state.lanes})
    first, *beside = [_model_record(models[number]) for number in numbers] if models else [_no_model(session.recipe)]
    record = {
        "program": "lmtui",
        "version": __version__,
        **first,
        "beside": beside,
        "notes": session.notes,
        "prompt": session.text.prompt,
        "seed": state.seed,
        "lanes": [
            _lane_record(lane, numbers.index(settings.model))
            for lane, settings in zip(session.text.lanes, state.lanes, strict=False)
        ],
    }
    return json.dumps(record, indent=1, allow_nan=False) + "\n"


def _model_record(one: SessionModel) -> dict[str, Any]:
    recipe = with_served_name(one.recipe, one.model)
    made_of = _recipe_record(recipe) if recipe.source else {"recipe": None, "model": one.model.facts.name}
    return {**made_of, "fingerprint": one.model.fingerprint, "vocabulary": len(one.model.tokens)}


def _no_model(recipe: Recipe) -> dict[str, Any]:
    return {**_recipe_record(recipe), "fingerprint": None, "vocabulary": None}


def _recipe_record(recipe: Recipe) -> dict[str, Any]:
    return {"recipe": asdict(replace(recipe, corpora=()) if recipe.is_trained_elsewhere else recipe)}


def _lane_record(lane: Lane, model: int) -> dict[str, Any]:
    from lmtui.sampling.generation import record_of  # a lane has brought numpy by now

    temperature = lane.sampling.temperature
    return {
        "temperature": "inf" if temperature == math.inf else temperature,
        **asdict(lane.sampling.cuts),
        ANNEAL.key: TOKEN if lane.sequence_length is None else SEQUENCE,
        "sequence_tokens": lane.sequence_length,
        "seed": lane.sampling.seed,
        "model": model,
        "tokens": [
            record_of(token.drawn, lane.model.tokens.spelling(token.drawn.token)) | {"chosen": token.chosen}
            for token in lane.tokens
        ],
    }


def missing(session: Session) -> str:
    """What is said of an export where tokens of the text are still to come; "" where none are."""
    lanes = [lane for lane in session.text.lanes if session.text.wanted.is_short(lane)]
    if not lanes:
        return ""
    there = min(len(lane.tokens) for lane in lanes)
    return f", without what is still to come: {there} of {session.text.length} tokens"


def export_text(session: Session) -> str:
    """The prompt and the active lane as running text."""
    lane = session.text.lane
    if session.sampler is None or lane is None:
        return session.text.prompt + "\n"
    return clean(running_text(session.sampler.model.tokens, lane.text_tokens)).rstrip("\n") + "\n"
