"""Where text comes from: a bundled corpus, a file, a folder, standard input."""

from __future__ import annotations

import os
import re
import stat
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from lmtui.errors import Progress, SourceError, ignore_progress
from lmtui.text import bundled
from lmtui.text.safety import clean, visible

STANDARD_INPUT = "-"
_PIECE = 1 << 22  # bytes read between two looks at whether to stop
_SUFFIXES = (".txt", ".md")
_UNDECODABLE = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True)
class Document:
    """One text as it was read.

    Attributes:
        name: where it came from, safe to show.
        text: its characters; line ends are newlines, controls are visible marks.
        undecodable: how many bytes were not UTF-8; each was replaced by U+FFFD.
        skipped: of the first text of a folder, why others of it were passed over.
        corpus: the folder it is a part of; "" for a text that stands alone.
    """

    name: str
    text: str
    undecodable: int = 0
    skipped: tuple[str, ...] = ()
    corpus: str = ""


def read_corpus(name: str, progress: Progress = ignore_progress) -> list[Document]:
    """Read a bundled corpus by name, or a file, or every `*.txt` and `*.md` below a folder, or `-`.

    Raises:
        SourceError: there is nothing of that name, or nothing in it that can be read.
    """
    if name == STANDARD_INPUT:
        if sys.stdin is None:
            raise SourceError("standard input is closed; give a file or a bundled corpus")
        try:
            return [_document("standard input", _read(sys.stdin.buffer, progress))]
        except OSError as error:
            raise _unreadable("standard input", error) from None
    if name in bundled.CORPORA:
        return [Document(name, clean(bundled.text_of(name)))]
    try:
        if not name:
            raise FileNotFoundError
        path = Path(name).expanduser()
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            return _read_folder(path, progress)
        return [_document(name, _read_file(path, progress))]
    except FileNotFoundError:
        known = ", ".join(bundled.CORPORA)
        raise SourceError(f"no corpus or file '{visible(name)}'; name a file, a folder, or one of: {known}") from None
    except (ValueError, RuntimeError):
        raise SourceError(f"'{visible(name)}' cannot be the name of a file; check it") from None
    except OSError as error:
        raise _unreadable(name, error) from None


def read_standard_input(progress: Progress = ignore_progress, encoding: str = "") -> Document:
    """All of standard input as one text, which may be empty."""
    if sys.stdin is None:
        raise SourceError("standard input is closed; give a file or a bundled corpus")
    try:
        text, undecodable = decode(_read(sys.stdin.buffer, progress))
    except OSError as error:
        raise _unreadable("standard input", error) from None
    return Document("standard input", text, undecodable)


def _read_folder(folder: Path, progress: Progress) -> list[Document]:
    reasons: list[str] = []
    paths = [
        Path(parent, file)
        for parent, folders, files in os.walk(
            folder, onerror=lambda error: reasons.append(str(_unreadable(str(error.filename), error)))
        )
        if folders.sort() is None  # one order on every machine
        for file in sorted(files)
        if file.lower().endswith(_SUFFIXES) and os.path.isfile(os.path.join(parent, file))
    ]
    documents = []
    for number, path in enumerate(paths):
        progress("reading", number / len(paths))
        try:
            document = _document(str(path), _read_file(path, progress, number / len(paths)))
        except OSError as error:
            reasons.append(str(_unreadable(str(path), error)))
        except SourceError as error:
            reasons.append(str(error))
        else:
            documents.append(document)
    if not documents:
        wanted = " or ".join(f"*{suffix}" for suffix in _SUFFIXES)
        why = reasons[0] if reasons else f"no {wanted} file is in it"
        raise SourceError(f"nothing can be read from the folder '{visible(str(folder))}': {why}")
    documents[0] = replace(documents[0], skipped=tuple(reasons))
    return [replace(document, corpus=str(folder)) for document in documents]


def _read_file(path: Path, progress: Progress, fraction: float = 0.0) -> bytes:
    with path.open("rb") as file:
        return _read(file, progress, fraction)


def _read(file: BinaryIO, progress: Progress, fraction: float = 0.0) -> bytes:
    """All of a file, in pieces, so that reading can be stopped; the fraction is what was done before this file."""
    pieces = []
    while piece := file.read(_PIECE):
        pieces.append(piece)
        if len(piece) == _PIECE:
            progress("reading", fraction)
    return b"".join(pieces)


def _unreadable(name: str, error: OSError) -> SourceError:
    return SourceError(
        f"cannot read '{visible(name)}': {error.strerror or error}; check the path and its permissions"
    )


def decode(data: bytes) -> tuple[str, int]:
    """UTF-8, with or without a byte-order mark, as clean text; and how many bytes were replaced, being no UTF-8."""
    text = data.decode("utf-8-sig", errors="surrogateescape")
    undecodable = len(_UNDECODABLE.findall(text)) if not text.isascii() else 0
    return clean(text), undecodable


def _document(name: str, data: bytes) -> Document:
    """Decode UTF-8, with or without a byte-order mark."""
    name = visible(name)
    if b"\0" in data:
        raise SourceError(f"'{name}' holds NUL bytes, so it is no UTF-8 text; convert it to UTF-8 first")
    text, undecodable = decode(data)
    if not text.strip():
        raise SourceError(f"'{name}' is empty; give a text of at least two tokens")
    return Document(name, text, undecodable)
