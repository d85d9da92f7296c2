"""A model is made from a corpus by its recipe, whoever counts."""

from __future__ import annotations

import gc
import resource
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from support.models import differences

from lmtui.errors import Cancelled, LmtuiError, Progress, SourceError
from lmtui.ngram.array_store import MANIFEST
from lmtui.ngram.columns import WorkingMemory
from lmtui.ngram.counts import Counts, count, merge
from lmtui.ngram.runs import block_runs
from lmtui.ngram.store import open_store, save
from lmtui.ngram.training import corpus_of, store_model_of, train_on, train_on_encoded
from lmtui.recipe import Recipe
from lmtui.text.document import Document

RECIPE = Recipe(("mouse",), 3)


def test_whoever_counts_the_model_is_the_same() -> None:
    counted: list[int] = []

    def counting(ids: npt.NDArray[np.int32], vocabulary: int, order: int, progress: Progress, closed: bool) -> Counts:
        counted.append(order)
        return count(ids, vocabulary, order, progress, closed)

    ours = train_on(corpus_of(RECIPE), RECIPE, counting=counting)
    assert counted == [3]
    assert differences(ours, train_on(corpus_of(RECIPE), RECIPE)) == []


def test_the_texts_of_a_recipe_are_read_in_its_order(tmp_path: Path) -> None:
    names = []
    for text in ("b b", "a a"):
        names.append(str(tmp_path / f"{text[0]}.txt"))
        Path(names[-1]).write_text(text, encoding="utf-8")
    documents = corpus_of(Recipe(tuple(names))).documents()
    assert [document.text for document in documents] == ["b b", "a a"]


def test_documents_at_hand_take_the_place_of_what_a_recipe_names() -> None:
    corpus = corpus_of(Recipe(("nowhere",)), [Document("test", "a b")])
    assert corpus.encoded().tokens == 2


@pytest.mark.parametrize("recipe", [Recipe(("mouse",), tokenizer="none"), Recipe(("mouse",), unit="none")])
def test_a_recipe_without_a_tokenizer_or_unit_is_refused_before_anything_is_read(recipe: Recipe) -> None:
    with pytest.raises(LmtuiError, match="'none'"):
        corpus_of(recipe)


def test_a_recipe_without_texts_is_refused() -> None:
    with pytest.raises(SourceError, match="no corpus was named"):
        corpus_of(Recipe(())).hold()


def test_a_model_and_its_text_are_gone_as_soon_as_nobody_has_them() -> None:
    corpus = corpus_of(RECIPE)
    model = train_on(corpus, RECIPE)
    assert model.fingerprint
    assert model.sums
    held: list[weakref.ref[Any]] = [
        weakref.ref(model),
        weakref.ref(model.levels[-1]),
        weakref.ref(corpus),
        weakref.ref(corpus.encoded()),
    ]
    gc.disable()  # what is held in a cycle of references waits for a collection
    try:
        del model, corpus
        assert [ref() for ref in held] == [None] * len(held)
    finally:
        gc.enable()


@pytest.mark.parametrize("smoothing", ["kneser-ney", "add-k"])
@pytest.mark.parametrize("unit", ["line", "stream"])
def test_a_model_written_piece_by_piece_is_the_same_store_byte_for_byte(
    smoothing: str, unit: str, tmp_path: Path
) -> None:
    recipe = Recipe(("mouse",), 4, smoothing, unit=unit)
    text = corpus_of(recipe).encoded()
    save(train_on_encoded(text, recipe), tmp_path / "at once")
    work = tmp_path / "work"
    work.mkdir()
    memory = WorkingMemory(1 << 14, work)
    counts = merge(block_runs(text.ids, 4, len(text.vocabulary), block=500), memory=memory)
    store_model_of(counts, text, recipe, tmp_path / "in pieces", memory)
    assert list(work.iterdir()) == []
    one, other = ({path.name: path for path in (tmp_path / name).iterdir()} for name in ("at once", "in pieces"))
    assert one.keys() == other.keys()
    for name in one.keys() - {MANIFEST}:
        assert one[name].read_bytes() == other[name].read_bytes(), name
    assert open_store(tmp_path / "in pieces").fingerprint == open_store(tmp_path / "at once").fingerprint


def test_a_full_disk_leaves_no_half_a_store(tmp_path: Path) -> None:
    """The largest size of a file stands for the disk: what is beyond cannot be written."""
    text = corpus_of(RECIPE).encoded()
    work = tmp_path / "work"
    work.mkdir()
    memory = WorkingMemory(1 << 14, work)
    counts = merge(block_runs(text.ids, 3, len(text.vocabulary)), memory=memory)
    most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (256, most[1]))
    try:
        with pytest.raises(LmtuiError, match=r"cannot write .*File too large") as refused:
            store_model_of(counts, text, RECIPE, tmp_path / "store", memory)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, most)
    assert "\n" not in str(refused.value)
    assert [path.name for path in tmp_path.iterdir()] == ["work"]


def test_a_vanished_file_of_the_work_is_said_in_one_line(tmp_path: Path) -> None:
    text = corpus_of(RECIPE).encoded()
    work = tmp_path / "work"
    work.mkdir()
    memory = WorkingMemory(1 << 14, work)
    counts = merge(block_runs(text.ids, 3, len(text.vocabulary)), memory=memory)
    for level in counts.levels[1:]:
        level.token.close()
    for path in work.iterdir():
        path.unlink()
    with pytest.raises(LmtuiError, match=r"cannot read .*No such file") as refused:
        store_model_of(counts, text, RECIPE, tmp_path / "store", memory)
    assert "\n" not in str(refused.value)
    assert [path.name for path in tmp_path.iterdir()] == ["work"]


def test_a_training_in_memory_can_be_stopped_wherever_it_reports_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "text.txt").write_text("a b c d e\na c b e d\ne a\n" * 3, encoding="utf-8")
    (tmp_path / "words.txt").write_text("a b c d", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    recipe = Recipe(("text.txt",), 3, prune="0,0,1", limit_vocab="words.txt", min_count=2)
    stages: list[str] = []
    whole = train_on(corpus_of(recipe), recipe, lambda stage, fraction: stages.append(stage))
    assert {"tokenizing", "counting", "linking", "smoothing"} <= set(stages)
    for last in range(len(stages)):
        told: list[str] = []

        def stop(stage: str, fraction: float, told: list[str] = told, last: int = last) -> None:
            told.append(stage)
            if len(told) > last:
                raise Cancelled

        corpus = corpus_of(recipe)
        with pytest.raises(Cancelled):
            train_on(corpus, recipe, stop)
        assert told == stages[: last + 1]
        assert sorted(path.name for path in tmp_path.iterdir()) == ["text.txt", "words.txt"]
        assert differences(train_on(corpus, recipe), whole) == []
