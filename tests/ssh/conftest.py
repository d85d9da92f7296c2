"""Fixtures of the tests through SSH."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.sshd import Sshd, sshd


@pytest.fixture
def server() -> Iterator[Sshd]:
    with sshd() as running:
        yield running
