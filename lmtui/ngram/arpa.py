"""Read ARPA files: backoff models as text, in the format of `lmplz`, SRILM and most other programs.

After `\\data\\` come lines `ngram k=count`; then for each order a section `\\k-grams:` of lines
`log10 p <tab> tokens [<tab> log10 bow]`; last `\\end\\`. (SRILM manual, ngram-format(5).)

Blanks, tabs and line ends (LF or CR LF) separate; every other byte belongs to a token, as in KenLM. A token is known
by its bytes, whatever their encoding.
"""

from __future__ import annotations

import codecs
import math
import os
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lmtui.errors import ModelError, Progress, ignore_progress, meanwhile
from lmtui.files import reason_of
from lmtui.ngram.arpa_lines import HIGHEST_BACKOFF, HIGHEST_LOG, LONGEST_LINE, ArpaNgrams, Lines, read_ngrams
from lmtui.ngram.arpa_trie import LevelBuilder
from lmtui.ngram.arpa_words import NO_WORD, NewWords, WordTable, kept_words
from lmtui.ngram.mapped_memory import gather, keep_small_memory, new_array
from lmtui.ngram.model import Base, NgramTrie, TrieLevel
from lmtui.recipe import READ_FROM_ARPA, check_order
from lmtui.text.compressed import HEAD, ZIP, Readable, RewoundFile, damage_reported, packing_of, unpacked
from lmtui.text.document import UnusableText
from lmtui.text.regular_files import open_regular
from lmtui.text.safety import visible
from lmtui.text.specials import BOS, EOS, SPECIALS
from lmtui.text.tokenizers import Tokenizer
from lmtui.text.vocabulary import Vocabulary

SEPARATORS = b" \t\r\n"
"""The bytes that no token may hold when it is written. (A CR inside a line is read, but KenLM ends a line there.)"""

_COUNT = re.compile(rb"ngram[ \t]+(\d{1,18})[ \t]*=[ \t]*(\d{1,18})")
_SECTION = re.compile(rb"\\(\d{1,18})-grams:")
_KENLM_BINARY = b"mmap lm http://kheafield.com/code"


def read_arpa(
    path: Path, tokenizer: Tokenizer, progress: Progress = ignore_progress, pipes_allowed: bool = False
) -> NgramTrie:
    """Read a model, compressed by gzip, bzip2 or xz, or not.

    Args:
        path: of the file.
        tokenizer: how prompts and texts are cut for the model, which the file does not say.
        pipes_allowed: whether the file may be a pipe; then this waits for its writer.

    Raises:
        ModelError: the file cannot be read, or is malformed; the message names the line.
        Cancelled: by `progress`.
    """
    keep_small_memory()
    try:
        with open_regular(path, pipes_allowed) as raw:
            head = raw.read(HEAD)
            size = os.fstat(raw.fileno()).st_size

            def report(_: str, fraction: float) -> None:
                progress("reading", raw.tell() / size if size else fraction)

            begun, packing = RewoundFile(head, raw), packing_of(head)
            file = _Unpacked(begun, packing, path) if packing else begun
            vocabulary, levels = _Reader(path, file, report).read()
            while file.read(HEAD):  # to the end, where the checksum of compressed data is
                report("", 0.0)
    except UnusableText as error:
        raise ModelError(str(error)) from None
    except OSError as error:
        raise ModelError(f"cannot read '{visible(str(path))}': {reason_of(error)}; check the path") from None
    return NgramTrie(
        vocabulary=vocabulary,
        tokenizer=tokenizer,
        smoothing=READ_FROM_ARPA,
        levels=tuple(levels),
        base=meanwhile(lambda: progress("reading", 1.0), partial(Base.of, levels[0].prob, 1)),
        backs_off=True,
        tokens=0,
        units=0,
    )


class _Unpacked:
    """What is packed in a file; reading it raises an `UnusableText` where the data is damaged."""

    def __init__(self, file: Readable, packing: str, path: Path) -> None:
        self._name, self._packing = str(path), packing
        if packing == ZIP:
            raise UnusableText(self._name, "is a zip archive", "unpack it and give the ARPA file in it")
        with damage_reported(self._name, packing):
            self._content = unpacked(file, packing)

    def read(self, size: int = -1, /) -> bytes:
        with damage_reported(self._name, self._packing):
            return self._content.read(size)


class _Reader:
    """Goes through the lines of a file once."""

    def __init__(self, path: Path, file: Readable, progress: Progress) -> None:
        self._path, self._progress = path, progress
        self._lines = Lines(file)
        self._line = b""  # the latest line that was looked at by itself, without the blanks around it
        self._number = 0  # of that line

    def read(self) -> tuple[Vocabulary, list[TrieLevel]]:
        """All words, and the levels of the trie; each of `SPECIALS` has a unigram."""
        counts = self._read_counts()
        new_words = NewWords([special.encode() for special in SPECIALS], counts[0])
        words: NewWords | WordTable = new_words
        levels: list[TrieLevel] = []
        for order, count in enumerate(counts, 1):
            builder = LevelBuilder(self._path, levels, order == len(counts), count)
            for ngrams, first_line in self._section(order, count, words):
                builder.add(ngrams, first_line)
            if order == 1:
                words, ids, spelled = meanwhile(self._report, partial(self._number_words, new_words))
            if order == len(counts):
                words = new_words  # the table takes memory, and no more words are looked up
            if order == 1:
                builder.set_ids(ids[len(SPECIALS) :])
                del ids
            meanwhile(self._report, builder.finish)
        if self._line != b"\\end\\":
            raise self._error("expected \\end\\")
        return Vocabulary.from_arrays(*meanwhile(self._report, partial(kept_words, *spelled)), self._report), levels

    def _report(self) -> None:
        self._progress("reading", 0.0)

    def _advance(self) -> None:
        """Go to the next line that is not blank."""
        while line := self._lines.next():
            self._number, self._line = self._lines.number, line.strip(SEPARATORS)
            if len(line) == LONGEST_LINE:
                raise self._error("this line is longer than any in an ARPA file")
            if self._line:
                return
        self._number, self._line = self._lines.number + 1, b""

    def _read_counts(self) -> list[int]:
        """Read the header: how many n-grams of each order there are. Goes on to the first section."""
        self._advance()
        if self._line.startswith(_KENLM_BINARY):
            raise ModelError(f"{self._quoted_path} is a binary model of KenLM; give the ARPA file it was built from")
        if self._line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise ModelError(f"{self._quoted_path} is UTF-16, as some shells write output; save it as UTF-8")
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

    def _section(self, order: int, count: int, words: NewWords | WordTable) -> Iterator[tuple[ArpaNgrams, int]]:
        """The n-grams of one section, many at a time, each time with the line from which theirs are counted.

        Goes on to the line after the section.
        """
        found = _SECTION.fullmatch(self._line)
        if not found or int(found[1]) != order:
            raise self._error(f"expected \\{order}-grams:")
        came, has_ended = 0, False
        while not has_ended:
            before, lines = self._lines.number, self._lines.many()
            ngrams = read_ngrams(lines, order, words) if lines else None
            if ngrams is None:
                ngrams, has_ended = self._read_one_by_one(order, before + max(lines.count(b"\n"), 1), words)
            else:
                self._lines.skip(lines)
            came += len(ngrams.line)
            self._report()
            yield ngrams, before + 1
        if came != count:
            raise self._error(f"{came:,} {order}-grams came, {count:,} were announced")

    def _read_one_by_one(self, order: int, last: int, words: NewWords | WordTable) -> tuple[ArpaNgrams, bool]:
        """The n-grams of the lines up to a number, and whether the section ends there."""
        before, rows = self._lines.number, []
        has_ended = False
        while self._lines.number < last and not has_ended:
            self._advance()
            has_ended = not self._line or self._line.startswith(b"\\")
            if not has_ended:
                rows.append((*self._read_ngram(order, words), self._number - before - 1))
        ids, prob, backoff, line = zip(*rows, strict=True) if rows else ((), (), (), ())
        tokens = np.array(ids, np.int32).reshape(len(rows), order)
        return ArpaNgrams(tokens, np.array(prob), np.array(backoff), np.array(line, np.int64)), has_ended

    def _read_ngram(self, order: int, words: NewWords | WordTable) -> tuple[list[int], float, float]:
        """The ids, log10 p and log10 bow of the latest line."""
        fields = self._line.replace(b"\t", b" ").split(b" ")
        if b"" in fields:
            fields = list(filter(None, fields))
        if len(fields) not in (order + 1, order + 2):
            raise self._error(f"expected a probability, {order} tokens and perhaps a backoff")
        prob = self._number_of(fields[0])
        if prob > HIGHEST_LOG:
            raise self._error(f"{_field_text(fields[0])} is no log10 of a probability")
        backoff = self._number_of(fields[-1]) if len(fields) > order + 1 else 0.0
        if backoff > HIGHEST_BACKOFF:
            raise self._error(f"{_field_text(fields[-1])} is no log10 of a backoff weight")
        ids = [words[token] for token in fields[1 : order + 1]]
        if NO_WORD in ids:
            raise self._error(f"'{_field_text(fields[1 + ids.index(NO_WORD)])}' is not among the unigrams")
        return ids, min(prob, 0.0), backoff

    def _number_of(self, text: bytes) -> float:
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        # Python's float also takes underscores between digits, and control characters around them.
        if math.isnan(number) or number == math.inf or b"_" in text or text[0] <= 0x20 or text[-1] <= 0x20:
            raise self._error(f"'{_field_text(text)}' is no number")
        return number

    def _number_words(
        self, new_words: NewWords
    ) -> tuple[
        WordTable, npt.NDArray[np.int32], tuple[npt.NDArray[np.uint8], npt.NDArray[np.int32], npt.NDArray[np.bool_]]
    ]:
        """Give the words of the first section their ids.

        `<UNK>`, `<S>` or `</S>` is the special token in a file that does not have that.

        Args:
            new_words: `SPECIALS`, and then those of the file.

        Returns:
            The words, of which none is new from then on; their ids, int32; and what `kept_words` makes V of.
        """
        spelling, lengths = new_words.take()
        words = WordTable(spelling, lengths)
        ids = words.take_first()
        have = set(ids[len(SPECIALS) :][ids[len(SPECIALS) :] < len(SPECIALS)].tolist())
        capitals = {words[text.upper().encode()]: special for special, text in enumerate(SPECIALS)}
        aliases = {
            number: special for number, special in capitals.items() if number != NO_WORD and special not in have
        }
        for special in (BOS, EOS):
            if special not in have.union(aliases.values()):
                raise ModelError(
                    f"{self._quoted_path}: it has no unigram {SPECIALS[special]}; such a model begins or ends nothing"
                )
        is_kept = ids == np.arange(len(ids), dtype=np.int32)
        is_kept[list(aliases)] = False
        new_ids = new_array(len(ids), np.int32)
        np.cumsum(is_kept, out=new_ids)
        new_ids -= 1
        new_ids[list(aliases)] = list(aliases.values())
        gather(new_ids, ids, ids)
        words.set_ids(ids)
        return words, ids, (spelling, lengths, is_kept)

    @property
    def _quoted_path(self) -> str:
        return f"'{visible(str(self._path))}'"

    def _error(self, what: str) -> ModelError:
        cut = "" if self._line else "; the file ends here"
        return ModelError(f"{self._quoted_path}, line {self._number}: {visible(what)}{cut}")


def _field_text(text: bytes) -> str:
    """A field of a line as a message shows it; a long one is cut."""
    return text[:100].decode(errors="replace")
