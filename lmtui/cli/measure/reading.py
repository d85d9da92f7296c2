"""Reading: megabytes of text a second, from the file to its normal form, beside reading and decoding alone."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from lmtui.cli.measure.figure import Figure, seconds, zipf_lines
from lmtui.text.sources import read_corpus
from lmtui.text.tokenizers import tokenizer_named

_TYPES = 50_000
_GOAL = 200.0  # MB/s


def measure(quick: bool) -> Iterator[Figure]:
    """Write lines to a temporary file, once in ASCII and once with accents, and read them as a corpus."""
    text = "\n".join(zipf_lines(200_000 if quick else 4_000_000, _TYPES))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "text.txt")
        for what, written in (("ASCII", text), ("accented UTF-8", text.replace("w12", "éœ"))):
            path.write_text(written, encoding="utf-8")
            size = path.stat().st_size / 1e6
            rate = size / seconds(lambda: _read(path), times=3)
            plain = size / seconds(lambda: path.read_text(encoding="utf-8"), times=3)
            yield Figure(
                "read",
                f"{size:.0f} MB of {what}, to its normal form",
                rate,
                "MB/s",
                "reading and decoding alone",
                plain,
                f"at least {_GOAL:.0f} MB/s",
                rate >= _GOAL,
            )


def _read(path: Path) -> None:
    for document in read_corpus(str(path)):
        tokenizer_named("word").prepare(document.text)
