"""Reading: megabytes of text a second to its normal form, beside decoding alone; tokens a second, beside patterns."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from lmtui.cli.measure.figure import Figure, seconds, zipf_lines
from lmtui.text.sources import read_corpus
from lmtui.text.token_ids import TokenIds
from lmtui.text.tokenizers import tokenizer_named
from lmtui.text.units import LINE

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

    yield _tokens(text)


def _tokens(text: str) -> Figure:
    """How fast a text is cut into tokens that are numbered, beside one pattern and a dict."""
    tokenizer = tokenizer_named("word")
    collected = TokenIds(tokenizer)

    def number_by_dict() -> None:
        numbers: dict[str, int] = {}
        for token in tokenizer.simple.findall(text):
            numbers.setdefault(token, len(numbers))

    started = seconds(lambda: collected.add(text, LINE))
    tokens = len(collected.finish()[0])
    rate, plain = tokens / started / 1e6, tokens / seconds(number_by_dict) / 1e6
    return Figure(
        "read",
        f"{tokens / 1e6:.1f} M tokens cut and numbered",
        rate,
        "M/s",
        "one pattern and a dict",
        plain,
        "at least twice that",
        rate >= 2 * plain,
    )


def _read(path: Path) -> None:
    for document in read_corpus(str(path)):
        tokenizer_named("word").prepare(document.text)
