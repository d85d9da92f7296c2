"""Prepares the tests' files for pytest: several workers that begin together would each rewrite all of them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from _pytest.assertion import rewrite


def prepare(config: pytest.Config, worker: int, workers: int) -> None:
    """Rewrite the assertions of this worker's part of the files, and keep what comes of it where pytest looks for it.

    All that is used of pytest is private: where another release has other names, each worker prepares all files.

    Args:
        worker: its number, from 0 on.
        workers: how many there are.
    """
    state = config.stash[rewrite.assertstate_key]
    with suppress(AttributeError, TypeError):
        for file in _files(config.args)[worker::workers]:
            folder = rewrite.get_cache_dir(file)
            kept = folder / f"{file.stem}{rewrite.PYC_TAIL}"
            if not kept.exists() and rewrite.try_makedirs(folder):
                source, code = rewrite._rewrite_test(file, config)
                rewrite._write_pyc(state, code, source, kept)


def _files(arguments: Sequence[str]) -> list[Path]:
    """The tests' files in the folders that pytest was asked for; a file that it was asked for itself is left out."""
    folders = [Path(argument).absolute() for argument in arguments if Path(argument).is_dir()]
    return sorted({file for folder in folders for file in folder.rglob("test_*.py")})
