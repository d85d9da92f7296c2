"""Session files: a versioned JSON schema, written and read.

A session file is one JSON object:

    {"format": "lmtui-session", "version": 7,
     "recipe": {"corpora": [NAME or PATH, ..], "order": N, "smoothing": S, "tokenizer": S, "model": PATH or "",
                "unit": S, "closed": bool, "min_count": N, "exact_text": bool, "encoding": S or "",
                "server": URL or ""; then "model" is the name of its model, or "",
                "prune": S or "", "limit_vocab": PATH or ""},
     "fingerprint": S, of the model, by which another text of that name is noticed; "" before there was a model
     "notes": S, of the person who has saved the session,
     "prompt": S, "seed": N, "pinned": bool, "speed": N or "inf", "stop": bool,
     "lanes": [{"temperature": N or "inf", "top_k": N or null, "top_p": N, "min_p": N, "top_n_sigma": N or null,
                "typical": N, "temperature_last": bool, "anneal": "token" or "sequence",
                "own_seed": N or null}, ..], "active": its place,
     "sequence_tokens": N, of a sequence that is annealed as a whole,
     "branches": [{"parent": place or -1, "fork": position or -1, "length": N,
                   "choices": [{"position": N, "token": S}, ..]}, ..],
     "branch": place of the one shown}

Paths below the folder of the session file are relative to that folder, so that session and texts can be moved
together; other paths are absolute. The generated text is not in the file, since it follows from these values. The
recipe of version 1 ends before "unit"; before version 3 a lane ended with "min_p", without "sequence_tokens" behind;
version 4 brought "notes", version 5 "server", version 6 "prune", version 7 "limit_vocab". A key of a server is
never in a file.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from lmtui.errors import LmtuiError, SettingError
from lmtui.files import FileStamp, quoted, read_file, write_text
from lmtui.options.model import (
    CLOSED,
    ENCODING,
    EXACT_TEXT,
    LIMIT_VOCAB,
    MIN_COUNT,
    ORDER,
    PRUNE,
    SERVER,
    SMOOTHING,
    TOKENIZER,
    UNIT,
)
from lmtui.options.playground import SPEED
from lmtui.options.sampling import (
    ANNEAL,
    CUTS,
    PROMPT,
    SEED,
    SEQUENCE,
    TEMPERATURE,
    TEMPERATURE_LAST,
    TOKEN,
    TOP_N_SIGMA,
    TYPICAL,
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
from lmtui.playground.saved_session import SavedSession
from lmtui.playground.settings import (
    MAX_BRANCHES,
    MAX_CORPORA,
    MAX_LANES,
    MAX_TOKENS,
    Pace,
)
from lmtui.playground.state import LaneSettings, State
from lmtui.recipe import Recipe
from lmtui.sampling.cuts import Cuts
from lmtui.text.named import is_corpus_name
from lmtui.text.normal_form import as_typed
from lmtui.text.safety import clean, visible

if TYPE_CHECKING:
    from lmtui.playground.session import Session

FORMAT, VERSION = "lmtui-session", 7
_LARGEST = 25_000_000  # bytes; no session is larger
_NOT_IN_VERSION_1 = {option.key: option.default for option in (UNIT, CLOSED, MIN_COUNT, EXACT_TEXT, ENCODING)}
_NOT_IN_VERSION_2 = {option.key: option.default for option in (TOP_N_SIGMA, TYPICAL, TEMPERATURE_LAST, ANNEAL)}
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
    if not session.recipe.source:
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
        record = json.loads(data.decode("utf-8"))
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
    state, recipe = session.text.state, session.recipe
    corpora = [_relative_to(name, folder) for name in recipe.corpora]
    model = recipe.model if recipe.server else _relative_to(recipe.model, folder)
    words = _relative_to(recipe.limit_vocab, folder)
    return {
        "format": FORMAT,
        "version": VERSION,
        "recipe": {**asdict(recipe), "corpora": corpora, "model": model, LIMIT_VOCAB.key: words},
        "fingerprint": session.sampler.model.fingerprint if session.sampler else "",
        "notes": session.notes,
        "prompt": state.prompt,
        "seed": state.seed,
        "pinned": session.playback.pinned,
        "speed": json_number(session.playback.pace.speed),
        "stop": session.playback.pace.stop,
        "lanes": [
            {
                "temperature": json_number(lane.temperature),
                **asdict(lane.cuts),
                ANNEAL.key: SEQUENCE if lane.whole else TOKEN,
                "own_seed": lane.own_seed,
            }
            for lane in state.lanes
        ],
        "active": state.active,
        "sequence_tokens": state.sequence_length,
        "branches": [
            {
                "parent": branch.parent,
                "fork": branch.fork,
                "length": branch.length,
                "choices": [
                    {"position": place, "token": session.text.word(token)} for place, token in branch.choices
                ],
            }
            for branch in state.tree.branches
        ],
        "branch": state.tree.at,
    }


def _relative_to(name: str, folder: str) -> str:
    """How a session file in a folder names a text or model: relative to the folder if the path lies below it."""
    if not name or is_corpus_name(name):
        return name
    path = os.path.abspath(os.path.expanduser(name))
    relative = os.path.relpath(path, folder)
    if relative == os.pardir or relative.startswith(os.pardir + os.sep):
        return path
    return os.path.join(os.curdir, relative) if is_corpus_name(relative) else relative


def _resolved_from(name: str, folder: str) -> str:
    """The text or model that a session file in a folder means by a name."""
    return name if not name or is_corpus_name(name) else os.path.normpath(os.path.join(folder, name))


def _saved_session(record: dict[str, Any], path: str, stamp: FileStamp) -> SavedSession:
    folder, record = os.path.dirname(path), _in_latest_version(record)
    lanes = tuple(map(_lane_settings, items(record["lanes"], MAX_LANES, "lanes")))
    branches = tuple(
        _branch(branch, place) for place, branch in enumerate(items(record["branches"], MAX_BRANCHES, "branches"))
    )
    if not lanes or not branches:
        raise SettingError("it has no lane or no branch")
    return SavedSession(
        path,
        stamp,
        _recipe(record["recipe"], folder),
        name(record["fingerprint"]),
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


def _in_latest_version(record: dict[str, Any]) -> dict[str, Any]:
    """A record with what its version does not have yet."""
    if record["version"] < 2:
        record = record | {"recipe": {**_NOT_IN_VERSION_1, **record["recipe"]}}
    if record["version"] < 3:
        lanes = [{**_NOT_IN_VERSION_2, **lane} for lane in items(record["lanes"], MAX_LANES, "lanes")]
        record = record | {"lanes": lanes, "sequence_tokens": SEQUENCE_TOKENS.default}
    if record["version"] < 4:
        lanes = [{"own_seed": None, **lane} for lane in items(record["lanes"], MAX_LANES, "lanes")]
        record = record | {"lanes": lanes, "notes": ""}
    if record["version"] < 5:
        record = record | {"recipe": {**record["recipe"], SERVER.key: SERVER.default}}
    if record["version"] < 6:
        record = record | {"recipe": {**record["recipe"], PRUNE.key: PRUNE.default}}
    if record["version"] < 7:
        record = record | {"recipe": {**record["recipe"], LIMIT_VOCAB.key: LIMIT_VOCAB.default}}
    return record


def _recipe(record: dict[str, Any], folder: str) -> Recipe:
    server, model = SERVER.kind.check(name(record["server"])), name(record["model"])
    model = model if server else _resolved_from(model, folder)
    smoothing = name(record["smoothing"])
    named = items(record["corpora"], MAX_CORPORA, "corpora")
    corpora = tuple(_resolved_from(name(corpus), folder) for corpus in named)
    if not (corpora or model or server):
        raise SettingError("it has no corpus")
    return Recipe(
        corpora,
        ORDER.kind.check(whole(record["order"])),
        smoothing if model or server else SMOOTHING.kind.check(smoothing),
        TOKENIZER.kind.check(name(record["tokenizer"])),
        model,
        UNIT.kind.check(name(record["unit"])),
        flag(record["closed"]),
        MIN_COUNT.kind.check(whole(record["min_count"])),
        flag(record["exact_text"]),
        ENCODING.kind.check(name(record["encoding"])),
        server,
        PRUNE.kind.check(name(record["prune"])),
        _resolved_from(name(record["limit_vocab"]), folder),
    )


def _lane_settings(record: dict[str, Any]) -> LaneSettings:
    cuts = {}
    for option in CUTS:
        value = record[option.key]
        cuts[option.key] = flag(value) if option.is_flag else option.kind.check(number_or_null(value))
    whole_sequence = ANNEAL.kind.check(text(record[ANNEAL.key])) == SEQUENCE
    temperature, own = TEMPERATURE.kind.check(number(record["temperature"])), record["own_seed"]
    own_seed = None if own is None else SEED.kind.check(whole(own))
    return LaneSettings(temperature, Cuts(**cuts), whole_sequence, own_seed)


def _branch(record: dict[str, Any], place: int) -> tuple[Branch, tuple[tuple[int, str], ...]]:
    length = whole_between(record["length"], 0, MAX_TOKENS)
    choices = tuple(
        (whole_between(choice["position"], 0, length - 1), text(choice["token"]))
        for choice in items(record["choices"], length, "choices in a branch")
    )
    if any(before >= after for (before, _), (after, _) in pairwise(choices)):
        raise SettingError("the choices of a branch are out of order")
    parent, fork = whole_between(record["parent"], -1, place - 1), whole_between(record["fork"], -1, length)
    if not (parent >= 0) == (fork >= 0) == (place > 0):
        raise SettingError("a branch has no parent")
    return Branch(parent, (), length, fork), choices
