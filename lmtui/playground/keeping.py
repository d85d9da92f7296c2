"""Sessions in files: a versioned JSON schema.

A session file is one JSON object:

    {"format": "lmtui-session", "version": 1,
     "recipe": {"corpora": [NAME or PATH, ..], "order": N, "smoothing": S, "tokenizer": S, "model": PATH or ""},
     "fingerprint": S, of the model, by which another text of that name is noticed; "" before there was a model
     "prompt": S, "seed": N, "pinned": bool, "speed": N or "inf", "stop": bool,
     "lanes": [{"temperature": N or "inf", "top_k": N or null, "top_p": N, "min_p": N}, ..], "active": its place,
     "branches": [{"parent": place or -1, "fork": position or -1, "length": N,
                   "choices": [{"position": N, "token": S}, ..]}, ..],
     "branch": place of the one shown}

Paths below the file's own folder are relative to it, so that the two can travel together; others are absolute. The
text is not in it: it follows from what is.
"""

from __future__ import annotations

import json
import math
import os
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from lmtui.errors import LmtuiError, SettingError
from lmtui.ngram.names import ORDERS, parse_smoothing
from lmtui.ngram.recipe import Recipe
from lmtui.playground.branches import Branch, Tree
from lmtui.playground.exports import write
from lmtui.playground.settings import MAX_LANES, MAX_TOKENS, Pace
from lmtui.playground.state import State
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.settings import SEEDS, Sampling
from lmtui.sampling.temperature import check_temperature
from lmtui.text import bundled
from lmtui.text.safety import clean, visible
from lmtui.text.specials import BOS, UNK
from lmtui.text.tokenizers import TOKENIZERS

if TYPE_CHECKING:
    from lmtui.playground.session import Session
    from lmtui.text.vocabulary import Vocabulary

FORMAT, VERSION = "lmtui-session", 1
_LARGEST = 50_000_000  # bytes; no session is larger


@dataclass(frozen=True)
class Kept:
    """What was in a session file; the choices wait for the model's vocabulary.

    Attributes:
        path: of the file.
        recipe: of the model.
        fingerprint: of the model the session was made with; "" where it had none yet.
        pinned: whether a run keeps the luck.
        pace: of a generation.
        state: what decides the text, with an empty tree.
        branches: each with the tokens chosen by hand, (position, token) pairs, instead of their ids.
        at: the branch that is shown.
    """

    path: str
    recipe: Recipe
    fingerprint: str
    pinned: bool
    pace: Pace
    state: State
    branches: tuple[tuple[Branch, tuple[tuple[int, str], ...]], ...]
    at: int

    def tree(self, vocabulary: Vocabulary) -> Tree:
        """The branches, with the ids of a vocabulary.

        Raises:
            SettingError: a token that was chosen is not in it.
        """
        branches = []
        for branch, choices in self.branches:
            ids = tuple((position, vocabulary.id(token)) for position, token in choices)
            for (_, token), (_, known) in zip(choices, ids, strict=True):
                if known in (UNK, BOS):
                    raise SettingError(
                        f"the session's '{visible(token)}' is not in this vocabulary: its text is another one now; "
                        "restore it, or open another session"
                    )
            branches.append(replace(branch, choices=ids))
        return Tree(tuple(branches), self.at)


def save(session: Session, path: str, over: bool = False) -> None:
    """Write a session to a file; the file is whole, or as it was before.

    Args:
        over: whether a file of that name may be replaced.

    Raises:
        AlreadyThere: there is one, and it may not.
        LmtuiError: it cannot be written.
    """
    folder = os.path.dirname(os.path.abspath(os.path.expanduser(path)))
    write(path, json.dumps(_record(session, folder), indent=1, allow_nan=False) + "\n", over)


def read(path: str) -> Kept:
    """Read a session file.

    Raises:
        LmtuiError: it cannot be read, is damaged, or is of a later version.
    """
    path = os.path.abspath(os.path.expanduser(path))
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            raise LmtuiError(f"cannot read '{visible(path)}': it is a directory, or no file at all; check the path")
        with open(path, "rb") as file:
            data = file.read(_LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise LmtuiError(f"cannot read '{visible(path)}': {reason}; check the path") from None
    try:
        record = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        raise LmtuiError(f"'{visible(path)}' is no session file, or it is damaged; nothing was changed") from None
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise LmtuiError(f"'{visible(path)}' is no session file; nothing was changed")
    version = record.get("version")
    if type(version) is not int or version < 1:
        raise LmtuiError(f"'{visible(path)}' is damaged: it has no version; nothing was changed")
    if version > VERSION:
        raise LmtuiError(f"'{visible(path)}' was written by a later lmtui (format {version}); install that one")
    try:
        return _kept(record, path)
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError, SettingError, LmtuiError) as error:
        why = f": {error}" if isinstance(error, LmtuiError) else ""
        raise LmtuiError(f"'{visible(path)}' is damaged{visible(why)}; nothing was changed") from None


def _record(session: Session, folder: str) -> dict[str, Any]:
    state, recipe = session.state, session.recipe
    corpora = [_travelling(name, folder) for name in recipe.corpora]
    return {
        "format": FORMAT,
        "version": VERSION,
        "recipe": {**asdict(recipe), "corpora": corpora, "model": _travelling(recipe.model, folder)},
        "fingerprint": session.sampler.model.fingerprint if session.sampler else "",
        "prompt": state.prompt,
        "seed": session.sampling.seed,
        "pinned": session.pinned,
        "speed": _number(session.pace.speed),
        "stop": session.pace.stop,
        "lanes": [
            {"temperature": _number(sampling.temperature), **asdict(sampling.cuts)} for sampling in state.samplings
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


def _travelling(name: str, folder: str) -> str:
    """A name as it stands in a file in a folder."""
    if not name or name in bundled.CORPORA:
        return name
    path = os.path.abspath(os.path.expanduser(name))
    relative = os.path.relpath(path, folder)
    if relative == os.pardir or relative.startswith(os.pardir + os.sep):
        return path
    return os.path.join(os.curdir, relative) if relative in bundled.CORPORA else relative


def _arrived(name: str, folder: str) -> str:
    """What a name in a file in a folder stands for."""
    return name if not name or name in bundled.CORPORA else os.path.normpath(os.path.join(folder, name))


def _kept(record: dict[str, Any], path: str) -> Kept:
    recipe, folder = record["recipe"], os.path.dirname(path)
    parse_smoothing(_text(recipe["smoothing"])) if not recipe["model"] else None
    order, tokenizer = _whole(recipe["order"], ORDERS[0], ORDERS[-1]), _text(recipe["tokenizer"])
    if tokenizer not in TOKENIZERS:
        raise SettingError(f"there is no tokenizer '{tokenizer}'")
    corpora = tuple(_arrived(_text(name), folder) for name in _list(recipe["corpora"]))
    model = _arrived(_text(recipe["model"]), folder)
    lanes = _list(record["lanes"])
    seed = _whole(record["seed"], 0, SEEDS - 1)
    samplings = tuple(
        Sampling(
            check_temperature(_float(lane["temperature"])),
            Cuts(
                None if lane["top_k"] is None else _whole(lane["top_k"], 1, 1 << 62),
                _float(lane["top_p"]),
                _float(lane["min_p"]),
            ),
            seed,
        )
        for lane in lanes[: MAX_LANES + 1]
    )
    branches = tuple(_branch(branch, place) for place, branch in enumerate(_list(record["branches"])))
    if not 1 <= len(samplings) <= MAX_LANES or not branches or not (corpora or model):
        raise SettingError("it has no lane, no branch or no corpus, or too many")
    return Kept(
        path,
        Recipe(corpora, order, _text(recipe["smoothing"]), tokenizer, model),
        _text(record["fingerprint"]),
        _flag(record["pinned"]),
        Pace(_float(record["speed"]), _flag(record["stop"])),
        State(clean(_text(record["prompt"])), samplings, _whole(record["active"], 0, len(samplings) - 1)),
        branches,
        _whole(record["branch"], 0, len(branches) - 1),
    )


def _branch(record: dict[str, Any], place: int) -> tuple[Branch, tuple[tuple[int, str], ...]]:
    length = _whole(record["length"], 0, MAX_TOKENS)
    choices = tuple(
        (_whole(choice["position"], 0, length - 1), _text(choice["token"])) for choice in _list(record["choices"])
    )
    if list(choices) != sorted(set(choices)) or len({position for position, _ in choices}) < len(choices):
        raise SettingError("the choices of a branch are out of order")
    parent, fork = _whole(record["parent"], -1, place - 1), _whole(record["fork"], -1, length)
    if not (parent >= 0) == (fork >= 0) == (place > 0):
        raise SettingError("a branch grows from none")
    return Branch(parent, (), length, fork), choices


def _number(value: float) -> float | str:
    return "inf" if value == math.inf else value


def _float(value: object) -> float:
    if value == "inf":
        return math.inf
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError
    return float(value)


def _whole(value: object, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise SettingError("a number is out of range")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
