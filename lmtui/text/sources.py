"""Read the documents of a corpus: one that has a name, a file, a folder, or standard input."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, cast

from lmtui.errors import Progress, SourceError, ignore_progress
from lmtui.text import bundled
from lmtui.text.compressed import PACKED_SUFFIXES, RewoundFile
from lmtui.text.decoding import check_encoding
from lmtui.text.document import Document, UnreadableText, UnusableText
from lmtui.text.folders import FoundTexts, TextFinder
from lmtui.text.named import machine_texts
from lmtui.text.reading import Reader
from lmtui.text.regular_files import SpecialFileError
from lmtui.text.remote_folders import find_elsewhere
from lmtui.text.safety import visible
from lmtui.text.urls import is_url

STANDARD_INPUT = "-"
STANDARD_INPUT_NAME = "standard input"


def read_corpus(
    name: str,
    progress: Progress = ignore_progress,
    encoding: str = "",
    pipes_allowed: bool = False,
    reader: Reader | None = None,
) -> Iterator[Document]:
    """Read a corpus by its name, or a file, an address, all texts below a folder, or `-`, a document at a time.

    Texts below a folder are `*.txt` and `*.md`, these compressed (`*.txt.gz`, ...), and `*.zip` with such files.

    Args:
        encoding: of files and standard input, by any name Python knows. "" is UTF-8, or UTF-16 or UTF-32 where a
            byte-order mark says so.
        pipes_allowed: whether a named pipe, or one of a shell's `<(command)`, may be read like a file. `progress`
            cannot end the wait for its writer.
        reader: of the files; None reads them into memory.

    Raises:
        SourceError: there is no such corpus, no text in it can be read, or its text is more than memory holds.
        SettingError: there is no such encoding.
        Cancelled: by `progress`.
    """
    encoding = check_encoding(encoding)
    if name == STANDARD_INPUT:
        yield from _standard_input(reader or Reader(progress, encoding))
    elif name in bundled.CORPORA:
        yield Document(name, bundled.text_of(name))
    elif texts := machine_texts(name):
        yield from texts.read(progress, encoding)
    else:
        yield from _read_place(name, reader or Reader(progress, encoding, pipes_allowed), progress)


def _read_place(name: str, reader: Reader, progress: Progress) -> Iterator[Document]:
    """Read a file, an address, or all texts below a folder."""
    path = None if is_url(name) else path_of(name)
    try:
        if path is None:
            if found := find_elsewhere(name, reader.left, progress):
                yield from _read_found(found, name, reader, progress)
            else:
                yield from _as_one_corpus(reader.read_url(name), name)
        elif stat.S_ISDIR(path.stat().st_mode):
            yield from _read_found(TextFinder(path, reader.left, progress).find(), str(path), reader, progress)
        else:
            yield from _as_one_corpus(reader.read_path(path, name), name)
    except FileNotFoundError as error:
        raise (UnreadableText(name, error) if path is None else _missing_error(name)) from None
    except SpecialFileError as error:
        raise SourceError(
            f"cannot read '{visible(name)}': {error.strerror}; name a file or a folder of texts"
        ) from None
    except OSError as error:
        raise UnreadableText(name, error) from None


def path_of(name: str) -> Path:
    """The path that a corpus names; a `SourceError` where there can be none."""
    if not name:
        raise _missing_error(name)
    try:
        path = Path(name).expanduser()
        os.fsencode(path)
        if "\0" not in name:
            return path
    except (ValueError, RuntimeError):  # a surrogate that stands for no byte; a home of nobody
        pass
    raise SourceError(f"'{visible(name)}' cannot be the name of a file; check it")


def _missing_error(name: str) -> SourceError:
    known = ", ".join(bundled.CORPORA)
    return SourceError(f"no corpus or file '{visible(name)}'; name a file, a folder, or one of: {known}")


def read_standard_input(progress: Progress = ignore_progress, encoding: str = "") -> Document:
    """All of standard input as one text, whatever it holds; the texts of a zip archive are put one after another.

    Args:
        encoding: see `read_corpus`.

    Raises:
        SourceError: it is closed, no text, or more than memory holds.
        SettingError: there is no such encoding.
        Cancelled: by `progress`.
    """
    documents = _standard_input(Reader(progress, check_encoding(encoding), any_text=True))
    if len(documents) == 1:
        return documents[0]
    return replace(
        documents[0],
        name=STANDARD_INPUT_NAME,
        text="\n".join(document.text for document in documents),
        undecodable=sum(document.undecodable for document in documents),
        controls=sum(document.controls for document in documents),
        advice=next((document.advice for document in documents if document.advice), ""),
    )


_read_ahead = b""  # of standard input, and not yet taken
_ended_ahead = False  # whether that is all of it


def standard_input_is_longer(size: int) -> bool:
    """Whether more than so many bytes come through standard input; waits for them. What was read is not lost."""
    global _read_ahead, _ended_ahead
    if sys.stdin is None:
        return False
    try:
        _check_standard_input()
        if not _ended_ahead:
            _read_ahead += sys.stdin.buffer.read(max(size + 1 - len(_read_ahead), 0))
    except OSError:
        return False  # reading it says what is wrong
    is_longer = len(_read_ahead) > size
    _ended_ahead = _ended_ahead or not is_longer
    return is_longer


def _standard_input(reader: Reader) -> list[Document]:
    global _read_ahead, _ended_ahead
    with open_standard_input() as (file, size):
        whole = RewoundFile(_read_ahead, _ToItsEnd(file, _ended_ahead))
        _read_ahead, _ended_ahead = b"", False
        return reader.read_file(cast(BinaryIO, whole), STANDARD_INPUT_NAME, size)


class _ToItsEnd:
    """Reads standard input, and never behind its end: at a terminal more may come there, until it ends once more."""

    def __init__(self, file: BinaryIO, has_ended: bool) -> None:
        self._file, self._has_ended = file, has_ended

    def read(self, size: int = -1, /) -> bytes:
        if self._has_ended:
            return b""
        data = self._file.read(size)
        self._has_ended = size < 0 or len(data) < size
        return data


@contextmanager
def open_standard_input() -> Iterator[tuple[BinaryIO, int]]:
    """Standard input, and its size in bytes, 0 if that is not known.

    Raises:
        SourceError: it is closed, a device, or cannot be read in the block.
    """
    if sys.stdin is None:
        raise SourceError("standard input is closed; give a file or a bundled corpus")
    try:
        yield sys.stdin.buffer, _check_standard_input()
    except OSError as error:
        raise SourceError(f"cannot read standard input: {error.strerror or error}; give a file") from None


def _check_standard_input() -> int:
    """Refuse a device, which has no end, unless it is a terminal. Returns the size in bytes, 0 if it is not known."""
    try:
        handle = sys.stdin.fileno()
    except (OSError, ValueError):  # a stream that Python code has put in its place
        return 0
    status = os.fstat(handle)
    device = stat.S_ISBLK(status.st_mode) or (stat.S_ISCHR(status.st_mode) and not os.isatty(handle))
    if device and status.st_rdev != os.stat(os.devnull).st_rdev:
        raise SpecialFileError("it is a device, not a file or a pipe")
    return status.st_size if stat.S_ISREG(status.st_mode) else 0


def _read_found(found: FoundTexts, corpus: str, reader: Reader, progress: Progress) -> Iterator[Document]:
    """The texts below a folder."""
    held: Document | None = None  # until it is known whether another follows, and what was passed over
    stands_alone = True
    for document in _texts_of(found, reader, progress):
        if held:
            stands_alone = False
            yield replace(held, corpus=corpus)
        held = document
    if not held:
        raise SourceError(f"nothing can be read from the folder '{visible(corpus)}': {_why_nothing(found)}")
    yield replace(held, skipped=found.passed_over.lines(), corpus="" if stands_alone else corpus)


def _texts_of(found: FoundTexts, reader: Reader, progress: Progress) -> Iterator[Document]:
    """The texts below a folder that can be read; the others are noted in `found`."""
    passed_over = found.passed_over
    for number, path in enumerate(found.paths):
        reader.fraction = number / len(found.paths)
        progress("reading", reader.fraction)
        must_be_packed = path.lower().endswith(PACKED_SUFFIXES)
        try:
            if is_url(path):
                documents = reader.read_url(path, must_be_packed)
            else:
                documents = reader.read_path(Path(path), path, must_be_packed)
        except OSError as error:
            unreadable = UnreadableText(path, error)
            if is_url(path) and not isinstance(error, FileNotFoundError):
                raise unreadable from None  # a server that has gone, or denies, would take the texts behind along
            passed_over.add_refused(unreadable)
        except UnusableText as error:
            passed_over.add_refused(error)
        else:
            for line in documents[0].skipped:
                passed_over.add_line(line)
            yield from (replace(document, skipped=()) for document in documents)


def _as_one_corpus(documents: list[Document], corpus: str) -> list[Document]:
    """The documents; of several, each names the corpus that it is a part of."""
    return [replace(document, corpus=corpus) for document in documents] if len(documents) > 1 else documents


def _why_nothing(found: FoundTexts) -> str:
    failures, lines = found.passed_over.failures(), found.passed_over.lines()
    if failures:
        return failures[0]
    missing = f"no *.txt or *.md file is in it{', but hidden ones' if found.hidden else ''}"
    return f"{missing}, but {lines[0]}" if lines else f"{missing}; name another folder, or a file"
