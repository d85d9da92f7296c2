"""Session files: a versioned JSON schema, written and read.

A session file is one JSON object:

    {"format": "lmtui-session", "version": 2,
     "recipe": {"corpora": [NAME or PATH, ..], "order": N, "smoothing": S, "tokenizer": S, "model": PATH or "",
                "unit": S, "closed": bool, "min_count": N, "exact_text": bool, "encoding": S or ""},
     "fingerprint": S, of the model, by which another text of that name is noticed; "" before there was a model
     "prompt": S, "seed": N, "pinned": bool, "speed": N or "inf", "stop": bool,
     "lanes": [{"temperature": N or "inf", "top_k": N or null, "top_p": N, "min_p": N}, ..], "active": its place,
     "branches": [{"parent": place or -1, "fork": position or -1, "length": N,
                   "choices": [{"position": N, "token": S}, ..]}, ..],
     "branch": place of the one shown}

Paths below the file's own folder are relative to it, so that the two can travel together; others are absolute. The
text is not in it: it follows from what is. Version 1 has no "unit" and what follows it in the recipe.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from lmtui.errors import LmtuiError, SettingError
from lmtui.files import FileStamp, quoted, read_file, write_text
from lmtui.playground.branches import Branch
from lmtui.playground.json_fields import flag, items, json_number, name, real, text, whole
from lmtui.playground.saved_session import SavedSession
from lmtui.playground.settings import (
    MAX_BRANCHES,
    MAX_CORPORA,
    MAX_LANES,
    MAX_MIN_COUNT,
    MAX_TOKENS,
    Pace,
    check_prompt,
)
from lmtui.playground.state import State
from lmtui.recipe import ORDERS, Recipe, parse_smoothing
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.settings import SEEDS, Sampling
from lmtui.sampling.temperature import check_temperature
from lmtui.text import bundled
from lmtui.text.decoding import check_encoding
from lmtui.text.normal_form import as_typed
from lmtui.text.safety import clean, visible
from lmtui.text.tokenizers import TOKENIZERS
from lmtui.text.units import AUTO, check_unit

if TYPE_CHECKING:
    from lmtui.playground.session import Session

FORMAT, VERSION = "lmtui-session", 2
_LARGEST = 25_000_000  # bytes; no session is larger
_OF_VERSION_1 = {"unit": AUTO, "closed": False, "min_count": 1, "exact_text": False, "encoding": ""}
_MOST_COMMAS = 2_000_000  # as many values as a session of that size can have


def save(session: Session, path: str, over: bool = False) -> None:
    """Write a session to a file; the file is whole, or as it was before.

    Args:
        over: whether a file of that name may be replaced.

    Raises:
        AlreadyThere: there is one, and it may not.
        LmtuiError: it cannot be written, or would be too large to be read again.
    """
    folder = os.path.dirname(os.path.abspath(os.path.expanduser(path)))
    data = json.dumps(_record(session, folder), indent=1, allow_nan=False) + "\n"
    if len(data) > _LARGEST:  # it is all ASCII
        raise LmtuiError(f"this session has more than {_LARGEST:,} bytes; shorten its branches before you save it")
    write_text(path, data, over)


def read(path: str) -> SavedSession:
    """Read a session file.

    Raises:
        LmtuiError: it cannot be read, is damaged, or is of a later version.
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
    state, recipe = session.state, session.recipe
    corpora = [_relative_to(name, folder) for name in recipe.corpora]
    return {
        "format": FORMAT,
        "version": VERSION,
        "recipe": {**asdict(recipe), "corpora": corpora, "model": _relative_to(recipe.model, folder)},
        "fingerprint": session.sampler.model.fingerprint if session.sampler else "",
        "prompt": state.prompt,
        "seed": session.sampling.seed,
        "pinned": session.pinned,
        "speed": json_number(session.pace.speed),
        "stop": session.pace.stop,
        "lanes": [
            {"temperature": json_number(sampling.temperature), **asdict(sampling.cuts)}
            for sampling in state.samplings
        ],
        "active": state.active,
        "branches": [
            {
                "parent": branch.parent,
                "fork": branch.fork,
                "length": branch.length,
                "choices": [{"position": place, "token": session.word(token)} for place, token in branch.choices],
            }
            for branch in state.tree.branches
        ],
        "branch": state.tree.at,
    }


def _relative_to(name: str, folder: str) -> str:
    """How a session file in a folder names a text or model: relative to the folder if the path lies below it."""
    if not name or name in bundled.CORPORA:
        return name
    path = os.path.abspath(os.path.expanduser(name))
    relative = os.path.relpath(path, folder)
    if relative == os.pardir or relative.startswith(os.pardir + os.sep):
        return path
    return os.path.join(os.curdir, relative) if relative in bundled.CORPORA else relative


def _resolved_from(name: str, folder: str) -> str:
    """The text or model that a session file in a folder means by a name."""
    return name if not name or name in bundled.CORPORA else os.path.normpath(os.path.join(folder, name))


def _saved_session(record: dict[str, Any], path: str, stamp: FileStamp) -> SavedSession:
    folder = os.path.dirname(path)
    lanes = items(record["lanes"], MAX_LANES, "lanes")
    seed = whole(record["seed"], 0, SEEDS - 1)
    samplings = tuple(_sampling(lane, seed) for lane in lanes)
    branches = tuple(
        _branch(branch, place) for place, branch in enumerate(items(record["branches"], MAX_BRANCHES, "branches"))
    )
    if not samplings or not branches:
        raise SettingError("it has no lane or no branch")
    return SavedSession(
        path,
        stamp,
        _recipe(record["recipe"] if record["version"] > 1 else {**_OF_VERSION_1, **record["recipe"]}, folder),
        name(record["fingerprint"]),
        flag(record["pinned"]),
        Pace(real(record["speed"]), flag(record["stop"])),
        State(
            clean(as_typed(check_prompt(text(record["prompt"])))),
            samplings,
            whole(record["active"], 0, len(samplings) - 1),
        ),
        branches,
        whole(record["branch"], 0, len(branches) - 1),
    )


def _recipe(record: dict[str, Any], folder: str) -> Recipe:
    model = _resolved_from(name(record["model"]), folder)
    smoothing, tokenizer = name(record["smoothing"]), name(record["tokenizer"])
    if not model:
        parse_smoothing(smoothing)
    if tokenizer not in TOKENIZERS:
        raise SettingError(f"there is no tokenizer '{tokenizer}'")
    named = items(record["corpora"], MAX_CORPORA, "corpora")
    corpora = tuple(_resolved_from(name(corpus), folder) for corpus in named)
    if not (corpora or model):
        raise SettingError("it has no corpus")
    return Recipe(
        corpora,
        whole(record["order"], ORDERS[0], ORDERS[-1]),
        smoothing,
        tokenizer,
        model,
        check_unit(name(record["unit"])),
        flag(record["closed"]),
        whole(record["min_count"], 1, MAX_MIN_COUNT),
        flag(record["exact_text"]),
        check_encoding(name(record["encoding"])),
    )


def _sampling(record: dict[str, Any], seed: int) -> Sampling:
    top_k = record["top_k"]
    cuts = Cuts(None if top_k is None else whole(top_k, 1, 1 << 62), real(record["top_p"]), real(record["min_p"]))
    return Sampling(check_temperature(real(record["temperature"])), cuts, seed)


def _branch(record: dict[str, Any], place: int) -> tuple[Branch, tuple[tuple[int, str], ...]]:
    length = whole(record["length"], 0, MAX_TOKENS)
    choices = tuple(
        (whole(choice["position"], 0, length - 1), text(choice["token"]))
        for choice in items(record["choices"], length, "choices in a branch")
    )
    if any(before >= after for (before, _), (after, _) in pairwise(choices)):
        raise SettingError("the choices of a branch are out of order")
    parent, fork = whole(record["parent"], -1, place - 1), whole(record["fork"], -1, length)
    if not (parent >= 0) == (fork >= 0) == (place > 0):
        raise SettingError("a branch has no parent")
    return Branch(parent, (), length, fork), choices
