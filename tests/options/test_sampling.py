"""The options of sampling: seeds and cuts as people type them."""

from __future__ import annotations

import pytest

from lmtui.errors import SettingError
from lmtui.options.sampling import CUTS, SEED

SEEDS = 1 << 64


MANY_DIGITS = "9" * 5000
"""More than Python turns into a number without being asked to."""


@pytest.mark.parametrize(("written", "seed"), [("0", 0), (" 42 ", 42), (str(SEEDS - 1), SEEDS - 1)])
def test_seeds_are_read(written: str, seed: int) -> None:
    assert SEED.kind.read(written) == seed


@pytest.mark.parametrize("written", ["", "-1", "1.5", "lucky", "²", str(SEEDS), "0x10", MANY_DIGITS])
def test_what_is_no_seed_is_refused(written: str) -> None:
    with pytest.raises(SettingError, match="seed"):
        SEED.kind.read(written)


@pytest.mark.parametrize("text", ["5off", "off5", "of", "offoff"])
def test_only_off_is_off(text: str) -> None:
    for option in CUTS:
        if option.is_flag:
            continue
        with pytest.raises(SettingError, match="or off"):
            option.kind.read(text)
