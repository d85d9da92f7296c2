"""Of several processes that want the same new model, one trains it for all, whatever becomes of it."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest
from support.cli import Running
from support.models import SENTENCES, differences

from lmtui.errors import Cancelled
from lmtui.ngram import library
from lmtui.ngram.cache import cache_use, training_lock
from lmtui.ngram.library import load_model, store_model
from lmtui.playground.training_job import TrainingJob
from lmtui.recipe import Recipe


@pytest.fixture(scope="module")
def long_text(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A text that takes a while to train: 1.6 MB, of 20,000 different words."""
    dice = random.Random(1)
    path = tmp_path_factory.mktemp("text") / "long.txt"
    lines = (" ".join(f"w{int(dice.paretovariate(0.4)) % 20_000}" for _ in range(12)) for _ in range(25_000))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def recipe(long_text: Path) -> Recipe:
    return Recipe((str(long_text),), 3)


_HAVE = """
import sys
from lmtui.ngram import library
from lmtui.recipe import Recipe
train_on, said = library.train_on, set()
def counted(*arguments, **named):
    print("trains", flush=True)
    return train_on(*arguments, **named)
library.train_on = counted
def progress(stage, fraction):
    if stage.startswith("waiting") and stage not in said:
        said.add(stage)
        print("waits", flush=True)
print("ready", flush=True)
sys.stdin.readline()
loaded = library.load_model(Recipe((sys.argv[1],), 3), progress)
if sys.argv[2] == "hangs":
    print("hangs", flush=True)
    sys.stdin.readline()
library.store_model(loaded)
print(loaded.model.fingerprint, flush=True)
"""


@contextmanager
def having(text: Path, *kinds: str) -> Iterator[list[Running]]:
    """Processes that are ready to have a model, one a kind: one "goes on", one "hangs" before it keeps it."""
    with ExitStack() as stack:
        processes = [stack.enter_context(closing(Running(str(text), kind, code=_HAVE))) for kind in kinds]
        for process in processes:
            assert heard(process) == "ready"
        yield processes


def heard(process: Running) -> str:
    return process.stdout.readline().decode().strip()


def told(process: Running) -> None:
    process.stdin.write(b"go\n")
    process.stdin.flush()


def ended(process: Running) -> list[str]:
    """What else a process said before it ended well."""
    code = process.wait()
    assert (process.stderr.read(), code) == (b"", 0)
    return process.stdout.read().decode().split()


def test_of_many_that_start_at_once_one_trains(long_text: Path, recipe: Recipe, cache: Path) -> None:
    with having(long_text, *["goes on"] * 6) as processes:
        for process in processes:
            told(process)
        said = [ended(process) for process in processes]
    assert sum("trains" in words for words in said) == 1
    assert len({words[-1] for words in said}) == 1
    assert os.listdir(cache) == [load_key(recipe)]  # and no lock is left


def load_key(recipe: Recipe) -> str:
    """The key of a recipe's model."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LMTUI_CACHE", "")
        patch.setattr(library, "train_on", lambda *_, **__: None)
        return load_model(recipe).key


def test_where_the_one_that_trains_is_killed_another_trains(long_text: Path, recipe: Recipe, cache: Path) -> None:
    with having(long_text, "hangs", "goes on", "goes on") as (first, *others):
        told(first)
        assert (heard(first), heard(first)) == ("trains", "hangs")
        for process in others:
            told(process)
            assert heard(process) == "waits"
        first.send_signal(signal.SIGKILL)
        said = [ended(process) for process in others]
    assert sorted(len(words) for words in said) == [1, 2]
    assert [words for words in said if "trains" in words] != []
    assert os.listdir(cache) == [load_key(recipe)]


def test_those_that_wait_can_be_interrupted_and_the_one_that_trains_goes_on(long_text: Path, cache: Path) -> None:
    with having(long_text, "hangs", "goes on") as (first, second):
        told(first)
        assert (heard(first), heard(first)) == ("trains", "hangs")
        told(second)
        assert heard(second) == "waits"
        second.send_signal(signal.SIGINT)
        assert second.wait() != 0
        told(first)
        assert len(ended(first)) == 1
    assert cache_use().models == 1


# Who holds the lock, and until when.


@pytest.fixture
def short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Recipe:
    """A recipe of a short text, which is waited for like a long one."""
    monkeypatch.setattr(library, "_WORTH_WAITING_FOR", 1)
    path = tmp_path / "short.txt"
    path.write_text(SENTENCES, encoding="utf-8")
    return Recipe((str(path),), 3)


def is_free(recipe: Recipe) -> bool:
    """Whether another process could train the model of a recipe now."""
    lock = training_lock(load_key(recipe))
    assert lock is not None
    lock.take(lambda *_: None, 0.0)
    free = lock.is_held
    lock.release()
    return free


def test_the_lock_is_held_until_the_model_is_kept(short: Recipe) -> None:
    loaded = load_model(short)
    assert not is_free(short)
    store_model(loaded)
    assert is_free(short)
    assert differences(load_model(short).model, loaded.model) == []


def test_the_lock_is_given_back_where_nothing_will_be_kept(short: Recipe) -> None:
    load_model(short).release()
    assert is_free(short)


def test_the_lock_is_given_back_when_a_training_is_stopped_or_fails(short: Recipe) -> None:
    for error in (Cancelled, MemoryError, KeyboardInterrupt):

        def stop(stage: str, fraction: float, error: type[BaseException] = error) -> None:
            if stage == "counting":
                raise error

        with pytest.raises(error):
            load_model(short, stop)
        assert is_free(short)


def test_the_lock_is_given_back_where_the_model_cannot_be_stored(
    short: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = load_model(short)

    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(library, "save_cached", fail)
    with pytest.raises(MemoryError):
        store_model(loaded)
    assert is_free(short)


@pytest.mark.parametrize("when", ["while it trains", "when it is ready", "afterwards"])
def test_a_training_of_the_app_that_is_cancelled_gives_the_lock_back(when: str, short: Recipe) -> None:
    training = TrainingJob(short)
    report = training._report

    def cancelling(stage: str, fraction: float) -> None:
        if (when, stage) in (("while it trains", "counting"), ("when it is ready", "ready")):
            training.cancel()
        report(stage, fraction)

    training._report = cancelling  # type: ignore[method-assign]
    if when == "afterwards":
        training.run()
        assert not is_free(short)
        training.cancel()
    else:
        with pytest.raises(Cancelled):
            training.run()
    assert is_free(short)


def test_a_training_of_the_app_holds_the_lock_until_the_model_is_kept(short: Recipe) -> None:
    training = TrainingJob(short)
    training.run()
    assert not is_free(short)
    training.finish()
    assert is_free(short)
    assert cache_use().models == 1


def test_a_short_text_is_trained_without_a_lock(tmp_path: Path, cache: Path) -> None:
    """That takes less time than another process takes to store the model."""
    path = tmp_path / "short.txt"
    path.write_text(SENTENCES, encoding="utf-8")
    loaded = load_model(Recipe((str(path),), 2))
    assert (loaded.lock, cache.exists()) == (None, False)
