"""A cluster gives the same bytes as one process; workers may come, go and be refused, and the scheduler may go."""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from support.cli import here, refusal
from support.dask import DaskCluster
from support.large import SmallShards, bytes_of
from support.web import web

from lmtui.cli import train
from lmtui.cli.progress_bar import ProgressBar
from lmtui.engines import dask_cluster, on_worker
from lmtui.engines.dask_cluster import ClusterWorkers
from lmtui.engines.executors import do_all
from lmtui.engines.loading import load_large
from lmtui.engines.resources import DASK
from lmtui.errors import Cancelled, ModelError, SourceError, ignore_progress
from lmtui.library import load
from lmtui.ngram.store import save
from lmtui.playground.time_left import WorkInProgress
from lmtui.playground.training_job import TrainingJob
from lmtui.recipe import Recipe
from lmtui.text.shards import TextFile

# Not imported before a test needs it: that takes as long as ten other files of tests.
pytestmark = [
    pytest.mark.skipif(find_spec("distributed") is None, reason="Dask is not installed"),
    pytest.mark.skipif(find_spec("aiohttp") is None, reason="fsspec reads no web pages without aiohttp"),
]


@pytest.fixture(scope="module", autouse=True)
def _imported() -> None:
    """Before a test takes standard error: Dask's log goes for ever to where that led at the import."""
    import_module("distributed")


TEXT = "the mouse ate the cheese\nthe cat ate the mouse\n\na dog saw the cat , the dog ran\n"


@pytest.fixture
def recipe(tmp_path: Path) -> Recipe:
    path = tmp_path / "text.txt"
    path.write_text(TEXT * 20 + "an end\n", encoding="utf-8")
    return Recipe((str(path),))


@pytest.fixture
def expected(recipe: Recipe, tmp_path: Path) -> dict[str, bytes]:
    save(load(recipe).ngram_model.trie, tmp_path / "small")
    return bytes_of(tmp_path / "small")


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[DaskCluster]:
    cluster = DaskCluster(tmp_path)
    cluster.add_worker()
    cluster.add_worker()
    yield cluster
    cluster.close()


def when(stage: str, fraction: float, act: Callable[[], object]) -> Callable[[str, float], None]:
    """A progress that does something once, when a stage is so far."""
    done: list[object] = []

    def progress(said: str, share: float) -> None:
        if said.startswith(stage) and share > fraction and not done:
            done.append(None)
            act()

    return progress


nothing_like = TextFile("/nowhere/x", "nothing", "utf-8", 0, 1, None)


def until(holds: Callable[[], object]) -> None:
    last = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < last
        time.sleep(0.05)


def watch_for(client: Any, words: list[bytes]) -> None:
    """Have the scheduler look for words in all that is sent to it, and by it."""

    def watch(dask_scheduler: Any) -> None:
        from distributed.comm import tcp

        dask_scheduler.seen = set()
        from_frames, to_frames = tcp.from_frames, tcp.to_frames

        def look(frames: Any) -> None:
            sent = b"".join(map(bytes, frames))
            dask_scheduler.seen |= {word for word in words if word in sent}

        async def look_at_frames(frames: Any, **options: Any) -> Any:
            look(frames)
            return await from_frames(frames, **options)

        async def frames_looked_at(message: Any, **options: Any) -> Any:
            frames = await to_frames(message, **options)
            look(frames)
            return frames

        tcp.from_frames, tcp.to_frames = look_at_frames, frames_looked_at

    client.run_on_scheduler(watch)


def seen_by(client: Any) -> set[bytes]:
    """The words that the scheduler has seen; to say so, it sends them."""
    seen: set[bytes] = client.run_on_scheduler(lambda dask_scheduler: set(dask_scheduler.seen))
    return seen


def test_workers_may_be_killed_added_refused_and_cancelled_and_the_scheduler_killed(
    recipe: Recipe, tmp_path: Path, cluster: DaskCluster, expected: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    from distributed import Client

    resources = SmallShards(0, 0, tmp_path / "tmp", engine=DASK, scheduler=cluster.address, bytes_a_shard=80)
    client = Client(cluster.address, set_as_default=False)
    stages: list[str] = []

    def all_at_rest() -> bool:
        tasks = client.run_on_scheduler(lambda dask_scheduler: list(dask_scheduler.tasks))
        executing = client.run(lambda dask_worker: dask_worker.state.executing_count)
        return not tasks and not any(executing.values())

    # One worker is killed in the middle, then the other one, and when none is left another one comes.
    monkeypatch.setattr(dask_cluster, "_BETWEEN_COUNTS", 0.0)
    client.wait_for_workers(2)
    watch_for(client, [b"cheese", b"mouse"])

    def kill(number: int, left: int) -> None:
        cluster.workers[number].kill()
        until(lambda: len(client.nthreads()) == left and cluster.workers[number].poll() is not None)

    acts = [
        when("tokenizing, 2 workers", 0.2, lambda: kill(0, 1)),
        when("tokenizing, 1 worker", 0.5, lambda: kill(1, 0)),
        when("tokenizing, waiting for workers", 0.5, cluster.add_worker),
    ]

    def progress(stage: str, fraction: float) -> None:
        stages.append(stage)
        for act in acts:
            act(stage, fraction)

    with web(text=Path(recipe.corpora[0]).read_bytes()) as server:  # from which the workers read the shards
        load_large(replace(recipe, corpora=(server.address + "text",)), resources, progress, place=tmp_path / "a")
        assert len(server.parts) > 20
    assert bytes_of(tmp_path / "a") == expected
    named = [stage for stage in dict.fromkeys(stages) if stage.startswith("tokenizing")]
    assert named == [f"tokenizing, {who}" for who in ("2 workers", "1 worker", "waiting for workers")]
    assert stages[stages.index(named[-1]) :].count("tokenizing, 1 worker")
    assert not list((tmp_path / "tmp").iterdir())

    # No word of the text went through the scheduler, and no result of a task is left there.
    until(all_at_rest)
    assert seen_by(client) == set()
    assert client.submit(str, "a mouse").result() == "a mouse"  # which is seen
    assert seen_by(client) == {b"mouse"}

    # Ctrl+C ends the command, and the workers stop.
    interrupt = when("counting, 1 worker", 0.2, lambda: os.kill(os.getpid(), signal.SIGINT))

    def show(bar: ProgressBar, stage: str, fraction: float) -> None:
        interrupt(stage, fraction)

    with monkeypatch.context() as patch:
        patch.setattr(ProgressBar, "show", show)
        patch.setattr(train, "resources_of", lambda *_: resources)
        ran = here("train", "--corpus", recipe.corpora[0], "-o", str(tmp_path / "never"))
    assert (ran.code, ran.out, ran.err) == (130, "", "")
    assert not (tmp_path / "never").exists()
    until(all_at_rest)

    # The job of the program shows how many workers there are, and is cancelled.
    job = TrainingJob(recipe, resources)

    class CancelledWhenCounting(WorkInProgress):
        def note(self, stage: str, fraction: float) -> None:
            super().note(stage, fraction)
            if stage.startswith("counting, 1 worker"):
                job.cancel()

    job.progress = CancelledWhenCounting()
    with pytest.raises(Cancelled):
        job.run()
    assert job.progress.in_words.startswith("counting, 1 worker ")
    until(all_at_rest)

    # A worker of another version is refused, also one that comes in the middle.
    expected_versions = {**on_worker.versions(), "lmtui": "9"}
    with pytest.raises(ModelError, match=r"the worker tcp://\S+ has lmtui \S+ where this machine has 9; install"):
        client.submit(on_worker.do, expected_versions, len, ()).result()
    with pytest.raises(ModelError, match=r"the worker tcp://\S+ does not see '/nowhere/x'; name a folder that all"):
        client.submit(on_worker.do, on_worker.versions(), os.stat, "/nowhere/x").result()
    with pytest.raises(SourceError, match=r"^on the worker tcp://\S+: cannot read 'nothing': No such file"):
        do_all(ClusterWorkers(client, ""), nothing_like.text, [(0, 1)], lambda *_: None, lambda: None)
    cluster.add_worker("import lmtui; lmtui.__version__ = '0.0.1'")
    client.wait_for_workers(2)
    pattern = r"the worker tcp://\S+ has lmtui 0.0.1 where this machine has \S+; install the same on all machines$"
    with pytest.raises(ModelError, match=pattern):
        load_large(recipe, resources, ignore_progress, place=tmp_path / "b")
    cluster.workers[-1].kill()
    until(lambda: len(client.nthreads()) == 1)
    client.close()

    # The scheduler is killed; this machine goes on from what was finished.
    anew = replace(resources, resume=False)
    with pytest.raises(ModelError, match=r"scheduler at \S+ has gone; .* the next run goes on") as gone:
        load_large(recipe, anew, when("counting", 0.2, cluster.scheduler.kill), place=tmp_path / "b")
    assert "\n" not in str(gone.value)
    goes_on = SmallShards(0, 0, tmp_path / "tmp", bytes_a_shard=9)
    begun: list[str] = []
    load_large(recipe, goes_on, lambda stage, _: begun.append(stage), place=tmp_path / "b")
    assert "tokenizing" not in begun  # all shards were cut into tokens by then
    assert "counting" in begun
    assert bytes_of(tmp_path / "b") == expected


def test_a_cluster_that_is_not_there_is_one_line(
    recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gc.collect()  # clients of other tests
    closed: list[object] = []
    monkeypatch.setattr(dask_cluster, "_ANSWER_WITHIN", 0.3)
    monkeypatch.setattr("distributed.Client.close", lambda client, *_, **__: closed.append(client))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        for address in (
            f"tcp://127.0.0.1:{silent.getsockname()[1]}",
            "tcp://127.0.0.1:1",
            "what",
            "http://x",
            "tcp://",
        ):
            options = ("--engine", "dask", "--scheduler", address, "-o", str(tmp_path / "model"))
            said = refusal(here("train", "--corpus", recipe.corpora[0], *options), 1)
            assert said.startswith(f"lmtui: no Dask scheduler answers at '{address}'; check the address")
    gc.collect()
    assert not closed, "a client that is garbage would wait for locks"
    monkeypatch.setattr("distributed.Client.__init__", lambda *_, **__: next(iter(())))  # whatever error is raised
    options = ("--engine", "dask", "--scheduler", "tcp://x", "-o", str(tmp_path / "model"))
    said = refusal(here("train", "--corpus", recipe.corpora[0], *options), 1)
    assert said.startswith("lmtui: no Dask scheduler answers at 'tcp://x'; check the address")
    assert not logging.getLogger("distributed.client").isEnabledFor(logging.CRITICAL)


def test_a_local_cluster_lasts_as_long_as_the_training(
    recipe: Recipe, tmp_path: Path, expected: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    model, tmp = tmp_path / "model", tmp_path / "tmp"
    options = ("--engine", "dask", "--workers", "1", "--quiet", "--tmp", str(tmp), "-o", str(model))
    interrupt = when("counting, 1 worker", 0.0, lambda: os.kill(os.getpid(), signal.SIGINT))
    with monkeypatch.context() as patch:
        patch.setattr(ProgressBar, "show", lambda bar, stage, fraction: interrupt(stage, fraction))
        ran = here("train", "--corpus", recipe.corpora[0], *options)
    assert (ran.code, ran.out, ran.err) == (130, "", "")
    assert not model.exists()
    assert not multiprocessing.active_children()
    # What was finished is there for the next run.
    begun: list[str] = []
    with monkeypatch.context() as patch:
        patch.setattr(ProgressBar, "show", lambda bar, stage, fraction: begun.append(stage))
        ran = here("train", "--corpus", recipe.corpora[0], *options)
    assert (ran.code, ran.err) == (0, "")
    assert not any(stage.startswith("tokenizing") for stage in begun)
    assert bytes_of(model) == expected
    assert not multiprocessing.active_children()
    assert not list(tmp.iterdir())
