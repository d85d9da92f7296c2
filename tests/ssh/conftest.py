"""Fixtures of the tests through SSH."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.sshd import Sshd, sshd


@pytest.fixture(scope="module")
def server() -> Iterator[Sshd]:
    """An sshd for all tests of a file; each of these leaves nobody there."""
    with sshd() as running:
        yield running
