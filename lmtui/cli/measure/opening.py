"""Opening a stored model, a small and a large one, beside reading its files; reading an ARPA file.

Its time stands beside splitting the file at blanks, its memory beside the size of the model.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from lmtui.cli.measure.figure import Figure, seconds, zipf_text
from lmtui.cli.measure.processes import memory_to_read_arpa
from lmtui.ngram.arpa import read_arpa
from lmtui.ngram.arpa_writer import write_arpa
from lmtui.ngram.store import open_trusted, save
from lmtui.ngram.training import train_on_encoded
from lmtui.recipe import Recipe
from lmtui.text.tokenizers import tokenizer_named

_GOAL = 0.050
_TIMES_SPLIT = 5  # KenLM needs a third of that
_TIMES_STORED = 1.5


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
    yield from _arpa(600_000 if quick else 1_000_000)


def _arpa(tokens: int) -> Iterator[Figure]:
    """Write an ARPA file to a temporary folder and read it."""
    with tempfile.TemporaryDirectory() as folder:
        path, small, store = Path(folder, "model.arpa"), Path(folder, "small.arpa"), Path(folder, "model")
        write_arpa(train_on_encoded(zipf_text(2000, 200), Recipe(("synthetic",))), small)
        model = train_on_encoded(zipf_text(tokens, 50_000), Recipe(("synthetic",)))
        write_arpa(model, path)
        save(model, store)
        del model
        stored = sum(file.stat().st_size for file in store.iterdir())
        memory = memory_to_read_arpa(path, small)
        taken = seconds(lambda: read_arpa(path, tokenizer_named("word")), times=2)
        splitting = seconds(lambda: path.read_bytes().split(), times=2)
        what = f"an ARPA file of {path.stat().st_size / 1e6:.0f} MB"
    yield Figure(
        "open",
        what,
        taken,
        "s",
        "splitting it at blanks",
        splitting,
        f"at most {_TIMES_SPLIT} × that",
        taken <= _TIMES_SPLIT * splitting,
    )
    if memory is not None:
        yield Figure(
            "open",
            f"{what}: memory",
            memory / 1e6,
            "MB",
            "its stored model",
            stored / 1e6,
            f"at most {_TIMES_STORED} × that",
            memory <= _TIMES_STORED * stored,
        )
