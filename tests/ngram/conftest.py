"""Fixtures of the tests of stored models."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from support.corpora import train
from support.models import SENTENCES

from lmtui.ngram.model import NgramTrie
from lmtui.ngram.store import save


@pytest.fixture(scope="session")
def model() -> NgramTrie:
    """A small model; nothing in it can be changed."""
    return train(SENTENCES, 3)


@pytest.fixture(scope="session")
def saved_model(model: NgramTrie, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the model is stored. No test changes it."""
    folder = tmp_path_factory.mktemp("saved") / "store"
    save(model, folder)
    return folder


@pytest.fixture
def store(saved_model: Path, tmp_path: Path) -> Path:
    """A copy of that folder, to be changed."""
    shutil.copytree(saved_model, tmp_path / "store")
    return tmp_path / "store"
