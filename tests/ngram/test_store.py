"""The store: what is kept is what is opened, and what is damaged is never taken for it."""

from __future__ import annotations

import io
import json
import mmap
import os
import pickle
import re
import shutil
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.corpora import ORDERS, SMOOTHINGS, corpora, model_probs, train
from support.models import SENTENCES, differences

from lmtui.errors import ModelError
from lmtui.files import new_file, new_folder
from lmtui.ngram.array_store import MANIFEST
from lmtui.ngram.cache import save_cached
from lmtui.ngram.model import NgramTrie
from lmtui.ngram.store import VERSION, holds_store, open_store, save

HOUR = 3600


def arrays_of(model: NgramTrie) -> dict[str, npt.NDArray[Any]]:
    owners: dict[str, object] = {"vocabulary": model.vocabulary, "base": model.base}
    owners |= {f"level{k}": level for k, level in enumerate(model.levels, 1)}
    return {
        f"{name}.{field}": value
        for name, owner in owners.items()
        for field, value in vars(owner).items()
        if isinstance(value, np.ndarray)
    }


def refused(folder: Path) -> str:
    """The line a store is refused with."""
    with pytest.raises(ModelError, match="no usable model") as caught:
        open_store(folder)
    message = str(caught.value)
    assert folder.name in message
    assert message.isprintable()
    return message


# What is kept is what is opened.


@given(text=corpora(), order=st.sampled_from(ORDERS), smoothing=st.sampled_from(SMOOTHINGS))
@settings(max_examples=40)
def test_what_is_kept_is_what_is_opened(
    text: str, order: int, smoothing: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp() / "kept"
    model = train(text, order, smoothing)
    save(model, folder)
    opened = open_store(folder)
    assert differences(opened, model) == []
    for context in ([], [1], [1, 3], [3, 0, 2]):
        known = [token for token in context if token < len(model.vocabulary)]
        assert model_probs(opened, known) == model_probs(model, known)


@pytest.mark.parametrize("tokenizer", ["word", "char", "whitespace"])
def test_the_tokenizer_is_kept(tokenizer: str, tmp_path: Path) -> None:
    model = train("Don't stop, mouse!\n\nÉté\t7.5\n", 2, tokenizer=tokenizer)
    save(model, tmp_path / "m")
    opened = open_store(tmp_path / "m")
    assert opened.tokenizer.name == tokenizer
    assert differences(opened, model) == []


def test_opened_arrays_are_pages_of_the_files_and_cannot_be_written(store: Path) -> None:
    arrays = arrays_of(open_store(store))
    assert len(arrays) == 3 + 5 + 3 * 5
    for name, array in arrays.items():
        assert not array.flags.writeable, name
        with pytest.raises(ValueError, match=r"WRITEABLE|read-only|writeable"):
            array.flags.writeable = True
        owner: object = array
        while isinstance(owner, np.ndarray) and owner.base is not None:
            owner = owner.base
        assert isinstance(owner, mmap.mmap), name


def test_a_store_is_its_owners_alone(store: Path) -> None:
    assert stat.S_IMODE(store.stat().st_mode) == 0o700


def test_a_store_is_its_owners_alone_whatever_the_umask(model: NgramTrie, tmp_path: Path, cache: Path) -> None:
    before = os.umask(0)
    try:
        save(model, tmp_path / "open")
        save_cached(model, "key")
    finally:
        os.umask(before)
    for folder in (tmp_path / "open", cache, cache / "key"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_store_holds_nothing_but_arrays_and_the_manifest(store: Path) -> None:
    assert {file.name for file in store.iterdir()} == {MANIFEST} | {
        f"{name}.npy" for name in arrays_of(open_store(store))
    }
    assert [folder.name for folder in store.parent.iterdir()] == ["store"]


@pytest.mark.parametrize("with_times", [True, False])
def test_a_copy_opens(with_times: bool, store: Path, model: NgramTrie, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(store, copy, copy_function=shutil.copy2 if with_times else shutil.copyfile)
    if not with_times:
        for file in copy.iterdir():
            os.utime(file, (1, 1))
    assert differences(open_store(copy), model) == []
    shutil.rmtree(store)
    moved = copy.rename(tmp_path / "moved")
    assert differences(open_store(moved), model) == []


def test_a_model_that_is_open_stays_whole_when_its_store_is_replaced(store: Path, model: NgramTrie) -> None:
    opened = open_store(store)
    save(train("other words here\nother words\n", 2), store)
    assert differences(opened, model) == []
    assert open_store(store).order == 2


def test_an_opened_model_can_be_saved_over_itself(store: Path, model: NgramTrie) -> None:
    save(open_store(store), store)
    assert differences(open_store(store), model) == []


# Where a store may stand.


def test_what_holds_no_model_is_not_replaced(model: NgramTrie, tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "thesis.txt").write_text("years of work", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("a file", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    for name in ("texts", "empty", "file"):
        with pytest.raises(ModelError, match="holds no model"):
            save(model, tmp_path / name)
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "texts" / "thesis.txt").read_text(encoding="utf-8") == "years of work"


@pytest.mark.parametrize("name", ["thesis.txt", ".git", "mine.npy"])
def test_a_store_with_files_of_others_is_not_replaced(name: str, store: Path, model: NgramTrie) -> None:
    (store / name).write_text("years of work", encoding="utf-8")
    (store / ".DS_Store").write_bytes(b"of a file manager")
    with pytest.raises(ModelError, match=f"'{re.escape(str(store))}' holds more than a model, as '{name}'; choose"):
        save(model, store)
    assert (store / name).read_text(encoding="utf-8") == "years of work"
    (store / name).unlink()
    save(model, store)
    assert not (store / ".DS_Store").exists()


@pytest.mark.parametrize("files", [None, 7, [["level1.prob.npy"]]])
def test_a_store_whose_files_are_not_known_is_not_replaced(files: object, store: Path, model: NgramTrie) -> None:
    rewrite(store, lambda manifest: manifest.update(files=files))
    with pytest.raises(ModelError, match="holds a damaged model; remove it, or choose another place"):
        save(model, store)


def test_folders_on_the_way_are_made(model: NgramTrie, tmp_path: Path) -> None:
    save(model, tmp_path / "a" / "b" / "store")
    assert differences(open_store(tmp_path / "a" / "b" / "store"), model) == []


def test_places_where_nothing_can_be_written_are_refused_in_one_line(model: NgramTrie, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for place in (tmp_path / "file" / "store", tmp_path / ("long" * 100)):
        with pytest.raises(ModelError) as caught:
            save(model, place)
        assert str(caught.value).isprintable()
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


def test_a_save_that_fails_leaves_what_was_there(
    store: Path, model: NgramTrie, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved: list[str] = []

    def full(file: io.BufferedWriter, *_: object, **__: object) -> None:
        saved.append(file.name)
        file.write(b"half")
        if len(saved) > 4:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "save", full)
    for place in (store, tmp_path / "new"):
        saved.clear()
        with pytest.raises(ModelError, match="No space left"):
            save(train(SENTENCES, 2), place)
    assert [folder.name for folder in tmp_path.iterdir()] == ["store"]
    assert differences(open_store(store), model) == []


@pytest.mark.parametrize("locks", [True, False])
def test_what_was_abandoned_unfinished_is_removed_and_what_is_being_written_is_not(
    locks: bool, model: NgramTrie, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not locks:
        monkeypatch.setattr("lmtui.unfinished.fcntl", None)
    old, young, other, file = (
        tmp_path / f".lmtui-unfinished-{'0' * 16}",
        tmp_path / f".lmtui-unfinished-{'1' * 16}",
        tmp_path / "old",
        tmp_path / f".lmtui-unfinished-{'2' * 16}",
    )
    for folder in (old, young, other):
        folder.mkdir()
        (folder / "half.npy").write_bytes(b"half")
    file.write_bytes(b"half")

    def age(path: Path) -> None:
        now = path.stat().st_mtime
        os.utime(path, (now - 24 * HOUR, now - 24 * HOUR))

    for path in (old, other, file):
        age(path)
    with new_folder(tmp_path / "another", holds_store) as written, new_file(tmp_path / "written") as written_file:
        if locks:
            age(written)
            age(Path(written_file.name))
        save(model, tmp_path / "store")
        there = {folder.name for folder in tmp_path.iterdir()}
    # Where there are no locks, only what is old is known to be abandoned.
    stays = set() if locks else {young.name}
    assert there == {*stays, written.name, Path(written_file.name).name, "old", "store"}
    assert {folder.name for folder in tmp_path.iterdir()} == {*stays, "another", "written", "old", "store"}


# What is damaged, foreign or hostile.


def test_a_folder_that_is_none_or_holds_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_bytes(b"")
    for name in ("nowhere", "empty", "file"):
        refused(tmp_path / name)


def rewrite(store: Path, change: Callable[[dict[str, Any]], object]) -> None:
    manifest = json.loads((store / MANIFEST).read_text(encoding="utf-8"))
    change(manifest)
    (store / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda manifest: manifest.update(version=VERSION + 1), id="update(version=VERSION + 1)"),
        pytest.param(lambda manifest: manifest.update(version=None), id="update(version=None)"),
        pytest.param(lambda manifest: manifest.update(format="another"), id='update(format="another")'),
        pytest.param(lambda manifest: manifest.update(tokenizer="bpe"), id='update(tokenizer="bpe")'),
        pytest.param(lambda manifest: manifest.update(tokenizer=["word"]), id='update(tokenizer=["word"])'),
        pytest.param(lambda manifest: manifest.update(order=6), id="update(order=6)"),
        pytest.param(lambda manifest: manifest.update(order=2), id="update(order=2)"),
        pytest.param(lambda manifest: manifest.update(order=0), id="update(order=0)"),
        pytest.param(lambda manifest: manifest.update(order=-1), id="update(order=-1)"),
        pytest.param(lambda manifest: manifest.update(order="three"), id='update(order="three")'),
        pytest.param(lambda manifest: manifest.update(order=[3]), id="update(order=[3])"),
        pytest.param(lambda manifest: manifest.update(order=float("inf")), id='update(order=float("inf"))'),
        pytest.param(lambda manifest: manifest.update(tokens=None), id="update(tokens=None)"),
        pytest.param(lambda manifest: manifest.update(files=[]), id="update(files=[])"),
        pytest.param(lambda manifest: manifest.update(files=None), id="update(files=None)"),
        pytest.param(lambda manifest: manifest["files"].clear(), id='["files"].clear()'),
        pytest.param(
            lambda manifest: manifest["files"].update({"level1.prob.npy": 7}),
            id='["files"].update({"level1.prob.npy": 7})',
        ),
        pytest.param(
            lambda manifest: manifest["files"]["level1.prob.npy"].clear(), id='["files"]["level1.prob.npy"].clear()'
        ),
        pytest.param(
            lambda manifest: manifest["files"]["level1.prob.npy"].update(size="much"),
            id='["files"]["level1.prob.npy"].update(size="much")',
        ),
        pytest.param(
            lambda manifest: manifest["files"]["level1.prob.npy"].update(changed=0, checksum=None),
            id='["files"]["level1.prob.npy"].update(changed=0, checksum=None)',
        ),
        pytest.param(lambda manifest: manifest.pop("smoothing"), id='pop("smoothing")'),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(change: Callable[[dict[str, Any]], object], store: Path) -> None:
    rewrite(store, change)
    refused(store)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"7",
        b'"lmtui model"',
        b"\xff\xfe{}",
        b"\0" * 1000,
        b"{}",
        b'{"format": "lmtui model"}',
        b'{"format": "lmtui model", "version": 1}',
        b"[" * 100_000,
        b"1" * 5000,
        pickle.dumps({"format": "lmtui model"}),
    ],
    ids=lambda data: repr(data[:20]),
)
def test_a_manifest_that_is_none_is_refused(data: bytes, store: Path) -> None:
    (store / MANIFEST).write_bytes(data)
    refused(store)


def test_a_manifest_that_is_no_file_is_refused(store: Path) -> None:
    (store / MANIFEST).unlink()
    (store / MANIFEST).mkdir()
    refused(store)


def test_every_byte_of_the_manifest_matters_or_changes_nothing(store: Path, model: NgramTrie) -> None:
    data = (store / MANIFEST).read_bytes()
    opened_otherwise = []
    for place in range(len(data)):
        damaged = bytearray(data)
        damaged[place] ^= 1
        (store / MANIFEST).write_bytes(damaged)
        try:
            different = differences(open_store(store), model)
        except ModelError:
            continue
        if different:
            opened_otherwise.append((damaged[max(0, place - 20) : place + 10].decode(errors="replace"), different))
    assert opened_otherwise == []


class Bomb:
    """Unpickling it would be noticed."""

    exploded = False

    @classmethod
    def explode(cls) -> Bomb:
        cls.exploded = True
        return cls()

    def __reduce__(self) -> tuple[Callable[[], Bomb], tuple[()]]:
        return (Bomb.explode, ())


def npy(array: npt.NDArray[Any]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=True)
    return buffer.getvalue()


def npz() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as zipped:
        zipped.writestr("array.npy", npy(np.array([Bomb()], dtype=object)))
    return buffer.getvalue()


HOSTILE: dict[str, Callable[[bytes], bytes]] = {
    "pickled objects in an array": lambda _: npy(np.array([Bomb(), Bomb()], dtype=object)),
    "a bare pickle": lambda _: pickle.dumps(Bomb()),
    "a zip of arrays": lambda _: npz(),
    "a zip cut off": lambda _: npz()[:60],
    "nothing": lambda _: b"",
    "half a header": lambda data: data[:40],
    "a header and no data": lambda data: data[:128],
    "less data than announced": lambda data: data[:-8],
    "no array": lambda _: b"once upon a time, in a file",
    "a later format": lambda data: data[:6] + b"\x09\x00" + data[8:],
}


@pytest.mark.parametrize("name", ["level1.prob", "level2.token", "base.values", "vocabulary.spelling"])
@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_that_the_manifest_vouches_for_is_refused_and_never_unpickled(
    what: str, name: str, store: Path
) -> None:
    path = store / f"{name}.npy"
    path.write_bytes(HOSTILE[what](path.read_bytes()))
    found = path.stat()
    rewrite(
        store, lambda manifest: manifest["files"][path.name].update(size=found.st_size, changed=found.st_mtime_ns)
    )
    refused(store)
    assert not Bomb.exploded
