"""The size of a corpus of this machine is said before it is read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lmtui.errors import Progress, SourceError
from lmtui.text.document import Document
from lmtui.text.machine.texts import MachineTexts, Size


class Letters(MachineTexts):
    name, what = "letters", "two letters"

    def __init__(self, files: int) -> None:
        self._files = files

    def size(self) -> Size:
        return Size(self._files, 1_234_567)

    def missing(self) -> str:
        return "no letters are here; write some"

    def documents(self, stage: str, progress: Progress, encoding: str) -> Iterator[Document]:
        progress(stage, 0.5)
        yield Document("letters/a", "Dear fox\n")


def test_the_size_is_said_before_a_text_is_read() -> None:
    said: list[tuple[str, float]] = []
    texts = Letters(2).read(lambda *progress: said.append(progress))
    assert next(texts).text == "Dear fox\n"
    assert said == [("reading 2 files, 1.2 MB", 0.0), ("reading 2 files, 1.2 MB", 0.5)]


def test_where_there_is_no_text_a_line_says_what_to_do() -> None:
    with pytest.raises(SourceError, match="no letters are here; write some"):
        next(Letters(0).read(lambda *_: None))


def test_a_size_is_said_in_words() -> None:
    assert str(Size(1, 999)) == "1 file, 999 bytes"
    assert Size(12, 25_000).in_words == "25.0 kB"
