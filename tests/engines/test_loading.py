"""A large text gives the same bytes however it is worked on, and a run that was ended is gone on with."""

from __future__ import annotations

import gzip
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.large import SmallShards, bytes_of

from lmtui.engines import tasks
from lmtui.engines.loading import load_large
from lmtui.errors import Cancelled, ModelError, SourceError, ignore_progress
from lmtui.library import load
from lmtui.ngram import columns
from lmtui.ngram.cache import clear_cache
from lmtui.ngram.store import save
from lmtui.recipe import SMOOTHING_METHODS, Recipe
from lmtui.text import shards as shards_of_text
from lmtui.text.compressed import HEAD
from lmtui.text.shards import Remark, Shard
from lmtui.text.token_ids import TokenIds
from lmtui.text.tokenizers import Tokenizer
from lmtui.text.units import UNITS

TEXT = "the mouse ate the cheese\nthe cat ate the mouse\n\na dog saw the cat , the dog ran\n" * 3
WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "é", "\n", "\n\n", "."]), max_size=60).map(" ".join)


def stored_in_memory(recipe: Recipe, place: Path) -> dict[str, bytes]:
    save(load(recipe).ngram_model.trie, place)
    return bytes_of(place)


@settings(max_examples=20)
@given(
    st.lists(WORDS, min_size=1, max_size=3),
    st.sampled_from(sorted(UNITS)),
    st.integers(1, 4),
    st.sampled_from(SMOOTHING_METHODS),
    st.sampled_from([1, 2]),
    st.sampled_from(["", "0,1", "1"]),
    st.sampled_from(["", "a c e zeppelin"]),
    st.integers(3, 50),
    st.sampled_from([100, 10_000, 1 << 30]),
)
def test_any_shards_and_any_memory_give_the_same_bytes(
    texts: list[str],
    unit: str,
    order: int,
    smoothing: str,
    min_count: int,
    prune: str,
    words: str,
    shard: int,
    memory: int,
) -> None:
    with tempfile.TemporaryDirectory() as made:
        work = Path(made)
        (work / "texts").mkdir()
        for number, text in enumerate(["a b a b c d e e a", *texts]):
            (work / "texts" / f"{number}.txt").write_text(text, encoding="utf-8")
        prune = prune if order > 1 or "," not in prune else ""
        recipe = Recipe((str(work / "texts"),), order, smoothing, unit=unit, min_count=min_count, prune=prune)
        if words:
            (work / "words").write_text(words)
            recipe = replace(recipe, limit_vocab=str(work / "words"))
        resources = SmallShards(0, memory, work / "tmp", bytes_a_shard=shard)
        place = work / "large"
        expected = stored_in_memory(recipe, work / "small")
        loaded = load_large(recipe, resources, ignore_progress, place=place)
        assert bytes_of(place) == expected
        assert loaded.place == place
        assert not list((work / "tmp").iterdir())


@pytest.fixture
def recipe(tmp_path: Path) -> Recipe:
    path = tmp_path / "text.txt"
    path.write_text(TEXT, encoding="utf-8")
    return Recipe((str(path),))


def test_processes_give_the_same_bytes(recipe: Recipe, tmp_path: Path) -> None:
    resources = SmallShards(2, 0, tmp_path / "tmp", bytes_a_shard=40)
    load_large(recipe, resources, ignore_progress, place=tmp_path / "large")
    assert bytes_of(tmp_path / "large") == stored_in_memory(recipe, tmp_path / "small")


def test_the_next_run_goes_on_wherever_the_last_one_has_ended(recipe: Recipe, tmp_path: Path) -> None:
    expected = stored_in_memory(recipe, tmp_path / "small")
    resources = SmallShards(0, 0, tmp_path / "tmp", bytes_a_shard=40)
    calls: list[str] = []

    def progress(stage: str, fraction: float) -> None:
        is_stored = (stage, fraction) == ("writing", 1.0)
        if not is_stored:
            calls.append(stage)
        if len(calls) == cancel_at or is_stored:  # which has no effect any more
            raise Cancelled

    cancel_at = 0
    load_large(recipe, resources, progress, place=tmp_path / "whole")
    everything = list(calls)
    assert {"reading", "tokenizing", "merging vocabularies", "counting"} <= set(everything)
    for cancel_at in range(1, len(everything) + 1, 5):
        calls.clear()
        try:
            load_large(recipe, resources, progress, place=tmp_path / "large")
        except Cancelled:
            pass
        else:  # several threads write, and may say so less often than before
            assert len(calls) < cancel_at
        load_large(recipe, resources, ignore_progress, place=tmp_path / "large")
        assert bytes_of(tmp_path / "large") == expected
        assert not list((tmp_path / "tmp").iterdir())
        shutil.rmtree(tmp_path / "large")


def test_finished_shards_are_not_worked_on_again_but_damaged_ones_are(
    recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resources = SmallShards(0, 0, tmp_path / "tmp", bytes_a_shard=40)

    def stop_at_sorting(stage: str, fraction: float) -> None:
        if stage == "counting":
            raise Cancelled

    with pytest.raises(Cancelled):
        load_large(recipe, resources, stop_at_sorting, place=tmp_path / "large")
    done = sorted((tmp_path / "tmp").glob("*-training/shard-*"))
    assert len(done) > 3
    damaged = done[1] / "ids.npy"
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"\7")
    shutil.rmtree(done[2])
    (done[3] / "record.json").write_text("{}")
    made: list[int] = []

    def tokens_of(shard: Shard, tokenizer: Tokenizer, report: Callable[[int], None]) -> tuple[TokenIds, list[Remark]]:
        made.append(shard.number)
        return shards_of_text.tokens_of(shard, tokenizer, report)

    monkeypatch.setattr(tasks, "tokens_of", tokens_of)
    load_large(recipe, resources, ignore_progress, place=tmp_path / "large")
    assert made == [1, 2, 3]
    assert bytes_of(tmp_path / "large") == stored_in_memory(recipe, tmp_path / "small")


def test_a_plan_for_more_memory_than_is_given_now_is_not_gone_on_with(recipe: Recipe, tmp_path: Path) -> None:
    resources = SmallShards(0, 0, tmp_path / "tmp", bytes_a_shard=80)

    def stop_at_counting(stage: str, fraction: float) -> None:
        if stage == "counting":
            raise Cancelled

    def shards_of_next_run(resources: SmallShards) -> int:
        with pytest.raises(Cancelled):
            load_large(recipe, resources, stop_at_counting)
        return len(list((tmp_path / "tmp").glob("*-training/shard-*")))

    planned = shards_of_next_run(resources)
    assert shards_of_next_run(replace(resources, bytes_a_shard=20)) == planned  # half of what is free is no limit
    assert shards_of_next_run(replace(resources, memory=1 << 30, bytes_a_shard=100)) == planned
    assert shards_of_next_run(replace(resources, memory=1 << 20, bytes_a_shard=20)) > planned
    load_large(recipe, resources, ignore_progress, place=tmp_path / "large")
    assert bytes_of(tmp_path / "large") == stored_in_memory(recipe, tmp_path / "small")


@pytest.mark.parametrize("rest", ["of the same size", "longer"])
def test_a_text_that_was_replaced_is_refused_and_what_was_made_of_it_is_removed(
    rest: str, recipe: Recipe, tmp_path: Path
) -> None:
    resources = SmallShards(0, 0, tmp_path / "tmp", bytes_a_shard=40)
    text = Path(recipe.corpora[0])
    before = text.stat()
    other = tmp_path / "other"
    other.write_text(TEXT.replace("mouse", "horse") + "and more\n" * (rest == "longer"))
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))

    def replace_it(stage: str, fraction: float) -> None:
        if stage == "tokenizing" and fraction > 0.5 and other.exists():
            other.replace(text)

    with pytest.raises(SourceError, match="has changed while it was read"):
        load_large(recipe, resources, replace_it, place=tmp_path / "large")
    assert not list((tmp_path / "tmp").iterdir())
    load_large(recipe, resources, ignore_progress, place=tmp_path / "large")
    assert bytes_of(tmp_path / "large") == stored_in_memory(recipe, tmp_path / "small")


def test_what_was_made_of_a_text_that_can_be_read_only_once_is_removed(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    def stop_at_counting(stage: str, fraction: float) -> None:
        if stage == "counting":
            raise Cancelled

    with subprocess.Popen([sys.executable, "-c", f"open({str(pipe)!r}, 'w').write({TEXT!r})"]):
        resources = SmallShards(0, 0, tmp_path / "tmp", bytes_a_shard=40)
        with pytest.raises(Cancelled):
            load_large(Recipe((str(pipe),)), resources, stop_at_counting, pipes_allowed=True)
    assert not list((tmp_path / "tmp").iterdir())


KILLED = """
import os, signal, sys
from pathlib import Path
from support.large import SmallShards
from lmtui.engines.loading import load_large
from lmtui.recipe import Recipe

def progress(stage, fraction):
    if stage == "counting" and fraction > 0.4:
        os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    text, tmp, place = map(Path, sys.argv[1:])
    load_large(Recipe((str(text),)), SmallShards(1, 0, tmp, bytes_a_shard=40), progress, place=place)
"""


def test_a_run_that_was_killed_is_gone_on_with_and_leaves_no_process(recipe: Recipe, tmp_path: Path) -> None:
    tests = Path(__file__).parents[1]
    program = tmp_path / "killed.py"
    program.write_text(KILLED)
    where = [*recipe.corpora, str(tmp_path / "tmp"), str(tmp_path / "large")]
    environment = {**os.environ, "PYTHONPATH": f"{tests}:{tests.parent}"}
    # The pipe ends when the last process that holds it has ended, workers too.
    ran = subprocess.run([sys.executable, program, *where], env=environment, capture_output=True, timeout=60)
    assert ran.returncode == -signal.SIGKILL
    assert list((tmp_path / "tmp").glob("*-training/run-*"))
    assert not (tmp_path / "large").exists()
    load_large(
        recipe, SmallShards(0, 0, tmp_path / "tmp", bytes_a_shard=7), ignore_progress, place=tmp_path / "large"
    )
    assert bytes_of(tmp_path / "large") == stored_in_memory(recipe, tmp_path / "small")


def test_the_cache_has_the_model_and_the_notes_for_the_next_time(tmp_path: Path, cache: Path) -> None:
    folder = noted_texts(tmp_path)
    recipe = Recipe((str(folder),))
    stages: list[str] = []
    resources = SmallShards(0, bytes_a_shard=40)
    first = load_large(recipe, resources, lambda stage, fraction: stages.append(stage))
    assert stages
    assert first.place is None
    assert [path.name for path in cache.iterdir() if not path.name.startswith(".")] != []
    stages.clear()
    again = load_large(recipe, resources, lambda stage, fraction: stages.append(stage))
    assert stages == []
    assert again.model.fingerprint == first.model.fingerprint
    assert (again.undecodable, again.skipped, again.notes) == (first.undecodable, first.skipped, first.notes)
    assert len(again.notes) == 3
    clear_cache()
    assert [path.name for path in cache.iterdir() if not path.name.startswith(".")] == []


def test_without_a_cache_the_model_is_there_and_no_file_is(
    recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LMTUI_CACHE", "")
    loaded = load_large(recipe, SmallShards(0, 0, tmp_path / "tmp", bytes_a_shard=40), ignore_progress)
    assert not list((tmp_path / "tmp").iterdir())
    assert loaded.model.fingerprint == load(recipe).ngram_model.trie.fingerprint


def noted_texts(tmp_path: Path) -> Path:
    """A folder of texts of which a user should know this and that."""
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.txt").write_bytes(b"a caf\xe9 b\nc d\ncaf\xe9\n" * 5)
    (folder / "b.txt.gz").write_bytes(gzip.compress(b"g h i\n" * 5))
    (folder / "c.pdf").write_bytes(b"%PDF-")
    (folder / "d.txt").write_bytes(b"<s> g h </s>\n" * 5)
    (folder / "e.txt").write_bytes("he said \x93so\x94\n".encode() * 5)
    return folder


def test_notes_tell_of_bytes_and_files_as_in_memory(tmp_path: Path) -> None:
    folder = noted_texts(tmp_path)
    recipe = Recipe((str(folder),))
    resources = SmallShards(0, 0, tmp_path / "tmp", bytes_a_shard=10)
    large, small = load_large(recipe, resources, ignore_progress), load(recipe)
    assert small.loaded
    assert large.undecodable == small.loaded.undecodable
    assert large.skipped == small.skipped
    assert large.notes == small.notes
    assert len(large.notes) == 3
    assert any(note.startswith("10 control characters") for note in large.notes)


def test_a_text_that_turns_out_to_be_none_is_passed_over_in_a_folder_as_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lmtui.text.compressed.PIECE", HEAD)  # so much is looked at before the work begins
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT)
    (folder / "b.txt").write_bytes(b"a b c\n" * HEAD + b"\0" + b"d e f\n\n" * HEAD)
    (folder / "c.txt.gz").write_bytes(gzip.compress(b"\n\ng h i\n" * HEAD + b"\0"))
    (folder / "d.txt").write_text(TEXT)
    resources = SmallShards(0, 0, tmp_path / "tmp", bytes_a_shard=5 * HEAD)
    recipe = Recipe((str(folder),))
    large = load_large(recipe, resources, ignore_progress, place=tmp_path / "large")
    small = load(recipe)
    assert bytes_of(tmp_path / "large") == stored_in_memory(recipe, tmp_path / "small")
    assert large.skipped == small.skipped
    assert "2 (" in large.skipped[0]
    assert "NUL" in large.skipped[0]
    alone = Recipe((str(folder / "b.txt"),))
    with pytest.raises(SourceError, match="NUL") as refused:
        load_large(alone, resources, ignore_progress)
    with pytest.raises(SourceError) as refused_in_memory:
        load(alone)
    assert str(refused.value) == str(refused_in_memory.value)


def test_where_the_disk_is_full_is_said_by_its_name_whenever_that_happens(
    recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resources = SmallShards(0, 1, tmp_path / "tmp", bytes_a_shard=40)
    left = written = 0
    said: set[str] = set()
    write = columns._write

    def until_it_is_full(*arguments: Any) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise OSError(28, "No space left on device")
        write(*arguments)

    monkeypatch.setattr(columns, "_write", until_it_is_full)
    while not (tmp_path / "model").exists():
        left = written = written + 7
        try:
            load_large(recipe, resources, ignore_progress, place=tmp_path / "model")
        except ModelError as refused:
            said.add(str(refused))
    of_the_model = f"cannot write '{tmp_path / 'model'}': No space left on device; choose another place"
    assert of_the_model in said
    elsewhere = said - {of_the_model}
    assert all(line.endswith("with --tmp; what was finished is there for the next run") for line in elsewhere)
    assert all(any(f"/{folder}" in line for line in elsewhere) for folder in ("run-", "counts/"))


def test_what_cannot_be_used_is_one_line_and_leaves_what_was_finished(
    recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resources = SmallShards(0, 0, tmp_path / "tmp", bytes_a_shard=40)
    text = Path(recipe.corpora[0])

    def full(*arguments: object, **options: object) -> None:
        raise OSError(28, "No space left on device", "x")

    with monkeypatch.context() as patch:
        patch.setattr(tasks, "save_array", full)
        with pytest.raises(ModelError, match="No space left on device") as refused:
            load_large(recipe, resources, ignore_progress)
    assert "\n" not in str(refused.value)

    def grow(stage: str, fraction: float) -> None:
        if stage == "tokenizing" and fraction > 0.5:
            text.write_text(TEXT + TEXT)

    with pytest.raises(SourceError, match="has changed while it was read"):
        load_large(recipe, resources, grow)
    text.write_bytes(b"\0" * 10 + TEXT.encode())
    with pytest.raises(SourceError, match="NUL"):
        load_large(recipe, resources, ignore_progress)
    text.unlink()
    with pytest.raises(SourceError, match="no corpus or file"):
        load_large(recipe, resources, ignore_progress)
