"""What a corpus of this machine is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass

from lmtui.errors import Progress, SourceError
from lmtui.text.document import Document
from lmtui.text.memory import size_in_words


@dataclass(frozen=True)
class Size:
    """How much there is to read: files, and the bytes they take on the disk."""

    files: int
    bytes: int

    @property
    def in_words(self) -> str:
        """The bytes for people: `1.2 GB`."""
        return size_in_words(self.bytes)

    def __str__(self) -> str:
        return f"{self.files:,} file{'' if self.files == 1 else 's'}, {self.in_words}"


class MachineTexts(ABC):
    """The texts of a corpus that this machine may have.

    Attributes:
        name: what `--corpus` calls it.
        what: what it is, in a few words.
    """

    name: str
    what: str

    @abstractmethod
    def size(self) -> Size:
        """How much there is to read; nothing is read for it. No files where the machine has none."""

    @abstractmethod
    def missing(self) -> str:
        """What to say where the machine has none of the texts: a line with what to do."""

    @abstractmethod
    def documents(self, stage: str, progress: Progress, encoding: str) -> Iterator[Document]:
        """The texts, one after another; `stage` names the work for `progress`.

        Raises:
            SourceError: the texts cannot be read, or are more than memory holds.
            Cancelled: by `progress`.
        """

    def read(self, progress: Progress, encoding: str = "") -> Iterator[Document]:
        """The texts, one after another. Their size is said to `progress` before the first of them is read.

        Raises:
            SourceError: there are none; or as `documents`.
            Cancelled: by `progress`.
        """
        size = self.size()
        if not size.files:
            raise SourceError(self.missing())
        stage = f"reading {size}"
        progress(stage, 0.0)
        yield from self.documents(stage, progress, encoding)
