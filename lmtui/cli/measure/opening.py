"""Opening a stored model, a small and a large one, beside reading its files; an ARPA file beside splitting it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from lmtui.cli.measure.figure import Figure, seconds, zipf_text
from lmtui.ngram.arpa import read_arpa
from lmtui.ngram.arpa_writer import write_arpa
from lmtui.ngram.store import open_trusted, save
from lmtui.ngram.training import train_on_encoded
from lmtui.recipe import Recipe
from lmtui.text.tokenizers import tokenizer_named

_GOAL = 0.050


_TIMES_SPLIT = 5  # KenLM needs a third of that


def measure(quick: bool) -> Iterator[Figure]:
    """Save models to a temporary folder and open them."""
    for tokens, types in ((100_000, 10_000), (300_000 if quick else 3_300_000, 100_000)):
        model = train_on_encoded(zipf_text(tokens, types), Recipe(("synthetic",)))
        with tempfile.TemporaryDirectory() as folder:
            store = Path(folder, "model")
            save(model, store)
            trigrams = len(model.levels[2].token)
            del model
            taken = seconds(lambda store=store: open_trusted(store), times=5)  # type: ignore[misc]
            reading = seconds(lambda store=store: [file.read_bytes() for file in store.iterdir()], times=3)  # type: ignore[misc]
        yield Figure(
            "open",
            f"a stored model of {trigrams:,} trigrams",
            taken * 1e3,
            "ms",
            "reading its files",
            reading * 1e3,
            "at most 50 ms",
            taken <= _GOAL,
        )
    yield _arpa(300_000 if quick else 1_000_000)


def _arpa(tokens: int) -> Figure:
    """Write an ARPA file to a temporary folder and read it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.arpa")
        write_arpa(train_on_encoded(zipf_text(tokens, 50_000), Recipe(("synthetic",))), path)
        taken = seconds(lambda: read_arpa(path, tokenizer_named("word")), times=2)
        splitting = seconds(lambda: path.read_bytes().split(), times=2)
        size = path.stat().st_size
    return Figure(
        "open",
        f"an ARPA file of {size / 1e6:.0f} MB",
        taken,
        "s",
        "splitting it at blanks",
        splitting,
        f"at most {_TIMES_SPLIT} × that",
        taken <= _TIMES_SPLIT * splitting,
    )
