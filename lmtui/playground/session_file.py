"""Session files: a versioned JSON schema, written and read.

A session file is one JSON object:

    {"format": "lmtui-session", "version": 8,
     "recipe": {"corpora": [NAME or PATH, ..], "order": N, "smoothing": S, "tokenizer": S, "model": PATH or "",
                "unit": S, "closed": bool, "min_count": N, "exact_text": bool, "encoding": S or "",
                "server": URL or ""; then "model" is the name of its model, or "" before there was one,
                "prune": S or "", "limit_vocab": PATH or ""},
     "fingerprint": S, of the model, by which another text of that name is noticed; "" before there was a model
     "beside": [{"recipe", "fingerprint"}, ..] of the other models of lanes,
     "notes": S, of the person who has saved the session,
     "prompt": S, "seed": N, "pinned": bool, "speed": N or "inf", "stop": bool,
     "lanes": [{"temperature": N or "inf", "top_k": N or null, "top_p": N, "min_p": N, "top_n_sigma": N or null,
                "typical": N, "temperature_last": bool, "anneal": "token" or "sequence",
                "own_seed": N or null, "model": 0, or its place beside, from 1}, ..], "active": its place,
     "sequence_tokens": N, of a sequence that is annealed as a whole,
     "branches": [{"parent": place or -1, "fork": position or -1, "length": N,
                   "choices": [{"position": N, "token": S, "model": as of a lane}, ..]}, ..],
     "branch": place of the one shown}

Paths below the folder of the session file are relative to that folder, so that session and texts can be moved
together; other paths are absolute. The generated text is not in the file, since it follows from these values. What
earlier versions had is in `session_versions.py`. A key of a server is never in a file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from lmtui.errors import LmtuiError, SettingError
from lmtui.files import FileStamp, quoted, read_file, write_text
from lmtui.options.playground import SPEED
from lmtui.options.sampling import (
    ANNEAL,
    CUTS,
    PROMPT,
    SEED,
    SEQUENCE,
    TEMPERATURE,
    TOKEN,
)
from lmtui.options.sequences import SEQUENCE_TOKENS
from lmtui.playground.branches import Branch
from lmtui.playground.json_fields import (
    flag,
    items,
    json_number,
    name,
    number,
    number_or_null,
    text,
    whole,
    whole_between,
)
from lmtui.playground.saved_recipe import recipe_of, recipe_record, with_served_name
from lmtui.playground.saved_session import SavedChoice, SavedModel, SavedSession
from lmtui.playground.session_versions import VERSION, in_latest_version
from lmtui.playground.settings import (
    MAX_BRANCHES,
    MAX_LANES,
    MAX_MODELS,
    MAX_TOKENS,
    Pace,
)
from lmtui.playground.state import LaneSettings, State
from lmtui.sampling.cuts import Cuts
from lmtui.text.normal_form import as_typed
from lmtui.text.safety import clean, visible

if TYPE_CHECKING:
    from lmtui.playground.session import Session

FORMAT = "lmtui-session"
_LARGEST = 25_000_000  # bytes; no session is larger
_MOST_COMMAS = 2_000_000  # a session of the largest size has no more values


def save(session: Session, path: str, over: bool = False) -> None:
    """Write a session to a file; the file is whole, or as it was before.

    Args:
        over: whether a file of that name may be replaced.

    Raises:
        AlreadyThere: there is a file of that name, and it may not be replaced.
        LmtuiError: the file cannot be written, or would be too large to be read again; or no recipe leads to the
            model of the session.
    """
    if not all(model.recipe.source for model in session.text.models.values()):
        raise LmtuiError("a session with this model cannot be opened again: no text or file leads to it; export it")
    folder = os.path.dirname(os.path.abspath(os.path.expanduser(path)))
    data = json.dumps(_record(session, folder), indent=1, allow_nan=False) + "\n"
    if len(data) > _LARGEST:  # it is all ASCII
        raise LmtuiError(f"this session has more than {_LARGEST:,} bytes; shorten its branches before you save it")
    write_text(path, data, over)


def read(path: str) -> SavedSession:
    """Read a session file.

    Raises:
        LmtuiError: the file cannot be read, is damaged, or is of a later version.
    """
    path = os.path.abspath(os.path.expanduser(path))
    data, stamp = read_file(path, _LARGEST)
    if stamp.size > _LARGEST:
        raise LmtuiError(
            f"{quoted(path)} is no session file: it has more than {_LARGEST:,} bytes; nothing was changed"
        )
    if data.count(b",") > _MOST_COMMAS:
        raise LmtuiError(f"{quoted(path)} is no session file: it has too many values; nothing was changed")
    try:
        record = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise LmtuiError(f"{quoted(path)} is no session file, or it is damaged; nothing was changed") from None
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise LmtuiError(f"{quoted(path)} is no session file; nothing was changed")
    version = record.get("version")
    if type(version) is not int or version < 1:
        raise LmtuiError(f"{quoted(path)} is damaged: it has no version; nothing was changed")
    if version > VERSION:
        raise LmtuiError(f"{quoted(path)} was written by a later lmtui (format {_few(version)}); install that one")
    try:
        return _saved_session(record, path, stamp)
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError, SettingError, LmtuiError) as error:
        why = f": {error}" if isinstance(error, LmtuiError) else ""
        raise LmtuiError(f"{quoted(path)} is damaged{visible(why)}; nothing was changed") from None


def _few(number: int) -> str:
    return str(number) if number < 1_000_000 else "a large number"


def _record(session: Session, folder: str) -> dict[str, Any]:
    state, (first, *beside) = session.text.state, _model_records(session, folder)
    places = {number: place for place, number in enumerate(_numbers(session))}
    return {
        "format": FORMAT,
        "version": VERSION,
        **first,
        "beside": beside,
        "notes": session.notes,
        "prompt": state.prompt,
        "seed": state.seed,
        "pinned": session.playback.pinned,
        "speed": json_number(session.playback.pace.speed),
        "stop": session.playback.pace.stop,
        "lanes": [_lane_record(lane, places) for lane in state.lanes],
        "active": state.active,
        "sequence_tokens": state.sequence_length,
        "branches": [_branch_record(session, branch, places) for branch in state.tree.branches],
        "branch": state.tree.at,
    }


def _lane_record(lane: LaneSettings, places: Mapping[int, int]) -> dict[str, Any]:
    return {
        "temperature": json_number(lane.temperature),
        **asdict(lane.cuts),
        ANNEAL.key: SEQUENCE if lane.whole else TOKEN,
        "own_seed": lane.own_seed,
        "model": places.get(lane.model, lane.model),
    }


def _branch_record(session: Session, branch: Branch, places: Mapping[int, int]) -> dict[str, Any]:
    choices = [
        {"position": choice.position, "token": session.text.word(choice), "model": places[choice.model]}
        for choice in branch.choices
    ]
    return {"parent": branch.parent, "fork": branch.fork, "length": branch.length, "choices": choices}


def _numbers(session: Session) -> list[int]:
    """The numbers of the models that lanes draw from, or whose tokens were taken by hand."""
    state = session.text.state
    return sorted({lane.model for lane in state.lanes} | state.tree.models)


def _model_records(session: Session, folder: str) -> list[dict[str, Any]]:
    """The models in the order of their numbers; of a session without models, what these are to be made from."""
    models = session.text.models
    if not models:
        return [{"recipe": recipe_record(recipe, folder), "fingerprint": ""} for recipe in session.first_recipes]
    return [
        {
            "recipe": recipe_record(with_served_name(one.recipe, one.model), folder),
            "fingerprint": one.model.fingerprint,
        }
        for one in map(models.__getitem__, _numbers(session))
    ]


def _saved_session(record: dict[str, Any], path: str, stamp: FileStamp) -> SavedSession:
    folder, record = os.path.dirname(path), in_latest_version(record)
    lanes = tuple(map(_lane_settings, items(record["lanes"], MAX_LANES, "lanes")))
    branches = tuple(
        _branch(branch, place) for place, branch in enumerate(items(record["branches"], MAX_BRANCHES, "branches"))
    )
    models = tuple(_model(one, folder) for one in [record, *items(record["beside"], MAX_MODELS - 1, "models")])
    if not lanes or not branches:
        raise SettingError("it has no lane or no branch")
    taken = (choice.model for _, choices in branches for choice in choices)
    if max(*(lane.model for lane in lanes), *taken, 0, 0) >= len(models):
        raise SettingError("it lacks a model")
    return SavedSession(
        path,
        stamp,
        models,
        flag(record["pinned"]),
        Pace(SPEED.kind.check(number(record["speed"])), flag(record["stop"])),
        State(
            clean(as_typed(PROMPT.kind.check(text(record["prompt"])))),
            SEED.kind.check(whole(record["seed"])),
            lanes,
            whole_between(record["active"], 0, len(lanes) - 1),
            sequence_length=SEQUENCE_TOKENS.kind.check(whole(record["sequence_tokens"])),
        ),
        branches,
        whole_between(record["branch"], 0, len(branches) - 1),
        visible(as_typed(PROMPT.kind.check(text(record["notes"])))),
    )


def _model(record: dict[str, Any], folder: str) -> SavedModel:
    return SavedModel(recipe_of(record["recipe"], folder), name(record["fingerprint"]))


def _lane_settings(record: dict[str, Any]) -> LaneSettings:
    cuts = {}
    for option in CUTS:
        value = record[option.key]
        cuts[option.key] = flag(value) if option.is_flag else option.kind.check(number_or_null(value))
    whole_sequence = ANNEAL.kind.check(text(record[ANNEAL.key])) == SEQUENCE
    temperature, own = TEMPERATURE.kind.check(number(record["temperature"])), record["own_seed"]
    own_seed = None if own is None else SEED.kind.check(whole(own))
    return LaneSettings(temperature, Cuts(**cuts), whole_sequence, own_seed, _model_number(record))


def _model_number(record: dict[str, Any]) -> int:
    """The number of the model that a lane or a choice names."""
    return whole_between(record["model"], 0, MAX_MODELS - 1)


def _branch(record: dict[str, Any], place: int) -> tuple[Branch, tuple[SavedChoice, ...]]:
    length = whole_between(record["length"], 0, MAX_TOKENS)
    choices = tuple(
        SavedChoice(whole_between(choice["position"], 0, length - 1), text(choice["token"]), _model_number(choice))
        for choice in items(record["choices"], length, "choices in a branch")
    )
    if any(before.position >= after.position for before, after in pairwise(choices)):
        raise SettingError("the choices of a branch are out of order")
    parent, fork = whole_between(record["parent"], -1, place - 1), whole_between(record["fork"], -1, length)
    if not (parent >= 0) == (fork >= 0) == (place > 0):
        raise SettingError("a branch has no parent")
    return Branch(parent, (), length, fork), choices
