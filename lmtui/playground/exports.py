"""What of a session is written for other programs: the text alone, or with the numbers of every token."""

from __future__ import annotations

import contextlib
import json
import math
import os
import stat
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from lmtui import __version__
from lmtui.errors import LmtuiError
from lmtui.model.protocol import TextToken, spelled
from lmtui.playground.written_files import Purpose
from lmtui.text.safety import clean, visible

if TYPE_CHECKING:
    from lmtui.playground.lane import Lane
    from lmtui.playground.session import Session


class AlreadyThere(LmtuiError):
    """There is a file of that name."""


class UnknownEnding(LmtuiError):
    """A name ends in a way that says nothing of what is to be written."""


_KINDS = {"": Purpose.TEXT, ".txt": Purpose.TEXT, ".json": Purpose.NUMBERS, ".svg": Purpose.PICTURE}
_LONGEST_NAME = 60  # columns of a path in a message; of a longer one the end is shown


def ending_of(path: str) -> str:
    """The last part of a file's name from its last full stop on, in small letters; "" where it has none."""
    name = os.path.basename(path)
    return name[name.rindex(".") :].lower() if "." in name else ""


def export_kind(path: str) -> Purpose:
    """What is exported to a file of this name; without an ending, the text.

    Raises:
        UnknownEnding: nothing is.
    """
    kind = _KINDS.get(ending_of(path))
    if kind is None:
        raise UnknownEnding(
            f"nothing is exported to a '{visible(ending_of(path))}' file; end the name in .txt, .json or .svg"
        )
    return kind


def quoted(path: str) -> str:
    """A path as a message names it, in quotes."""
    shown = visible(path)
    return f"'{shown if len(shown) <= _LONGEST_NAME else '…' + shown[1 - _LONGEST_NAME :]}'"


def write(path: str, text: str, over: bool = False) -> None:
    """Write a text to a file, beside and renamed, so that it is whole; a surrogate is written as `?`.

    A link stays, and the file it leads to is written. A file that is replaced keeps its permissions.

    Args:
        over: whether a file of that name may be replaced.

    Raises:
        AlreadyThere: there is one, and it may not.
        LmtuiError: it cannot be written.
    """
    try:
        named = os.path.expanduser(path)
        if os.path.exists(named) and not os.path.isfile(named):
            raise ValueError("it is a directory, or no file at all")
        if os.path.exists(named) and not os.access(named, os.W_OK):
            raise ValueError("it may not be changed")
        if not over and os.path.lexists(named):
            raise AlreadyThere(f"there is a {quoted(path)} already; choose another name")
        _write_beside(os.path.realpath(named), text)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise LmtuiError(f"cannot write {quoted(path)}: {reason}; choose another place") from None


def _write_beside(path: str, text: str) -> None:
    beside = f"{path}.{os.getpid()}.part"
    try:
        with open(beside, "w", encoding="utf-8", errors="replace") as file:
            file.write(text)
            file.flush()
            with contextlib.suppress(FileNotFoundError):
                os.fchmod(file.fileno(), stat.S_IMODE(os.stat(path).st_mode))
            os.fsync(file.fileno())
        os.replace(beside, path)
    except (OSError, ValueError):
        with contextlib.suppress(OSError, ValueError):
            os.unlink(beside)
        raise


def export_json(session: Session) -> str:
    """Model, prompt, seed and lanes as one JSON object; of a token what `generate --json` prints, and who chose it.

    {"program": "lmtui", "version": S, "recipe": as in a session file, paths as they were given, "fingerprint": S,
    "vocabulary": V, "prompt": S, "seed": N, "lanes": [{"temperature": N or "inf", "top_k": N or null, "top_p": N,
    "min_p": N, "tokens": [{"index", "token", "luck", "rank", "model_prob", "prob", "order", "chosen"}, ..]}, ..]}

    Where a model was opened from a file, its path is in "recipe", and no corpus is. Before there is a model,
    "fingerprint" and "vocabulary" are null.
    """
    model = session.sampler.model if session.sampler else None
    recipe = replace(session.recipe, corpora=()) if session.recipe.model else session.recipe
    record = {
        "program": "lmtui",
        "version": __version__,
        "recipe": asdict(recipe),
        "fingerprint": model.fingerprint if model else None,
        "vocabulary": len(model.tokens) if model else None,
        "prompt": session.prompt,
        "seed": session.sampling.seed,
        "lanes": [_lane_record(session, lane) for lane in session.lanes],
    }
    return json.dumps(record, indent=1, allow_nan=False) + "\n"


def _lane_record(session: Session, lane: Lane) -> dict[str, Any]:
    temperature = lane.sampling.temperature
    return {
        "temperature": "inf" if temperature == math.inf else temperature,
        **asdict(lane.sampling.cuts),
        "tokens": [
            asdict(token.drawn) | {"token": session.word(token.drawn.token), "chosen": token.chosen}
            for token in lane.tokens
        ],
    }


def export_text(session: Session) -> str:
    """The active lane as running text, the prompt before it."""
    if session.sampler is None:
        return session.prompt + "\n"
    tokens = session.sampler.model.tokens
    text = [*tokens.encode(session.prompt), *(TextToken(token.drawn.token) for token in session.tokens)]
    return clean(spelled(tokens, text)).rstrip("\n") + "\n"
