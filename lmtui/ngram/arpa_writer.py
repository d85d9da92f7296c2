"""Write ARPA files; see `lmtui.ngram.arpa` for the format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from gzip import GzipFile
from pathlib import Path
from typing import IO, BinaryIO

import numpy as np
import numpy.typing as npt

from lmtui.errors import ModelError, Progress, ignore_progress
from lmtui.files import cannot_write, new_file
from lmtui.ngram.arpa import SEPARATORS
from lmtui.ngram.arpa_lines import HIGHEST_LOG
from lmtui.ngram.arpa_trie import ZERO
from lmtui.ngram.model import NgramTrie, TrieLevel
from lmtui.text.safety import visible
from lmtui.text.vocabulary import Vocabulary
from lmtui.unfinished import remove_abandoned

_HIGHEST = 10**HIGHEST_LOG
_BLOCK = 1 << 13  # lines that are made at once
_SEPARATOR = re.compile(rb"[%s]" % SEPARATORS)


def write_arpa(model: NgramTrie, path: Path, progress: Progress = ignore_progress) -> None:
    """Write a model; numbers have nine significant digits.

    Raises:
        ModelError: the format cannot express the model, or the file cannot be written.
        Cancelled: by `progress`.
    """
    if not model.backs_off:
        raise ModelError(f"{model.smoothing} does not back off, which ARPA files do; write a folder instead")
    try:
        vocabulary = _spelled(model.vocabulary, progress)
        remove_abandoned(path.resolve().parent)  # of a large model much is left by a process that was killed
        with new_file(path, may_replace=True) as file, _compressed_if_named_so(path, file) as output:
            output.writelines(_lines(model, vocabulary, progress))
    except (OSError, ValueError) as error:
        raise ModelError(cannot_write(f"'{visible(str(path))}'", error)) from None


def _spelled(vocabulary: Vocabulary, progress: Progress) -> list[bytes]:
    """The bytes of all tokens, or a `ModelError` where one cannot stand in the format."""
    tokens: list[bytes] = []
    for index in range(len(vocabulary)):
        if index % _BLOCK == 0:
            progress("writing", 0.0)
        token = vocabulary.bytes_of(index)
        if not token or _SEPARATOR.search(token):
            shown = visible(repr(vocabulary[index]))
            raise ModelError(f"the token {shown} cannot stand in an ARPA file; write a folder instead")
        tokens.append(token)
    return tokens


def _compressed_if_named_so(path: Path, file: BinaryIO) -> AbstractContextManager[IO[bytes] | GzipFile]:
    """A file to write to, which compresses its content if the name ends in `.gz`."""
    return GzipFile("", "wb", fileobj=file) if path.suffix.lower() == ".gz" else nullcontext(file)


def _lines(model: NgramTrie, vocabulary: Sequence[bytes], progress: Progress) -> Iterator[bytes]:
    left_out = _left_out(model)
    yield b"\\data\\\n"
    for k, level in enumerate(model.levels, 1):
        yield b"ngram %d=%d\n" % (k, len(level.token) - np.count_nonzero(left_out[k - 1]))
    for k, level in enumerate(model.levels, 1):
        yield b"\n\\%d-grams:\n" % k
        size = len(level.token)
        for start in range(0, size, _BLOCK):
            progress("writing", (k - 1 + start / size) / model.order)
            places = np.arange(start, min(start + _BLOCK, size))
            if len(left_out[k - 1]):
                places = places[~left_out[k - 1][places]]
            yield _lines_of(model, vocabulary, k, places)
    yield b"\n\\end\\\n"


def _left_out(model: NgramTrie) -> list[npt.NDArray[np.bool_]]:
    """For each level, which n-grams are not written, bool [U]; or an empty array, as all are written.

    Where a file lacked the suffix of an n-gram, the suffix was added with what backing off gives it. That may be
    above 1, which no file can say, but it is added again when the new file is read, and so is what begins with it.
    """
    left_out: list[npt.NDArray[np.bool_]] = []
    for level in model.levels:
        above = level.prob > _HIGHEST if level.prob.max(initial=0.0) > _HIGHEST else np.empty(0, np.bool_)
        if left_out and len(left_out[-1]):
            before = np.repeat(left_out[-1], np.diff(model.levels[len(left_out) - 1].first))
            above = before | above if len(above) else before
        left_out.append(above)
    return left_out


def _lines_of(model: NgramTrie, vocabulary: Sequence[bytes], k: int, places: npt.NDArray[np.int64]) -> bytes:
    """The lines of the k-grams at some places of their level."""
    level, top = model.levels[k - 1], k == model.order
    words, above = [_words_at(level, places, vocabulary)], places
    for below in reversed(model.levels[: k - 1]):  # each holds the contexts of the level above
        above = np.searchsorted(below.first, above.astype(below.first.dtype), side="right") - 1
        words.insert(0, _words_at(below, above, vocabulary))
    # KenLM refuses a probability above 1, even if rounding alone has put it there.
    columns = [_logs(np.minimum(level.prob[places], 1.0)), *words]
    columns += [] if top else [_logs(level.backoff[places])]
    line = b"%.9g\t" + b" ".join([b"%b"] * k) + (b"\n" if top else b"\t%.9g\n")
    return b"".join([line % fields for fields in zip(*columns, strict=True)])


def _words_at(level: TrieLevel, places: npt.NDArray[np.integer], vocabulary: Sequence[bytes]) -> Iterable[bytes]:
    """The last words of n-grams of a level."""
    return map(vocabulary.__getitem__, level.token[places].tolist())


def _logs(values: npt.NDArray[np.float64]) -> Iterable[float]:
    logs = np.full(len(values), ZERO)
    np.log10(values, out=logs, where=values > 0)
    logs += 0.0  # makes no "-0" of 1
    return logs.tolist()
