"""Fixtures of the tests of the screen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from support.held import HeldTrainings

from lmtui.playground.training_job import TrainingJob


@pytest.fixture
async def held(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[HeldTrainings]:
    trainings = HeldTrainings()
    monkeypatch.setattr(TrainingJob, "run", lambda training: trainings.run(training))
    yield trainings  # asynchronous, so that threads are released before the event loop waits for them
    trainings.release_all()


@pytest.fixture(scope="session")
def trained_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(autouse=True)
def _models_of_all_tests(trained_once: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one test has trained, the next ones open."""
    monkeypatch.setenv("LMTUI_CACHE", str(trained_once))
