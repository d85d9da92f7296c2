"""Fixtures of the tests of the screen."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from support.held import HeldTrainings

from lmtui.playground.jobs import Training


@pytest.fixture
async def held(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[HeldTrainings]:
    trainings = HeldTrainings()
    monkeypatch.setattr(Training, "run", lambda training: trainings.run(training))
    yield trainings  # asynchronous, so that threads are released before the event loop waits for them
    trainings.release_all()


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every model is trained anew, and none is left behind."""
    monkeypatch.setenv("LMTUI_CACHE", "")
