"""What of a session is written for other programs: the text alone, or with the numbers of every token."""

from __future__ import annotations

import contextlib
import json
import math
import os
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from lmtui.errors import LmtuiError
from lmtui.text.display import Speller
from lmtui.text.safety import clean, visible

if TYPE_CHECKING:
    from lmtui.playground.lane import Lane
    from lmtui.playground.session import Session


class AlreadyThere(LmtuiError):
    """There is a file of that name."""


def write(path: str, text: str, over: bool = False) -> None:
    """Write a text to a file, beside and renamed, so that it is whole; a surrogate is written as `?`.

    Args:
        over: whether a file of that name may be replaced.

    Raises:
        AlreadyThere: there is one, and it may not.
        LmtuiError: it cannot be written.
    """
    path = os.path.expanduser(path)
    beside = f"{path}.{os.getpid()}.part"
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            raise ValueError("it is a directory, or no file at all")
        if not over and os.path.lexists(path):
            raise AlreadyThere(f"there is a '{visible(path)}' already; choose another name")
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


def export_json(session: Session) -> str:
    """Prompt, seed and lanes as one JSON object; of each lane what `lmtui generate --json` prints, and who chose.

    {"prompt": S, "seed": N, "lanes": [{"temperature": N or "inf", "top_k": N or null, "top_p": N, "min_p": N,
    "tokens": [{"index", "token", "luck", "rank", "model_prob", "prob", "order", "chosen"}, ..]}, ..]}
    """
    record = {
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
    tokenizer = session.sampler.model.tokenizer
    speller = Speller(tokenizer)
    words = [*tokenizer.tokens(session.prompt), *(session.word(token.drawn.token) for token in session.tokens)]
    return clean("".join("".join(speller.spell(word)) for word in words)).rstrip("\n") + "\n"
