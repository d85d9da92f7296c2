"""Read ARPA files: backoff models as text, the format of `lmplz`, SRILM and most others.

After `\\data\\` come lines `ngram k=count`; then for each order a section `\\k-grams:` of lines
`log10 p <tab> tokens [<tab> log10 bow]`; last `\\end\\`. (SRILM manual, ngram-format(5).)
"""

from __future__ import annotations

import gzip
import math
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lmtui.errors import ModelError, Progress, ignore_progress
from lmtui.ngram.counts import check_order
from lmtui.ngram.model import Base, Model, TrieLevel
from lmtui.text.safety import visible
from lmtui.text.specials import BOS, EOS, SPECIALS, UNK
from lmtui.text.tokenizers import Tokenizer
from lmtui.text.vocabulary import Vocabulary

LABEL = "arpa"
"""What stands in place of a smoothing's name for a model that was read."""

ZERO = -99.0
"""log10 of nothing, by the format's custom; what is as small or smaller is 0."""

_MISSING_UNKNOWN = -100.0
"""log10 p of `<unk>` where a file has none: KenLM's default."""

_REPORT_EVERY = 1 << 16
_COUNT = re.compile(rb"ngram\s+(\d{1,18})\s*=\s*(\d{1,18})\s*")
_SECTION = re.compile(rb"\\(\d{1,18})-grams:\s*")


@dataclass
class _Section:
    """The n-grams of one order as they were read: token ids, log10 p and bow, and the line each stood on."""

    ids: list[list[int]] = field(default_factory=list)
    prob: list[float] = field(default_factory=list)
    backoff: list[float] = field(default_factory=list)
    line: list[int] = field(default_factory=list)


def read_arpa(path: Path, tokenizer: Tokenizer, progress: Progress = ignore_progress) -> Model:
    """Read a model, compressed by gzip or not.

    Args:
        path: of the file.
        tokenizer: how prompts and texts are cut for it; the file does not say.

    Raises:
        ModelError: it cannot be read, or is malformed; the message names the line.
        Cancelled: by `progress`.
    """
    try:
        with path.open("rb") as raw:
            zipped = raw.read(2) == b"\x1f\x8b"
        with gzip.open(path) if zipped else path.open("rb") as file:
            words, sections = _Reader(path, file, progress).read()
            for _ in file:  # to the end, where the checksum of compressed data is
                pass
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ModelError(f"cannot read '{visible(str(path))}': {reason}; check the path and the file") from None
    progress("linking", 0.0)
    levels = _link(path, sections, len(words))
    return Model(
        vocabulary=Vocabulary.from_tokens(words),
        tokenizer=tokenizer,
        smoothing=LABEL,
        levels=levels,
        base=Base.of(levels[0].prob, 1),
        backs_off=True,
        tokens=0,
        units=0,
    )


class _Reader:
    """Goes through the lines of a file once."""

    def __init__(self, path: Path, file: Iterator[bytes], progress: Progress) -> None:
        self._path, self._progress = path, progress
        self._file = enumerate(file, 1)
        self._number, self._line = 0, b""
        self._words = list(SPECIALS)
        self._spelled = set(SPECIALS)
        self._ids = {word.encode(): index for index, word in enumerate(SPECIALS)} | {b"<UNK>": UNK}

    def read(self) -> tuple[list[str], list[_Section]]:
        """All words in id order, and the sections; every special has its unigram."""
        counts = self._counts()
        sections = [self._section(order, counts) for order in range(1, len(counts) + 1)]
        if not re.fullmatch(rb"\\end\\\s*", self._line):
            raise self._wrong("expected \\end\\")
        unigrams = sections[0]
        have = {ids[0] for ids in unigrams.ids}
        for special in (BOS, EOS):
            if special not in have:
                raise ModelError(
                    f"{self._named}: it has no unigram {SPECIALS[special]}; such a model begins or ends nothing"
                )
        if UNK not in have:
            unigrams.ids.append([UNK])
            unigrams.prob.append(_MISSING_UNKNOWN)
            unigrams.backoff.append(0.0)
            unigrams.line.append(0)
        return self._words, sections

    def _advance(self) -> None:
        """Go to the next line that is not blank."""
        for number, line in self._file:
            self._number, self._line = number, line
            if self._number % _REPORT_EVERY == 0:
                self._progress(f"reading line {self._number:,} of", 0.0)
            if not self._line.isspace():
                return
        self._number, self._line = self._number + 1, b""

    def _counts(self) -> list[int]:
        """The header; goes on to the first section."""
        self._advance()
        while self._line and self._line.removeprefix(b"\xef\xbb\xbf").strip() != b"\\data\\":
            self._advance()  # some programs write about themselves first
        if not self._line:
            raise self._wrong("no \\data\\ came; this is no ARPA file")
        counts: list[int] = []
        self._advance()
        while found := _COUNT.fullmatch(self._line):
            if int(found[1]) != len(counts) + 1:
                raise self._wrong(f"expected the count of order {len(counts) + 1}")
            counts.append(int(found[2]))
            self._advance()
        if not counts:
            raise self._wrong("expected a line 'ngram 1=...'")
        check_order(len(counts))
        return counts

    def _section(self, order: int, counts: Sequence[int]) -> _Section:
        """One section; goes on to what follows it."""
        found = _SECTION.fullmatch(self._line)
        if not found or int(found[1]) != order:
            raise self._wrong(f"expected \\{order}-grams:")
        section = _Section()
        self._advance()
        while self._line and not self._line.startswith(b"\\"):
            self._ngram(section, order)
            self._advance()
        if len(section.prob) != counts[order - 1]:
            raise self._wrong(f"{len(section.prob):,} {order}-grams came, {counts[order - 1]:,} were announced")
        return section

    def _ngram(self, section: _Section, order: int) -> None:
        fields = self._line.split()
        if len(fields) not in (order + 1, order + 2):
            raise self._wrong(f"expected a probability, {order} tokens and perhaps a backoff")
        prob = self._number_of(fields[0])
        if prob > 0:
            raise self._wrong(f"{fields[0].decode(errors='replace')} is no log10 of a probability")
        tokens = fields[1 : order + 1]
        section.ids.append([self._word(tokens[0])] if order == 1 else [self._known(token) for token in tokens])
        section.prob.append(prob)
        backoff = self._number_of(fields[-1]) if len(fields) > order + 1 else 0.0
        if backoff > -ZERO:
            raise self._wrong(f"{fields[-1].decode(errors='replace')} is no log10 of a backoff weight")
        section.backoff.append(backoff)
        section.line.append(self._number)

    def _number_of(self, text: bytes) -> float:
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if b"_" in text or math.isnan(number) or number == math.inf:
            raise self._wrong(f"'{text.decode(errors='replace')}' is no number")
        return number

    def _word(self, spelled: bytes) -> int:
        """The id of a unigram's token, a new one unless it is special."""
        if spelled not in self._ids:
            shown = visible(spelled.decode(errors="replace"))
            while shown in self._spelled:
                shown += "\ufffd"  # two spellings that look alike stay two words
            self._spelled.add(shown)
            self._ids[spelled] = len(self._words)
            self._words.append(shown)
        return self._ids[spelled]

    def _known(self, spelled: bytes) -> int:
        known = self._ids.get(spelled)
        if known is None:
            raise self._wrong(f"'{spelled.decode(errors='replace')}' is not among the unigrams")
        return known

    @property
    def _named(self) -> str:
        return f"'{visible(str(self._path))}'"

    def _wrong(self, what: str) -> ModelError:
        cut = "" if self._line else "; the file ends here"
        return ModelError(f"{self._named}, line {self._number}: {visible(what)}{cut}")


def _link(path: Path, sections: list[_Section], vocabulary: int) -> tuple[TrieLevel, ...]:
    """Sort the n-grams of each order and link them to prefix and suffix.

    A pruned model may lack the suffix of an n-gram. It is put in with the probability it has by backing off, and a
    backoff weight of 1, which changes no probability.
    """
    tables = [_Table.of(section, order) for order, section in enumerate(sections, 1)]
    while True:
        levels, lacking = _try_to_link(path, tables, vocabulary)
        if not len(lacking):
            return tuple(levels)
        tables[lacking.shape[1] - 1].add(lacking)


@dataclass
class _Table:
    """The n-grams of one order k: ids int32 [U, k], p and bow float64 [U], line int64 [U]; p is NaN if put in."""

    ids: npt.NDArray[np.int32]
    prob: npt.NDArray[np.float64]
    backoff: npt.NDArray[np.float64]
    line: npt.NDArray[np.int64]

    @classmethod
    def of(cls, section: _Section, order: int) -> _Table:
        prob, backoff = (_linear(np.array(logs)) for logs in (section.prob, section.backoff))
        ids = np.array(section.ids, np.int32).reshape(len(prob), order)
        return cls(ids, prob, backoff, np.array(section.line, np.int64))

    def add(self, ids: npt.NDArray[np.int32]) -> None:
        self.ids = np.concatenate((self.ids, ids))
        self.prob = np.concatenate((self.prob, np.full(len(ids), np.nan)))
        self.backoff = np.concatenate((self.backoff, np.ones(len(ids))))
        self.line = np.concatenate((self.line, np.zeros(len(ids), np.int64)))


def _linear(logs: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    # -99 and smaller is nothing, but for the one number KenLM gives an unknown word.
    nothing = (logs <= ZERO) & (logs != _MISSING_UNKNOWN)
    linear: npt.NDArray[np.float64] = np.where(nothing, 0.0, 10.0**logs)
    return linear


def _try_to_link(
    path: Path, tables: Sequence[_Table], vocabulary: int
) -> tuple[list[TrieLevel], npt.NDArray[np.int32]]:
    """The levels; or n-grams that have to be put in first, int32 [M, k]."""
    levels: list[TrieLevel] = []
    keys: list[npt.NDArray[np.int64]] = []
    for k, table in enumerate(tables, 1):
        prefix, found = _find(keys, table.ids[:, :-1], vocabulary)
        if not found.all():
            raise _malformed(path, table.line[~found].min(), "its prefix is not in the file")
        key = prefix * vocabulary + table.ids[:, -1]
        by_key = np.argsort(key)
        key = key[by_key]
        twice = np.flatnonzero(key[1:] == key[:-1])
        if len(twice):
            raise _malformed(path, table.line[by_key][twice + 1].min(), "this n-gram came before")
        suffix, found = _find(keys, table.ids[:, 1:], vocabulary)
        if not found.all():
            return [], np.unique(table.ids[~found][:, 1:], axis=0)
        prob, suffix, prefix = table.prob[by_key], suffix[by_key], prefix[by_key]
        if k == 1:
            prob[BOS] = 0.0
        else:
            below = levels[-1]
            prob = np.where(np.isnan(prob), below.backoff[prefix] * below.prob[suffix], prob)
            first = np.concatenate(([0], np.cumsum(np.bincount(prefix, minlength=len(below.token)))))
            levels[-1] = TrieLevel(below.token, below.prob, below.suffix, below.backoff, first)
        token = table.ids[by_key, -1]
        backoff = table.backoff[by_key] if k < len(tables) else np.empty(0)
        levels.append(TrieLevel(token, prob, suffix, backoff, np.empty(0, np.int64)))
        keys.append(key)
    return levels, np.empty((0, 1), np.int32)


def _find(
    keys: Sequence[npt.NDArray[np.int64]], ids: npt.NDArray[np.int32], vocabulary: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """The places of k-grams, int32 [M, k], among those with `keys[k - 1]`, and whether each is there."""
    place = np.zeros(len(ids), np.int64)
    found = np.ones(len(ids), np.bool_)
    for k in range(ids.shape[1]):
        key = place * vocabulary + ids[:, k]
        place = np.searchsorted(keys[k], key)
        place[place == len(keys[k])] = 0
        found &= keys[k][place] == key if len(keys[k]) else False
    return place, found


def _malformed(path: Path, line: int, what: str) -> ModelError:
    return ModelError(f"'{visible(str(path))}', line {line}: {what}")
