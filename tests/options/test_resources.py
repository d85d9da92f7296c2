"""Sizes of memory are typed as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.engines.resources import DASK, ENGINES, Resources
from lmtui.errors import SettingError
from lmtui.options.resources import MEMORY, SET_RESOURCES, WORKERS, resources_from, values_of


@pytest.mark.parametrize(
    ("typed", "size"), [("1G", 10**9), ("500M", 500_000_000), ("1.5g", 1_500_000_000), ("2 GB", 2 * 10**9)]
)
def test_a_size_is_read_and_written_so_that_it_is_read_again(typed: str, size: int) -> None:
    assert MEMORY.kind.read(typed) == size
    assert MEMORY.kind.read(MEMORY.kind.write(size)) == size


@pytest.mark.parametrize("typed", ["", "much", "-1G", "1M", "63M", "9" * 30 + "T", "1X"])
def test_what_is_no_size_is_refused_with_what_to_give(typed: str) -> None:
    with pytest.raises(SettingError, match="give a size from 64M up, such as 500M or 4G"):
        MEMORY.kind.read(typed)


def test_there_is_one_worker_at_least() -> None:
    with pytest.raises(SettingError, match="give a whole number from 1"):
        WORKERS.kind.read("0")


@given(st.sampled_from(ENGINES), st.integers(1, 1024), st.integers(64_000_000, 10**15), st.booleans())
def test_resources_are_made_of_their_options(engine: str, workers: int, memory: int, resume: bool) -> None:
    scheduler = "tcp://x:1" if engine == DASK else ""
    resources = Resources(workers, memory, None, resume, engine, scheduler)
    assert resources_from(values_of(resources), Resources(resume=resume)) == resources
    assert values_of(resources).keys() == {option.key for option in SET_RESOURCES}


def test_a_scheduler_is_nothing_to_processes() -> None:
    values = {option.key: option.default for option in SET_RESOURCES} | {"scheduler": "tcp://x:1"}
    assert resources_from(values, Resources()).scheduler == ""
