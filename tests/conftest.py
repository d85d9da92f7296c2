"""What holds for all tests: one environment, caches of their own, the numbers of examples."""

from __future__ import annotations

import gc
import itertools
import os
import signal
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from support.environment import enter
from support.fixed_examples import take_no_constants_of_modules
from support.prepared import prepare
from support.random_numbers import leave_shared_random_numbers

enter()  # before a test imports Textual, which reads its variables then

# Every run draws the same examples, a hundred for each law that does not say otherwise: more of the same ones, run
# after run, find nothing new. With `--hypothesis-profile=explore` each run draws a thousand new ones, after those
# that failed in an earlier run. A slow machine is no failure.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("fixed", settings.get_profile("untimed"), derandomize=True, database=None)
settings.register_profile("explore", settings.get_profile("untimed"), derandomize=False, max_examples=1000)
settings.load_profile("fixed")
leave_shared_random_numbers()

_numbers = itertools.count()

# An app leaves some ten thousand objects, and files. To look for them is dear every few objects, and again where they
# have become so many that they are in no cache of the processor any more.
gc.set_threshold(30_000, 20, 20)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Each worker prepares a part of the tests' files for all. Fixed examples depend on no other test."""
    if settings.default is not None and settings.default.derandomize:
        take_no_constants_of_modules()
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        prepare(session.config, int(worker.removeprefix("gw")), int(os.environ["PYTEST_XDIST_WORKER_COUNT"]))


_WAIT = ("tests/test_environment.py", "tests/terminal/", "tests/ssh/")
"""Tests that start programs and wait for them; the longest tests are among them."""

_TOGETHER = ("tests/neural/",)
"""Tests that take seconds to import what they ask: one worker is to do that."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Two workers compute from the beginning, and the others begin with their parts of the tests that wait.

    So the cores of a small machine are never idle. The parts are those that `--dist worksteal` hands out at first;
    whoever is ready takes from the end of another's part. What stands at the beginning stays together.
    """
    waiting = deque(sorted((item for item in items if item.nodeid.startswith(_WAIT)), key=_place))
    rest = [item for item in items if not item.nodeid.startswith(_WAIT)]
    others = deque(sorted(rest, key=lambda item: not item.nodeid.startswith(_TOGETHER)))
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", 1))
    computing = min(2, workers - 1)
    items.clear()
    for worker in range(workers):
        part = (len(waiting) + len(others)) // (workers - worker)
        first = 0 if worker < computing else len(waiting) // (workers - worker)
        first = max(first, part - len(others))  # where there are few others
        items += [waiting.popleft() for _ in range(first)]
        items += [others.popleft() for _ in range(part - first)]


def _place(item: pytest.Item) -> int:
    return next(number for number, start in enumerate(_WAIT) if item.nodeid.startswith(start))


def pytest_collection_finish() -> None:
    """What pytest, Textual and the tests themselves have made is not looked through again and again."""
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """Search for garbage while there is some. pytest searches ten times then, but not through what is kept."""
    searches = 0
    while gc.collect() and searches < 5:
        searches += 1
    gc.freeze()


def _do_not_wait_for_the_disk(file: int) -> None:
    """Stands for `os.fsync`: what tests write need not outlive the machine."""
    os.fstat(file)


os.fsync = _do_not_wait_for_the_disk  # type: ignore[assignment]


@pytest.fixture(scope="session", autouse=True)
def fixed_environment(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The environment that `enter` has made, with a home of its own. A fixture of a wider scope keeps no models."""
    os.environ["HOME"] = str(tmp_path_factory.mktemp("home"))


@pytest.fixture(autouse=True)
def cache(fixed_environment: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache of this test's own, for its processes too; the folder is not there yet, as on the first start.

    A command that ran in this process may have set variables, and what a broken pipe does to it: the next test does
    not see the variables, and does not die of a pipe. All in one, since there are thousands of tests.
    """
    folder = tmp_path_factory.getbasetemp() / "caches" / str(next(_numbers))
    variables = vars(os.environ)["_data"]  # as bytes: to decode all of them twice would take longer than most tests
    before = variables.copy()
    os.environ["LMTUI_CACHE"] = str(folder)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    yield folder
    after = variables.copy()
    for name in after.keys() - before.keys():
        del os.environb[name]
    os.environb.update({name: value for name, value in before.items() if after.get(name) != value})


@pytest.fixture
def tmp_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this test's own. pytest would look through those of all tests before, to find a new name for it."""
    folder = tmp_path_factory.getbasetemp() / "tests" / str(next(_numbers))
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def no_cache(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every model is trained anew; for a few words that takes a third of the time that opening one takes."""
    monkeypatch.setenv("LMTUI_CACHE", "")
