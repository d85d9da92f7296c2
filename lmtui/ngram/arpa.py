"""Read ARPA files: backoff models as text, in the format of `lmplz`, SRILM and most other programs.

After `\\data\\` come lines `ngram k=count`; then for each order a section `\\k-grams:` of lines
`log10 p <tab> tokens [<tab> log10 bow]`; last `\\end\\`. (SRILM manual, ngram-format(5).)

Blanks, tabs and line ends (LF or CR LF) separate; every other byte belongs to a token, as in KenLM. A token is known
by its bytes, whatever their encoding.
"""

from __future__ import annotations

import gzip
import io
import math
import os
import re
import zlib
from array import array
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from lmtui.errors import ModelError, Progress, ignore_progress
from lmtui.ngram.arpa_trie import Table, link
from lmtui.ngram.counts import check_order
from lmtui.ngram.model import Base, Model
from lmtui.ngram.smoothing import FloatArray
from lmtui.text.regular_files import open_regular
from lmtui.text.safety import visible
from lmtui.text.specials import BOS, EOS, SPECIALS, UNK
from lmtui.text.tokenizers import Tokenizer
from lmtui.text.vocabulary import Vocabulary

LABEL = "arpa"
"""Stands in the place of a smoothing's name for a model that was read from a file."""

ZERO = -99.0
"""Stands for log10 0, by the format's custom; a probability with this log10 or a smaller one is 0."""

SEPARATORS = b" \t\r\n"
"""The bytes that no token may hold when it is written. (A CR inside a line is read, but KenLM ends a line there.)"""

_MISSING_UNKNOWN = -100.0
"""log10 p of `<unk>` where a file has none: KenLM's default."""

_ROUNDING = 1e-6
"""A log10 p so little above 0 is 0, rounded as a 32-bit float."""

_REPORT_EVERY = 1 << 16  # lines
_LONGEST_LINE = 1 << 20  # bytes
_COUNT = re.compile(rb"ngram[ \t]+(\d{1,18})[ \t]*=[ \t]*(\d{1,18})")
_SECTION = re.compile(rb"\\(\d{1,18})-grams:")
_KENLM_BINARY = b"mmap lm http://kheafield.com/code"


def read_arpa(
    path: Path, tokenizer: Tokenizer, progress: Progress = ignore_progress, pipes_allowed: bool = False
) -> Model:
    """Read a model, compressed by gzip or not.

    Args:
        path: of the file.
        tokenizer: how prompts and texts are cut for the model, which the file does not say.
        pipes_allowed: whether the file may be a pipe; then this waits for its writer.

    Raises:
        ModelError: the file cannot be read, or is malformed; the message names the line.
        Cancelled: by `progress`.
    """
    try:
        with io.BufferedReader(open_regular(path, pipes_allowed)) as raw:  # type: ignore[type-var]
            zipped = raw.peek(2)[:2] == b"\x1f\x8b"
            size = os.fstat(raw.fileno()).st_size

            def report(_: str, fraction: float) -> None:
                progress("reading", raw.tell() / size if size else fraction)

            file: io.BufferedIOBase = gzip.GzipFile(fileobj=raw) if zipped else raw
            words, tables = _Reader(path, file, report).read()
            while file.read(_LONGEST_LINE):  # to the end, where the checksum of compressed data is
                report("", 0.0)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ModelError(f"cannot read '{visible(str(path))}': {reason}; check the path and the file") from None
    progress("linking", 0.0)
    levels = link(path, tables, len(words))
    return Model(
        vocabulary=Vocabulary.from_bytes(words),
        tokenizer=tokenizer,
        smoothing=LABEL,
        levels=levels,
        base=Base.of(levels[0].prob, 1),
        backs_off=True,
        tokens=0,
        units=0,
    )


class _Section:
    """The n-grams of one order as they were read: token ids, log10 p and bow, and the line each stood on."""

    def __init__(self, order: int) -> None:
        self.order = order
        self.ids, self.prob, self.backoff, self.line = array("i"), array("d"), array("d"), array("q")

    def __len__(self) -> int:
        return len(self.prob)

    def add(self, ids: Sequence[int], prob: float, backoff: float, line: int) -> None:
        self.ids.extend(ids)
        self.prob.append(prob)
        self.backoff.append(backoff)
        self.line.append(line)

    def table(self) -> Table:
        """The n-grams as arrays, with probabilities for their logarithms; a logarithm down to `ZERO` gives 0."""
        prob, backoff = (_linear(logs) for logs in (self.prob, self.backoff))
        ids = np.array(self.ids, np.int32).reshape(len(self), self.order)
        return Table(ids, prob, backoff, np.array(self.line, np.int64))


def _linear(logs: array[float]) -> FloatArray:
    values = np.array(logs, np.float64)
    # -99 and less stand for log10 0, except for the one number that KenLM gives an unknown word.
    is_zero = (values <= ZERO) & (values != _MISSING_UNKNOWN)
    linear: FloatArray = np.where(is_zero, 0.0, 10.0**values)
    return linear


class _Reader:
    """Goes through the lines of a file once."""

    def __init__(self, path: Path, file: io.BufferedIOBase, progress: Progress) -> None:
        self._path, self._progress = path, progress
        lines: Iterator[bytes] = iter(partial(file.readline, _LONGEST_LINE), b"")
        self._lines = enumerate(lines, 1)
        self._number, self._line = 0, b""
        self._words = [special.encode() for special in SPECIALS]
        self._ids = {word: index for index, word in enumerate(self._words)}

    def read(self) -> tuple[list[bytes], list[Table]]:
        """All words in the order of their ids, and a table for each order; each of `SPECIALS` has a unigram."""
        counts = self._read_counts()
        unigrams = self._read_section(1, counts)
        self._take_capitals_for_specials(unigrams)
        have = set(unigrams.ids)
        for special in (BOS, EOS):
            if special not in have:
                raise ModelError(
                    f"{self._quoted_path}: it has no unigram {SPECIALS[special]}; such a model begins or ends nothing"
                )
        if UNK not in have:
            unigrams.add([UNK], _MISSING_UNKNOWN, 0.0, 0)
        tables = [unigrams.table(), *(self._read_section(k, counts).table() for k in range(2, len(counts) + 1))]
        if self._line != b"\\end\\":
            raise self._error("expected \\end\\")
        return self._words, tables

    def _advance(self) -> None:
        """Go to the next line that is not blank."""
        for number, line in self._lines:
            self._number = number
            if self._number % _REPORT_EVERY == 0:
                self._progress("reading", 0.0)
            self._line = line.strip(SEPARATORS)
            if len(line) == _LONGEST_LINE:
                raise self._error("this line is longer than any in an ARPA file")
            if self._line:
                return
        self._number, self._line = self._number + 1, b""

    def _read_counts(self) -> list[int]:
        """Read the header: how many n-grams of each order there are. Goes on to the first section."""
        self._advance()
        if self._line.startswith(_KENLM_BINARY):
            raise ModelError(f"{self._quoted_path} is a binary model of KenLM; give the ARPA file it was built from")
        while self._line and self._line.removeprefix(b"\xef\xbb\xbf") != b"\\data\\":
            self._advance()  # some programs write about themselves first
        if not self._line:
            raise self._error("no \\data\\ came; this is no ARPA file")
        counts: list[int] = []
        self._advance()
        while found := _COUNT.fullmatch(self._line):
            if int(found[1]) != len(counts) + 1:
                raise self._error(f"expected the count of order {len(counts) + 1}")
            counts.append(int(found[2]))
            self._advance()
        if not counts:
            raise self._error("expected a line 'ngram 1=...'")
        check_order(len(counts))
        return counts

    def _read_section(self, order: int, counts: Sequence[int]) -> _Section:
        """Read one section, and go on to the line after it."""
        found = _SECTION.fullmatch(self._line)
        if not found or int(found[1]) != order:
            raise self._error(f"expected \\{order}-grams:")
        section = _Section(order)
        self._advance()
        while self._line and not self._line.startswith(b"\\"):
            self._read_ngram(section)
            self._advance()
        if len(section) != counts[order - 1]:
            raise self._error(f"{len(section):,} {order}-grams came, {counts[order - 1]:,} were announced")
        return section

    def _read_ngram(self, section: _Section) -> None:
        order = section.order
        fields = self._line.replace(b"\t", b" ").split(b" ")
        if b"" in fields:
            fields = list(filter(None, fields))
        if len(fields) not in (order + 1, order + 2):
            raise self._error(f"expected a probability, {order} tokens and perhaps a backoff")
        prob = self._number_of(fields[0])
        if prob > _ROUNDING:
            raise self._error(f"{_field_text(fields[0])} is no log10 of a probability")
        backoff = self._number_of(fields[-1]) if len(fields) > order + 1 else 0.0
        if backoff > -ZERO:
            raise self._error(f"{_field_text(fields[-1])} is no log10 of a backoff weight")
        if order == 1:
            ids = [self._ids.setdefault(fields[1], len(self._words))]
            if ids[0] == len(self._words):
                self._words.append(fields[1])
        else:
            try:
                ids = [self._ids[token] for token in fields[1 : order + 1]]
            except KeyError as error:
                raise self._error(f"'{_field_text(error.args[0])}' is not among the unigrams") from None
        section.add(ids, min(prob, 0.0), backoff, self._number)

    def _number_of(self, text: bytes) -> float:
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        # Python's float also takes underscores between digits, and control characters around them.
        if math.isnan(number) or number == math.inf or b"_" in text or text[0] <= 0x20 or text[-1] <= 0x20:
            raise self._error(f"'{_field_text(text)}' is no number")
        return number

    def _take_capitals_for_specials(self, unigrams: _Section) -> None:
        """Take `<UNK>`, `<S>` or `</S>` for the special token, in a file that does not have the special token."""
        have = set(unigrams.ids)
        aliases: dict[bytes, int] = {}
        for special, spelling in enumerate(SPECIALS):
            capital = spelling.upper().encode()
            taken = self._ids.get(capital)
            if special in have or taken is None:
                continue
            aliases[capital] = special
            del self._words[taken]
            self._ids = {word: index for index, word in enumerate(self._words)}
            moved = (special if index == taken else index - (index > taken) for index in unigrams.ids)
            unigrams.ids = array("i", moved)
        self._ids |= aliases

    @property
    def _quoted_path(self) -> str:
        return f"'{visible(str(self._path))}'"

    def _error(self, what: str) -> ModelError:
        cut = "" if self._line else "; the file ends here"
        return ModelError(f"{self._quoted_path}, line {self._number}: {visible(what)}{cut}")


def _field_text(text: bytes) -> str:
    """A field of a line as a message shows it; a long one is cut."""
    return text[:100].decode(errors="replace")
