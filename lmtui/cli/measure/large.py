"""A large text within little memory: what all processes take, the disk, and the time a token."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from lmtui.cli.measure.figure import Figure, zipf_lines
from lmtui.cli.measure.processes import Taken, train

_PART = 1_000_000  # tokens that are written at a time
_LARGE, _SMALLER = (100_000_000, 1_000_000, 1000), (4_000_000, 100_000, 250)  # tokens, types, MB
_FEW_TYPES = 50_000
_SLOWER, _DISK = 1.2, 12.0


def measure(quick: bool) -> Iterator[Figure]:
    """Train on a synthetic text of 100 M tokens with V 1 M; with `quick` of 4 M, V 100,000.

    Without `quick`, also on one of so many tokens with V 50,000, in as much memory as it takes.
    """
    tokens, types, memory = _SMALLER if quick else _LARGE
    before, taken, size = _small_and_large(tokens, types, "--memory", f"{memory}M")
    what = f"{tokens:,} tokens, V {types:,}, --memory {memory}M"
    yield from _time(what, before, taken, tokens, types)
    most = 1.3 * memory
    peak = taken.memory / 1e6
    yield Figure(
        "large", f"{what}: all processes", peak, "MB", "--memory", memory, f"at most {most:.0f} MB", peak <= most
    )
    times = taken.disk / size
    yield Figure("large", f"{what}: disk", times, "× the text", "", None, f"at most {_DISK:g} ×", times <= _DISK)
    if not quick:
        before, taken, _ = _small_and_large(tokens, _FEW_TYPES)
        yield from _time(f"{tokens:,} tokens, V {_FEW_TYPES:,}", before, taken, tokens, _FEW_TYPES)


def _time(what: str, before: Taken, taken: Taken, tokens: int, types: int) -> Iterator[Figure]:
    """The time of a text, and that of a token beside a small text's."""
    yield Figure("large", f"{what}: text to stored model", taken.seconds, "s", "", None, "", True)
    each, each_of_small = taken.seconds / tokens, before.seconds / _PART
    yield Figure(
        "large",
        f"{what}: time a token",
        each * 1e9,
        "ns",
        f"{_PART:,} tokens, V {types:,}",
        each_of_small * 1e9,
        f"at most {_SLOWER:g} ×",
        each <= _SLOWER * each_of_small,
    )


def _small_and_large(tokens: int, types: int, *options: str) -> tuple[Taken, Taken, int]:
    """What training takes on a small text, and on a large one with some options; and the bytes of the large one."""
    with tempfile.TemporaryDirectory() as made:
        small, large = Path(made, "small.txt"), Path(made, "large.txt")
        _write(small, _PART, types)
        _write(large, tokens, types)
        return train(small), train(large, *options), large.stat().st_size


def _write(path: Path, tokens: int, types: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        for seed in range(tokens // _PART):
            file.write("\n".join(zipf_lines(_PART, types, seed)) + "\n")
