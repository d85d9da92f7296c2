"""The models that the tests of the Python interface ask."""

from __future__ import annotations

import pytest
from support.models import SENTENCES

import lmtui


@pytest.fixture
def fables() -> lmtui.NgramModel:
    return lmtui.train("fables", order=2, smoothing="witten-bell")


@pytest.fixture
def small() -> lmtui.NgramModel:
    return lmtui.train_on_text(SENTENCES, order=2)
