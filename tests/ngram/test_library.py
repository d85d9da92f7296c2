"""A model is trained once: the next start opens it, and no accident makes it open something else."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest
from support.cli import Running
from support.models import SENTENCES, differences

from lmtui.errors import LmtuiError, ModelError, SettingError, SourceError
from lmtui.ngram import library
from lmtui.ngram.arpa_writer import write_arpa
from lmtui.ngram.library import LoadedTrie, load_model, store_model
from lmtui.ngram.store import save
from lmtui.recipe import Recipe


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.txt"
    path.write_text(SENTENCES, encoding="utf-8")
    return path


@pytest.fixture
def recipe(corpus: Path) -> Recipe:
    return Recipe((str(corpus),), 2)


def had(recipe: Recipe) -> LoadedTrie:
    """Have a model as every command has it."""
    loaded = load_model(recipe)
    store_model(loaded)
    return loaded


@contextmanager
def nothing_is_trained() -> Iterator[None]:
    def forbidden(*_: object) -> NoReturn:
        raise AssertionError("a model was trained that could have been opened")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library, "train_on", forbidden)
        yield


def trained_anew(recipe: Recipe) -> LoadedTrie:
    """Have a model as where nothing is kept."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LMTUI_CACHE", "")
        return load_model(recipe)


def is_kept(recipe: Recipe) -> bool:
    return not load_model(recipe).key


def test_a_second_start_opens_and_trains_nothing(recipe: Recipe) -> None:
    first = had(recipe)
    assert first.key
    with nothing_is_trained():
        second = had(recipe)
    assert not second.key
    assert differences(second.model, first.model) == []


def test_what_was_loaded_is_not_kept_until_it_is_said(recipe: Recipe, cache: Path) -> None:
    load_model(recipe)
    assert not cache.exists()


def test_another_recipe_or_text_is_another_model(recipe: Recipe, corpus: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(SENTENCES + "the ball ate\n", encoding="utf-8")
    name = str(corpus)
    recipes = [
        recipe,
        Recipe((name,), 3),
        Recipe((name,), 2, "witten-bell"),
        Recipe((name,), 2, "mle"),
        Recipe((name,), 2, "add-k"),
        Recipe((name,), 2, "add-k:0.5"),
        Recipe((name,), 2, "jelinek-mercer"),
        Recipe((name,), 2, "jelinek-mercer:0.5"),
        Recipe((name,), 2, tokenizer="whitespace"),
        Recipe((name,), 2, tokenizer="char"),
        Recipe((str(other),), 2),
        Recipe((name, str(other)), 2),
        Recipe((str(other), name), 2),
        Recipe((name, name), 2),
    ]
    keys = {had(recipe).key for recipe in recipes}
    assert len(keys) == len(recipes)
    assert "" not in keys
    with nothing_is_trained():
        for recipe in recipes:
            opened = load_model(recipe).model
            assert (opened.order, opened.tokenizer.name) == (recipe.order, recipe.tokenizer)
            assert opened.smoothing.startswith(recipe.smoothing)


def test_texts_whose_ends_are_elsewhere_are_other_texts(tmp_path: Path) -> None:
    """Two files are not the one file they make together: units end with a file."""
    pairs = [("a b\nc", "d\n"), ("a b\n", "cd\n"), ("a b\nc d", "\n ")]
    keys = set()
    for number, texts in enumerate(pairs):
        names: list[str] = []
        for text in texts[: 1 if not texts[1].strip() else 2]:
            path = tmp_path / f"{number}{len(names)}.txt"
            path.write_text(text, encoding="utf-8")
            names.append(str(path))
        keys.add(load_model(Recipe(tuple(names), 2)).key)
    assert len(keys) == len(pairs)


@pytest.mark.parametrize(
    ("one", "same"),
    [
        ("add-k", "add-k:0.05"),
        ("add-k", "add-k:5e-2"),
        ("add-k:1", "add-k:1.0"),
        ("jelinek-mercer", "jelinek-mercer:0.7"),
        ("jelinek-mercer:.5", "jelinek-mercer:0.50"),
        ("jelinek-mercer:5/6,1/6", "jelinek-mercer:0.8333333333333334,0.16666666666666666"),
        ("jelinek-mercer:1/1234567891,1/2", "jelinek-mercer:2/2469135782,0.5"),
    ],
)
def test_two_ways_to_ask_for_one_smoothing_share_a_model(one: str, same: str, corpus: Path) -> None:
    had(Recipe((str(corpus),), 2, one))
    with nothing_is_trained():
        load_model(Recipe((str(corpus),), 2, same))


@pytest.mark.parametrize("weights", ["5/6,1/6", "12345678901/98765432101,86419753200/98765432101"])
def test_a_model_with_weights_typed_as_fractions_is_stored_and_opened(weights: str, corpus: Path) -> None:
    asked = Recipe((str(corpus),), 2, f"jelinek-mercer:{weights}")
    first = had(asked)
    again = replace(asked, smoothing=first.model.smoothing)
    assert differences(trained_anew(again).model, first.model) == []
    with nothing_is_trained():
        for recipe in (asked, again, asked.in_full()):
            assert differences(load_model(recipe).model, first.model) == []


def test_the_same_text_elsewhere_shares_a_model(recipe: Recipe, tmp_path: Path) -> None:
    had(recipe)
    copy = tmp_path / "copy.txt"
    copy.write_text(SENTENCES.replace("\n", "\r\n"), encoding="utf-8-sig")
    with nothing_is_trained():
        load_model(Recipe((str(copy),), 2))


def test_a_text_that_was_changed_is_trained_again(recipe: Recipe, corpus: Path) -> None:
    had(recipe)
    stamp = corpus.stat().st_mtime_ns
    corpus.write_text(SENTENCES.replace("ball", "bull"), encoding="utf-8")
    os.utime(corpus, ns=(stamp, stamp))  # of the same size and age: only the text tells
    loaded = had(recipe)
    assert loaded.key
    assert loaded.model.vocabulary.id("bull")


def test_the_listed_words_are_what_a_model_is_known_by_and_not_their_file(recipe: Recipe, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_text("the mouse ate")
    other.write_text("ate\nmouse\nthe zeppelin")
    limited = replace(recipe, limit_vocab=str(one))
    model = had(limited).model
    assert model.vocabulary.decode(range(6)) == ["<unk>", "<s>", "</s>", "the", "mouse", "ate"]
    with nothing_is_trained():
        assert differences(load_model(limited).model, model) == []
    text = library.training_text(limited, model)
    assert text is not None
    assert len(text.vocabulary) == len(model.vocabulary) > text.ids.max()
    assert differences(had(replace(recipe, limit_vocab=str(other))).model, model) == []
    one.write_text("the ate")
    assert len(load_model(limited).model.vocabulary) == len(model.vocabulary) - 1
    with pytest.raises(ModelError, match="has changed since the training"):
        library.training_text(limited, model)
    assert len(had(recipe).model.vocabulary) > len(model.vocabulary)


def test_undecodable_bytes_are_reported_by_a_model_that_is_opened_too(corpus: Path, recipe: Recipe) -> None:
    corpus.write_bytes(b"caf\xe9 caf\xe9 the\n")
    first, second = had(recipe), had(recipe)
    assert (bool(first.key), bool(second.key)) == (True, False)
    assert first.undecodable == second.undecodable == ((str(corpus), 2),)


@pytest.mark.parametrize(
    ("recipe", "error"),
    [
        (Recipe(()), SourceError),
        (Recipe(("no such corpus",)), SourceError),
        (Recipe(("mouse",), 0), ModelError),
        (Recipe(("mouse",), 17), ModelError),
        (Recipe(("mouse",), 2, "good-turing"), SettingError),
        (Recipe(("mouse",), 2, tokenizer="bpe"), SettingError),
        (Recipe((), tokenizer="bpe", model=__file__), SettingError),
        (Recipe((), model="no such model"), ModelError),
        (Recipe((), model="x" * 5000), ModelError),
        (Recipe((), model="a\0b"), ModelError),
        (Recipe((), model="/dev/null"), ModelError),
    ],
)
def test_a_recipe_that_cannot_be_is_refused_in_one_line(recipe: Recipe, error: type[LmtuiError]) -> None:
    with pytest.raises(error) as caught:
        load_model(recipe)
    assert str(caught.value).isprintable()


# Damage.

VOCABULARY = ("spelling", "ends", "alphabetical")
BASE = ("prob", "ranked", "ranks", "starts", "values")
LEVEL = ("token", "prob", "suffix", "backoff", "first")
FILES = (
    "manifest.json",
    *(f"vocabulary.{name}.npy" for name in VOCABULARY),
    *(f"base.{name}.npy" for name in BASE),
    *(f"level{k}.{name}.npy" for k in (1, 2) for name in LEVEL),
)


def changed(path: Path, data: bytes) -> None:
    stamp = path.stat().st_mtime_ns + 1_000_000_000
    path.write_bytes(data)
    os.utime(path, ns=(stamp, stamp))


def flip(path: Path, place: float) -> None:
    data = bytearray(path.read_bytes())
    data[min(len(data) - 1, int(place * len(data)))] ^= 1
    changed(path, bytes(data))


def become_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES: dict[str, Callable[[Path], None]] = {
    "truncated": lambda path: changed(path, path.read_bytes()[:-1]),
    "emptied": lambda path: changed(path, b""),
    "removed": lambda path: path.unlink(),
    "its last byte flipped": lambda path: flip(path, 1.0),
    "a byte in the middle flipped": lambda path: flip(path, 0.5),
    "one byte longer": lambda path: changed(path, path.read_bytes() + b"\0"),
    "of zeros": lambda path: changed(path, bytes(path.stat().st_size)),
    "a folder": become_a_folder,
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Recipe, LoadedTrie, Path]:
    """A recipe, its model as it was trained, and a cache with the model in it, which no test changes."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "corpus.txt").write_text(SENTENCES, encoding="utf-8")
    recipe = Recipe((str(folder / "corpus.txt"),), 2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LMTUI_CACHE", str(folder / "cache"))
        return recipe, had(recipe), folder / "cache"


def test_the_damaged_files_are_all_files_of_a_store(whole: tuple[Recipe, LoadedTrie, Path]) -> None:
    _, first, kept = whole
    assert {path.name for path in (kept / first.key).iterdir()} == set(FILES)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", FILES)
def test_damage_is_noticed_and_mended(
    name: str, damage: str, whole: tuple[Recipe, LoadedTrie, Path], cache: Path
) -> None:
    recipe, first, kept = whole
    shutil.copytree(kept, cache)
    DAMAGES[damage](cache / first.key / name)
    again = had(recipe)
    assert again.key == first.key, "what was damaged was opened"
    assert differences(again.model, first.model) == []
    with nothing_is_trained():
        assert differences(load_model(recipe).model, first.model) == []
    assert [folder.name for folder in cache.iterdir()] == [first.key]


def test_a_store_that_was_copied_is_opened(whole: tuple[Recipe, LoadedTrie, Path], cache: Path) -> None:
    """What the test above changes is what it is trained anew for."""
    recipe, first, kept = whole
    shutil.copytree(kept, cache)
    with nothing_is_trained():
        assert differences(load_model(recipe).model, first.model) == []


@pytest.mark.parametrize("old", ['"word"', '"order": 2', '"version": 2', '"backs_off": true', '"base_order": 1'])
def test_a_manifest_that_was_edited_is_not_believed(old: str, recipe: Recipe, cache: Path) -> None:
    first = had(recipe)
    manifest = cache / first.key / "manifest.json"
    text = manifest.read_text(encoding="utf-8")
    assert old in text
    new = {'"word"': '"ward"', '"backs_off": true': '"backs_off": false'}.get(old, old[:-1] + "0")
    manifest.write_text(text.replace(old, new), encoding="utf-8")
    again = had(recipe)
    assert again.key == first.key
    assert differences(again.model, first.model) == []


def test_something_else_in_the_place_of_a_store_is_no_failure(recipe: Recipe, cache: Path) -> None:
    key = load_model(recipe).key
    cache.mkdir(parents=True)
    (cache / key).write_text("a file", encoding="utf-8")
    assert had(recipe).model.order == 2
    assert had(recipe).model.order == 2


@pytest.mark.parametrize("place", ["", "file", "file/below", "/dev/null/cache"])
def test_a_cache_that_cannot_be_written_is_no_failure(
    place: str, recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("a file", encoding="utf-8")
    monkeypatch.setenv("LMTUI_CACHE", place if place[:1] in ("", "/") else str(tmp_path / place))
    assert had(recipe).key
    assert had(recipe).key
    assert (tmp_path / "file").read_text(encoding="utf-8") == "a file"


# Models from elsewhere.


def test_a_model_that_is_named_is_read_and_never_kept(recipe: Recipe, tmp_path: Path, cache: Path) -> None:
    model = load_model(recipe).model
    save(model, tmp_path / "folder")
    write_arpa(model, tmp_path / "model.arpa")
    with nothing_is_trained():
        folder = had(Recipe((), model=str(tmp_path / "folder")))
        file = had(Recipe((), tokenizer="whitespace", model=str(tmp_path / "model.arpa")))
    assert differences(folder.model, model) == []
    assert (file.model.tokenizer.name, file.model.smoothing) == ("whitespace", "arpa")
    assert (folder.key, file.key) == ("", "")
    assert not cache.exists()


def test_a_named_folder_that_is_damaged_is_refused_and_not_replaced(recipe: Recipe, tmp_path: Path) -> None:
    save(load_model(recipe).model, tmp_path / "folder")
    flip(tmp_path / "folder" / "level1.prob.npy", 0.9)
    before = (tmp_path / "folder" / "level1.prob.npy").read_bytes()
    with pytest.raises(ModelError, match=r"level1\.prob\.npy is not what was written"):
        load_model(Recipe((), model=str(tmp_path / "folder")))
    assert (tmp_path / "folder" / "level1.prob.npy").read_bytes() == before


# Several processes, and sudden ends.

_HAVE = """
import hashlib, sys
from lmtui.ngram.library import load_model, store_model
from lmtui.recipe import Recipe
corpus = sys.argv[1]
print("ready", flush=True)
sys.stdin.readline()  # all at once
loaded = load_model(Recipe((corpus,), 2))
store_model(loaded)
level = loaded.model.levels[1]
print(hashlib.sha256(level.token.tobytes() + level.prob.tobytes()).hexdigest())
"""


def test_many_that_start_at_once_all_have_the_model_and_leave_one_store(
    corpus: Path, recipe: Recipe, cache: Path
) -> None:
    with ExitStack() as stack:
        processes = [stack.enter_context(closing(Running(str(corpus), code=_HAVE))) for _ in range(8)]
        for process in processes:
            assert process.stdout.readline() == b"ready\n"
        for process in processes:
            process.stdin.write(b"go\n")
            process.stdin.flush()
        ended = [(process.stdout.read(), process.stderr.read(), process.wait()) for process in processes]
    assert [(err, code) for _, err, code in ended] == [(b"", 0)] * 8
    assert len({out for out, _, _ in ended}) == 1
    assert [folder.name for folder in cache.iterdir()] == [trained_anew(recipe).key]
    assert is_kept(recipe)


_DIE = """
import os, signal, sys
import numpy as np
from lmtui.ngram.library import load_model, store_model
from lmtui.recipe import Recipe
corpus, where, when = sys.argv[1], sys.argv[2], int(sys.argv[3])
module = {"fsync": os, "rename": os, "save": np}[where]
original = getattr(module, where)
calls = 0
def deadly(*arguments, **options):
    global calls
    calls += 1
    if calls == when:
        os.kill(os.getpid(), signal.SIGKILL)
    return original(*arguments, **options)
setattr(module, where, deadly)
store_model(load_model(Recipe((corpus,), 2)))
"""

# Order 2 has 3 + 5 + 2 × 5 arrays: call 19 of fsync is the manifest's, 20 the folder's, 21 that of the folder above.
MOMENTS = [
    ("save", 1),
    ("save", 9),
    ("fsync", 1),
    ("fsync", 18),
    ("fsync", 19),
    ("fsync", 20),
    ("fsync", 21),
    ("rename", 1),
    ("rename", 2),
]


@pytest.mark.parametrize("before", ["nothing", "a damaged store"])
@pytest.mark.parametrize(("where", "when"), MOMENTS)
def test_a_sudden_end_while_keeping_does_no_harm(
    where: str, when: int, before: str, corpus: Path, recipe: Recipe, cache: Path
) -> None:
    key = load_model(recipe).key
    if before != "nothing":
        had(recipe)
        flip(cache / key / "level2.prob.npy", 0.9)
    with closing(Running(str(corpus), where, str(when), code=_DIE)) as process:
        died = process.wait()
        assert (died, process.stderr.read()) == (-signal.SIGKILL, b""), "it did not get so far"
    expected = trained_anew(recipe)
    assert differences(had(recipe).model, expected.model) == []
    with nothing_is_trained():
        assert differences(load_model(recipe).model, expected.model) == []
    # What it left goes with the next model that is kept.
    had(Recipe((str(corpus),), 3))
    assert sorted(folder.name for folder in cache.iterdir()) == sorted(
        (key, trained_anew(Recipe((str(corpus),), 3)).key)
    )
