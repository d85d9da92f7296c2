"""No test touches the user's cache."""

from __future__ import annotations

import gc
import itertools
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

_numbers = itertools.count()

# What pytest and Textual have made is not looked through again and again: that took a fifth of the screen's tests.
gc.freeze()
gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def _no_cache_between_tests() -> Iterator[None]:
    """What fixtures of a wider scope train is not kept at all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LMTUI_CACHE", "")
        yield


@pytest.fixture(autouse=True)
def _broken_pipes() -> None:
    """A command that ran in this process has set what a broken pipe does to it; no test is to die of one."""
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)


@pytest.fixture(autouse=True)
def cache(
    _no_cache_between_tests: None, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A cache of this test's own, for its processes too; the folder is not there yet, as on the first start."""
    folder = tmp_path_factory.getbasetemp() / "caches" / str(next(_numbers))
    monkeypatch.setenv("LMTUI_CACHE", str(folder))
    return folder
