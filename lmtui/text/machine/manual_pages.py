"""The manual pages of this machine as plain text, as a corpus."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from lmtui.errors import Progress, SourceError, ignore_progress
from lmtui.text.document import Document, UnusableText
from lmtui.text.machine.texts import MachineTexts, Size
from lmtui.text.reading import Reader
from lmtui.text.safety import visible

_WIDTH = 900
"""Columns of a line, so many that a paragraph is one line and no word is cut at its end."""

_GROFF = ("groff", "-mandoc", "-Kutf8", "-Tutf8", "-t", "-P-cbou", "-rHY=0", f"-rLL={_WIDTH}n")
_MANDOC = ("mandoc", "-Tutf8", f"-Owidth={_WIDTH}")
_AT_ONCE = 50  # pages; starting groff takes as long as setting several pages

_NEXT = "lmtui-here-the-next-page-begins"
_STRUCK_OVER = re.compile(".\b")  # as a printer made letters bold, and underlined them
_HEADING = re.compile(r" {100,}\S")  # the lines above and below a page: title, section and date, far apart
_BLANKS = re.compile(r" {2,}|\t")
_PACKED = {".gz", ".bz2", ".xz"}


class ManualPages(MachineTexts):
    """The manual pages in all sections, as `groff` or `mandoc` sets them; a document a page.

    Links to other pages are left out, and pages in other languages than English, which stand in folders of their own.

    Args:
        folders: which have the sections as folders; those that `MANPATH` names, or the usual ones, if none are given.
    """

    name = "man"
    what = "the manual pages of this machine as plain text"

    def __init__(self, folders: Sequence[Path] | None = None) -> None:
        self._folders = _usual_folders() if folders is None else folders

    def size(self) -> Size:
        """The size of the pages as they are stored, most often compressed."""
        pages = self._pages()
        return Size(len(pages), sum(page.stat().st_size for page in pages))

    def missing(self) -> str:
        """What to say where no page is installed."""
        return "no manual pages are on this machine (their package may be man-db or manpages); choose another corpus"

    def documents(self, stage: str, progress: Progress, encoding: str) -> Iterator[Document]:
        """The pages, by section and title. A page that is no text is left out."""
        groff, mandoc = (shutil.which(program) for program in ("groff", "mandoc"))
        if not groff and not mandoc:
            raise SourceError("groff and mandoc are missing, which make text of manual pages; install one of them")
        pages, reader = self._pages(), Reader(ignore_progress, encoding, any_text=True)
        at_once = _AT_ONCE if groff else 1
        for start in range(0, len(pages), at_once):
            progress(stage, start / len(pages))
            sources = dict(_sources(pages[start : start + at_once], reader))
            texts = _set_by_groff(list(sources.values())) if groff else map(_set_by_mandoc, sources.values())
            for page, text in zip(sources, texts, strict=True):
                if text:
                    yield Document(f"{self.name}/{_title(page)}", text, corpus=self.name)

    def _pages(self) -> list[Path]:
        """The files of all pages, each title of a section once: the one of the first folder."""
        found: dict[tuple[str, str], Path] = {}
        for folder in self._folders:
            for section in folder.glob("man[0-9]*"):
                for page in section.glob("*.*"):
                    if page.is_file() and not page.is_symlink():
                        found.setdefault((section.name, _title(page)), page)
        return [found[key] for key in sorted(found)]


def _usual_folders() -> list[Path]:
    named = [part for part in os.environ.get("MANPATH", "").split(os.pathsep) if part]
    usual = (f"{sys.prefix}/share/man", "/usr/local/man", "/usr/local/share/man", "/usr/share/man")
    return [Path(part) for part in dict.fromkeys(named or usual)]


def _title(page: Path) -> str:
    """`ls(1)` for `ls.1.gz`."""
    name = page.stem if page.suffix in _PACKED else page.name
    title, _, section = name.rpartition(".")
    return visible(f"{title}({section})")


def _sources(pages: Sequence[Path], reader: Reader) -> Iterator[tuple[Path, str]]:
    """What stands in the files of pages, but not in those that only name another file."""
    for page in pages:
        try:
            (document,) = reader.read_path(page, str(page))
        except (UnusableText, OSError, ValueError):
            continue
        if not document.text.startswith(".so "):
            yield page, document.text


def _set_by_groff(sources: Sequence[str]) -> list[str]:
    """The text of each page. Where a page upsets those after it, each is set alone."""
    between = f"\n.br\n{_NEXT}\n.br\n"
    texts = _output(_GROFF, between.join(sources)).split(_NEXT)
    if len(texts) != len(sources) and len(sources) > 1:
        return [_plain(_output(_GROFF, source)) for source in sources]
    return [_plain(text) for text in texts]


def _set_by_mandoc(source: str) -> str:
    return _plain(_output(_MANDOC, source))


def _output(command: Sequence[str], source: str) -> str:
    """What a command makes of a page. It may complain about pages; these are set all the same.

    Raises:
        SourceError: the command cannot be started.
    """
    try:
        done = subprocess.run(command, input=source.encode(errors="replace"), capture_output=True, check=False)
    except OSError as error:
        raise SourceError(f"'{command[0]}' cannot be started: {error.strerror}; install it again") from None
    return done.stdout.decode(errors="replace")


def _plain(text: str) -> str:
    """The text without headings, marks of a printer, and blanks that only make columns."""
    lines = _STRUCK_OVER.sub("", text).replace("\0", "").splitlines()
    kept = (_BLANKS.sub(" ", line).strip() for line in lines if not _HEADING.search(line))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept).strip("\n") + "\n").lstrip("\n")
