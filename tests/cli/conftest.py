"""Fixtures of the tests of the command line."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def trained_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(autouse=True)
def _models_of_all_tests(trained_once: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one test has trained, the next ones open; but for tests that ask for a cache of their own."""
    own = "cache" in inspect.signature(request.function).parameters or "no_cache" in request.fixturenames
    if not own:
        monkeypatch.setenv("LMTUI_CACHE", str(trained_once))
