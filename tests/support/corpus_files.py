"""Files as corpora: what is read of one, or why none can be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from lmtui.errors import SourceError
from lmtui.text.document import Document
from lmtui.text.sources import read_corpus


def read(path: Path) -> Document:
    """The one document of a file."""
    (document,) = read_corpus(str(path))
    return document


def refusal(name: str) -> str:
    """The message a corpus is refused with, which must be one line."""
    with pytest.raises(SourceError) as refused:
        list(read_corpus(name))
    message = str(refused.value)
    assert message.isprintable()
    return message
