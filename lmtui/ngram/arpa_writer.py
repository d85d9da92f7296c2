"""Write ARPA files; see `lmtui.ngram.arpa` for the format."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from gzip import GzipFile
from pathlib import Path
from typing import IO, BinaryIO

import numpy as np
import numpy.typing as npt

from lmtui.errors import ModelError, Progress, ignore_progress
from lmtui.files import cannot_write, new_file
from lmtui.ngram.arpa import SEPARATORS
from lmtui.ngram.arpa_trie import ZERO
from lmtui.ngram.model import NgramTrie
from lmtui.text.safety import visible

_REPORT_EVERY = 1 << 16
_SEPARATOR = re.compile(rb"[%s]" % SEPARATORS)


def write_arpa(model: NgramTrie, path: Path, progress: Progress = ignore_progress) -> None:
    """Write a model; numbers have nine significant digits.

    Raises:
        ModelError: the format cannot express the model, or the file cannot be written.
        Cancelled: by `progress`.
    """
    if not model.backs_off:
        raise ModelError(f"{model.smoothing} does not back off, which ARPA files do; write a folder instead")
    vocabulary = [model.vocabulary.bytes_of(index) for index in range(len(model.vocabulary))]
    blank = next((index for index, token in enumerate(vocabulary) if not token or _SEPARATOR.search(token)), None)
    if blank is not None:
        token = visible(repr(model.vocabulary[blank]))
        raise ModelError(f"the token {token} cannot stand in an ARPA file; write a folder instead")
    try:
        with new_file(path, may_replace=True) as file, _compressed_if_named_so(path, file) as output:
            output.writelines(_lines(model, vocabulary, progress))
    except (OSError, ValueError) as error:
        raise ModelError(cannot_write(f"'{visible(str(path))}'", error)) from None


def _compressed_if_named_so(path: Path, file: BinaryIO) -> AbstractContextManager[IO[bytes] | GzipFile]:
    """A file to write to, which compresses its content if the name ends in `.gz`."""
    return GzipFile("", "wb", fileobj=file) if path.suffix.lower() == ".gz" else nullcontext(file)


def _lines(model: NgramTrie, vocabulary: Sequence[bytes], progress: Progress) -> Iterator[bytes]:
    yield b"\\data\\\n"
    for k, level in enumerate(model.levels, 1):
        yield b"ngram %d=%d\n" % (k, len(level.token))
    contexts: list[bytes] = []
    for k, level in enumerate(model.levels, 1):
        yield b"\n\\%d-grams:\n" % k
        top = k == model.order
        words = [vocabulary[token] for token in level.token.tolist()]
        if k > 1:
            below = np.repeat(np.arange(len(contexts)), np.diff(model.levels[k - 2].first)).tolist()
            words = [b"%b %b" % (contexts[context], word) for context, word in zip(below, words, strict=True)]
        # KenLM refuses a probability above 1, even if rounding alone has put it there.
        probs = _printed(np.minimum(level.prob, 1.0))
        backoffs = [b""] * len(words) if top else [b"\t%b" % weight for weight in _printed(level.backoff)]
        for place, (prob, text, backoff) in enumerate(zip(probs, words, backoffs, strict=True)):
            if place % _REPORT_EVERY == 0:
                progress("writing", (k - 1 + place / len(words)) / model.order)
            yield b"%b\t%b%b\n" % (prob, text, backoff)
        contexts = words
    yield b"\n\\end\\\n"


def _printed(values: npt.NDArray[np.float64]) -> list[bytes]:
    logs = np.full(len(values), ZERO)
    np.log10(values, out=logs, where=values > 0)
    return [b"%.9g" % log for log in (logs + 0.0).tolist()]  # + 0.0 makes no "-0" of 1
