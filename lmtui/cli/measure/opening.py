"""Opening a stored model, a small and a large one, beside reading its files."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from lmtui.cli.measure.figure import Figure, seconds, zipf_text
from lmtui.ngram.store import open_trusted, save
from lmtui.ngram.training import train_on_encoded
from lmtui.recipe import Recipe

_GOAL = 0.050


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
