"""The lock that lets one process at a time train a model: who waits for it, how long, and what becomes of it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support.corpora import train
from support.models import SENTENCES

from lmtui.errors import Cancelled
from lmtui.ngram.cache import cache_use, clear_cache, save_cached, training_lock
from lmtui.ngram.training_lock import LOCK_PREFIX, TrainingLock

KEY = "0123456789abcdef" * 2


@pytest.fixture
def held(cache: Path) -> Iterator[TrainingLock]:
    """The lock of a key, held by this process; locks of one process exclude each other as those of several do."""
    lock = TrainingLock(cache, KEY)
    assert not lock.take(no_wait, 0.0)
    assert lock.is_held
    yield lock
    lock.release()


def no_wait(stage: str, fraction: float) -> None:
    raise AssertionError("there is nothing to wait for")


def test_waiting_says_so_and_can_be_stopped(held: TrainingLock, cache: Path) -> None:
    said: list[tuple[str, float]] = []

    def progress(stage: str, fraction: float) -> None:
        said.append((stage, fraction))
        if len(said) == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        TrainingLock(cache, KEY).take(progress, 1000.0)
    assert {stage for stage, _ in said} == {"waiting for another lmtui that trains this"}
    assert all(0 <= fraction < 1 for _, fraction in said)
    assert held.is_held


def test_waiting_has_an_end(held: TrainingLock, cache: Path) -> None:
    """Whoever holds the lock may have been stopped with Ctrl+Z."""
    other = TrainingLock(cache, KEY)
    assert other.take(lambda *_: None, 0.1)
    assert not other.is_held
    other.release()  # which changes nothing
    assert held.is_held
    assert os.listdir(cache) == [f"{LOCK_PREFIX}{KEY}"]


def test_whoever_waits_has_the_lock_when_it_is_given_back(held: TrainingLock, cache: Path) -> None:
    other = TrainingLock(cache, KEY)
    assert other.take(lambda *_: held.release(), 60.0)
    assert other.is_held
    assert not held.is_held
    other.release()
    assert os.listdir(cache) == []


def test_of_many_that_wait_one_has_the_lock_at_a_time(cache: Path) -> None:
    """Files that are taken away and made anew while others open them let no two in."""
    holders, most = 0, 0
    counting = threading.Lock()

    def work() -> None:
        nonlocal holders, most
        for _ in range(10):
            lock = TrainingLock(cache, KEY)
            lock.take(lambda *_: None, 60.0)
            assert lock.is_held
            with counting:
                holders += 1
                most = max(most, holders)
            time.sleep(0.001)
            with counting:
                holders -= 1
            lock.release()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (most, holders, os.listdir(cache)) == (1, 0, [])


def test_a_lock_that_is_forgotten_is_given_back(cache: Path) -> None:
    lock = TrainingLock(cache, KEY)
    lock.take(no_wait, 0.0)
    del lock
    other = TrainingLock(cache, KEY)
    assert not other.take(no_wait, 0.0)
    assert other.is_held


def test_models_of_other_keys_are_not_waited_for(held: TrainingLock, cache: Path) -> None:
    other = TrainingLock(cache, KEY[::-1])
    assert not other.take(no_wait, 60.0)
    assert other.is_held
    assert held.is_held


def as_a_file(cache: Path) -> None:
    cache.parent.mkdir(parents=True, exist_ok=True)
    cache.write_text("a file", encoding="utf-8")


def as_a_lock_that_is_a_folder(cache: Path) -> None:
    (cache / f"{LOCK_PREFIX}{KEY}").mkdir(parents=True)


def as_a_lock_that_is_a_pipe(cache: Path) -> None:
    cache.mkdir(parents=True)
    os.mkfifo(cache / f"{LOCK_PREFIX}{KEY}")


def as_a_lock_that_is_a_link(cache: Path) -> None:
    cache.mkdir(parents=True)
    (cache / f"{LOCK_PREFIX}{KEY}").symlink_to("nowhere")


@pytest.mark.parametrize(
    "place", [as_a_file, as_a_lock_that_is_a_folder, as_a_lock_that_is_a_pipe, as_a_lock_that_is_a_link]
)
def test_where_no_lock_can_be_had_nobody_waits(place: Callable[[Path], None], cache: Path) -> None:
    place(cache)
    lock = TrainingLock(cache, KEY)
    assert not lock.take(no_wait, 60.0)
    assert not lock.is_held
    lock.release()


def test_where_the_file_system_knows_no_locks_nobody_waits(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unsupported(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr("fcntl.flock", unsupported)
    for _ in range(2):
        lock = TrainingLock(cache, KEY)
        assert not lock.take(no_wait, 60.0)
        assert not lock.is_held


def test_without_a_cache_there_is_no_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LMTUI_CACHE", "")
    assert training_lock(KEY) is None


# Its file.


def test_a_lock_is_no_model_and_is_cleared_where_nobody_holds_it(held: TrainingLock, cache: Path) -> None:
    (cache / f"{LOCK_PREFIX}{'a' * 32}").touch()
    (cache / f"{LOCK_PREFIX}mine").touch()
    assert (cache_use().models, cache_use().size) == (0, 0)
    clear_cache()
    assert sorted(os.listdir(cache)) == sorted([f"{LOCK_PREFIX}{KEY}", f"{LOCK_PREFIX}mine"])
    held.release()
    clear_cache()
    assert os.listdir(cache) == [f"{LOCK_PREFIX}mine"]


def test_a_lock_left_by_a_process_that_was_killed_is_removed_when_it_is_old(cache: Path) -> None:
    cache.mkdir(parents=True)
    for name, age in (("a" * 32, 7200), ("b" * 32, 0)):
        path = cache / f"{LOCK_PREFIX}{name}"
        path.touch()
        os.utime(path, (time.time() - age,) * 2)
    save_cached(train(SENTENCES, 2), "c" * 32)
    assert sorted(os.listdir(cache)) == sorted([f"{LOCK_PREFIX}{'b' * 32}", "c" * 32])
