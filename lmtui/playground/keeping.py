"""Sessions in files: a versioned JSON schema, and exports of the text.

A session file is one JSON object:

    {"format": "lmtui-session", "version": 1,
     "recipe": {"corpora": [NAME or PATH, ..], "order": N, "smoothing": S, "tokenizer": S, "model": PATH or ""},
     "vocabulary": |V| and "tokens": of the training text, by which another text of that name is noticed,
     "prompt": S, "seed": N, "pinned": bool, "speed": N or "inf", "stop": bool,
     "lanes": [{"temperature": N or "inf", "top_k": N or null, "top_p": N, "min_p": N}, ..], "active": its place,
     "branches": [{"parent": place or -1, "length": N, "choices": [{"position": N, "token": S}, ..]}, ..],
     "branch": place of the one shown}

The text is not in it: it follows from what is.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from lmtui.errors import LmtuiError, SettingError
from lmtui.ngram.names import parse_smoothing
from lmtui.ngram.recipe import Recipe
from lmtui.playground.branches import Branch, Tree
from lmtui.playground.settings import MAX_LANES, MAX_TOKENS, Pace
from lmtui.playground.state import State
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.settings import Sampling
from lmtui.sampling.temperature import check_temperature
from lmtui.text.display import Speller
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
        recipe: of the model.
        size: |V| and tokens of the model the session was made with.
        pinned: whether a run keeps the luck.
        pace: of a generation.
        state: what decides the text, with an empty tree.
        branches: parent, length, (position, token) pairs.
        at: the branch that is shown.
    """

    recipe: Recipe
    size: tuple[int, int]
    pinned: bool
    pace: Pace
    state: State
    branches: tuple[tuple[int, int, tuple[tuple[int, str], ...]], ...]
    at: int

    def tree(self, vocabulary: Vocabulary) -> Tree:
        """The branches, with the ids of a vocabulary.

        Raises:
            SettingError: a token that was chosen is not in it.
        """
        branches = []
        for parent, length, choices in self.branches:
            ids = tuple((position, vocabulary.id(token)) for position, token in choices)
            for (_, token), (_, known) in zip(choices, ids, strict=True):
                if known in (UNK, BOS):
                    raise SettingError(
                        f"the session's '{visible(token)}' is not in this vocabulary; is it another text?"
                    )
            before = self.branches[parent][2] if parent >= 0 else ()
            fork = next((choice[0] for choice in choices if choice not in before), length) if parent >= 0 else -1
            branches.append(Branch(parent, ids, length, fork))
        return Tree(tuple(branches), self.at)


def save(session: Session, path: str) -> None:
    """Write a session to a file; the file is whole, or as it was before.

    Raises:
        LmtuiError: it cannot be written, or there is something else by that name.
    """
    if os.path.exists(path):
        read(path)  # what is no session is not overwritten
    write(path, json.dumps(_record(session), indent=1, allow_nan=False) + "\n")


def write(path: str, text: str) -> None:
    """Write a text to a file, beside and renamed, so that it is whole; a surrogate is written as `?`.

    Raises:
        LmtuiError: it cannot be written.
    """
    beside = f"{path}.{os.getpid()}.part"
    try:
        with open(beside, "w", encoding="utf-8", errors="replace") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except (OSError, ValueError) as error:
        with contextlib.suppress(OSError, ValueError):
            os.unlink(beside)
        reason = getattr(error, "strerror", None) or error
        raise LmtuiError(f"cannot write '{visible(path)}': {reason}; choose another place") from None


def read(path: str) -> Kept:
    """Read a session file.

    Raises:
        LmtuiError: it cannot be read, is damaged, or is of a later version.
    """
    path = os.path.expanduser(path)
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
        return _kept(record)
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError, SettingError, LmtuiError) as error:
        why = f": {error}" if isinstance(error, LmtuiError) else ""
        raise LmtuiError(f"'{visible(path)}' is damaged{visible(why)}; nothing was changed") from None


def export_json(session: Session) -> str:
    """The active lane's tokens, one JSON object a line, as `lmtui generate --json` prints them, and who chose."""
    lines = []
    for token in session.tokens:
        record = asdict(token.drawn) | {"token": session.word(token.drawn.token), "chosen": token.chosen}
        lines.append(json.dumps(record, allow_nan=False))
    return "".join(f"{line}\n" for line in lines)


def export_text(session: Session) -> str:
    """The active lane as running text, the prompt before it."""
    if session.sampler is None:
        return session.prompt + "\n"
    tokenizer = session.sampler.model.tokenizer
    speller = Speller(tokenizer)
    words = [*tokenizer.split(session.prompt), *(session.word(token.drawn.token) for token in session.tokens)]
    return clean("".join("".join(speller.spell(word)) for word in words)).rstrip("\n") + "\n"


def _record(session: Session) -> dict[str, Any]:
    state, model = session.state, session.sampler.model if session.sampler else None
    return {
        "format": FORMAT,
        "version": VERSION,
        "recipe": asdict(session.recipe),
        "vocabulary": len(model.vocabulary) if model else 0,
        "tokens": model.tokens if model else 0,
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
                "length": branch.length,
                "choices": [{"position": place, "token": session.word(token)} for place, token in branch.choices],
            }
            for branch in state.tree.branches
        ],
        "branch": state.tree.at,
    }


def _kept(record: dict[str, Any]) -> Kept:
    recipe = record["recipe"]
    parse_smoothing(_text(recipe["smoothing"])) if not recipe["model"] else None
    order, tokenizer = _whole(recipe["order"], 1, 5), _text(recipe["tokenizer"])
    if tokenizer not in TOKENIZERS:
        raise SettingError(f"there is no tokenizer '{tokenizer}'")
    corpora = tuple(_text(name) for name in _list(recipe["corpora"]))
    lanes = _list(record["lanes"])
    seed = _whole(record["seed"], 0, (1 << 64) - 1)
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
    if not 1 <= len(samplings) <= MAX_LANES or not branches or not (corpora or recipe["model"]):
        raise SettingError("it has no lane, no branch or no corpus, or too many")
    return Kept(
        Recipe(corpora, order, _text(recipe["smoothing"]), tokenizer, _text(recipe["model"])),
        (_whole(record["vocabulary"], 0, 1 << 62), _whole(record["tokens"], 0, 1 << 62)),
        _flag(record["pinned"]),
        Pace(_float(record["speed"]), _flag(record["stop"])),
        State(clean(_text(record["prompt"])), samplings, _whole(record["active"], 0, len(samplings) - 1)),
        branches,
        _whole(record["branch"], 0, len(branches) - 1),
    )


def _branch(record: dict[str, Any], place: int) -> tuple[int, int, tuple[tuple[int, str], ...]]:
    length = _whole(record["length"], 0, MAX_TOKENS)
    choices = tuple(
        (_whole(choice["position"], 0, length - 1), _text(choice["token"])) for choice in _list(record["choices"])
    )
    if list(choices) != sorted(set(choices)) or len({position for position, _ in choices}) < len(choices):
        raise SettingError("the choices of a branch are out of order")
    parent = _whole(record["parent"], -1, place - 1)
    if (parent >= 0) != (place > 0):
        raise SettingError("a branch grows from none")
    return parent, length, choices


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
