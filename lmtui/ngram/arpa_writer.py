"""Write ARPA files; see `lmtui.ngram.arpa` for the format."""

from __future__ import annotations

import contextlib
import gzip
import re
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lmtui.errors import ModelError, Progress, ignore_progress
from lmtui.ngram.arpa import ZERO
from lmtui.ngram.model import Model
from lmtui.text.safety import visible

_REPORT_EVERY = 1 << 16
_BLANK = re.compile("[ \t\n\r\v\f]")


def write_arpa(model: Model, path: Path, progress: Progress = ignore_progress) -> None:
    """Write a model; numbers have nine significant digits.

    Raises:
        ModelError: the model cannot be said in this format, or the file cannot be written.
        Cancelled: by `progress`.
    """
    if not model.backs_off:
        raise ModelError(f"{model.smoothing} does not back off, which ARPA files do; write a folder instead")
    vocabulary = model.vocabulary.decode(range(len(model.vocabulary)))
    blank = next((token for token in vocabulary if not token or _BLANK.search(token)), None)
    if blank is not None:
        raise ModelError(f"the token {blank!r} cannot stand in an ARPA file; write a folder instead")
    beside = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with gzip.open(beside, "wb") if path.suffix.lower() == ".gz" else beside.open("wb") as file:
            file.writelines(line.encode() for line in _lines(model, vocabulary, progress))
        beside.replace(path)
    except OSError as error:
        raise ModelError(f"cannot write '{visible(str(path))}': {error.strerror}; choose another place") from None
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def _lines(model: Model, vocabulary: Sequence[str], progress: Progress) -> Iterator[str]:
    yield "\\data\\\n"
    for k, level in enumerate(model.levels, 1):
        yield f"ngram {k}={len(level.token)}\n"
    contexts: list[str] = []
    for k, level in enumerate(model.levels, 1):
        yield f"\n\\{k}-grams:\n"
        top = k == model.order
        words = [vocabulary[token] for token in level.token.tolist()]
        if k > 1:
            below = np.repeat(np.arange(len(contexts)), np.diff(model.levels[k - 2].first)).tolist()
            words = [f"{contexts[context]} {word}" for context, word in zip(below, words, strict=True)]
        probs = _printed(level.prob)
        backoffs = [""] * len(words) if top else [f"\t{weight}" for weight in _printed(level.backoff)]
        for place, (prob, text, backoff) in enumerate(zip(probs, words, backoffs, strict=True)):
            if place % _REPORT_EVERY == 0:
                progress("writing", (k - 1 + place / len(words)) / model.order)
            yield f"{prob}\t{text}{backoff}\n"
        contexts = words
    yield "\n\\end\\\n"


def _printed(values: npt.NDArray[np.float64]) -> list[str]:
    logs = np.full(len(values), ZERO)
    np.log10(values, out=logs, where=values > 0)
    return [f"{log:.9g}" for log in (logs + 0.0).tolist()]  # + 0.0 makes no "-0" of 1
