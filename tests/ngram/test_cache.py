"""The cache is counted and cleared while other processes do what they want with it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from support.corpora import train
from support.models import SENTENCES, differences

from lmtui.ngram import cache as cache_module
from lmtui.ngram.cache import (
    TextNotes,
    cache_use,
    cached_notes,
    clear_cache,
    key_of,
    open_cached,
    save_cached,
    save_notes,
)
from lmtui.ngram.model import NgramTrie
from lmtui.recipe import Recipe
from lmtui.text.document import Document


def test_what_is_gone_while_the_cache_is_counted_is_not_counted(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process clears the cache at every single step of the counting."""
    for count in (cache_use, clear_cache):
        for step in range(40):
            keep_small(cache)
            with monkeypatch.context() as patch:
                for name in ("listdir", "lstat", "scandir", "stat"):
                    patch.setattr(os, name, Clearing(getattr(os, name), cache, step))
                use = count()
            assert 0 <= use.models <= 2


def keep_small(cache: Path) -> None:
    for name in "12":
        store = cache / (name * 32)
        store.mkdir(parents=True, exist_ok=True)
        for file in "ab":
            (store / file).write_bytes(b"x" * 100)


class Clearing:
    """A function of `os` that finds the cache cleared at its n-th call."""

    def __init__(self, original: Callable[..., object], cache: Path, step: int) -> None:
        self._original, self._cache, self._left = original, cache, step

    def __call__(self, *arguments: object, **options: object) -> object:
        if self._left == 0:
            subprocess.run(["rm", "-rf", str(self._cache)], check=True)
        self._left -= 1
        return self._original(*arguments, **options)


def test_counting_and_clearing_go_on_while_models_come_and_go(cache: Path) -> None:
    stop = threading.Event()

    def come_and_go() -> None:
        while not stop.is_set():
            with contextlib.suppress(FileNotFoundError):  # cleared by the test
                keep_small(cache)
            subprocess.run(["rm", "-rf", str(cache)], check=True)

    other = threading.Thread(target=come_and_go)
    other.start()
    try:
        for _ in range(300):
            assert 0 <= cache_use().models <= 2
            assert 0 <= clear_cache().models <= 2
    finally:
        stop.set()
        other.join()


@pytest.mark.parametrize("kind", ["a file", "a dangling link", "a link to itself", "unreadable", "a name too long"])
def test_a_cache_that_is_none_holds_nothing(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / ("c" * 300 if kind == "a name too long" else "cache")
    monkeypatch.setenv("LMTUI_CACHE", str(place))
    if kind == "a file":
        place.write_text("mine", encoding="utf-8")
    elif kind == "a dangling link":
        place.symlink_to("nowhere")
    elif kind == "a link to itself":
        place.symlink_to(place)
    elif kind == "unreadable":
        place.mkdir()

        def refuse(*_: object) -> list[str]:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(os, "listdir", refuse)  # whoever runs the tests may be allowed everything
    assert (cache_use().models, cache_use().size) == (0, 0)
    assert (clear_cache().models, clear_cache().size) == (0, 0)
    if kind == "a file":
        assert place.read_text(encoding="utf-8") == "mine"


def test_what_cannot_be_removed_is_not_said_to_be(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_small(cache)
    monkeypatch.setattr("shutil.rmtree", lambda *_, **__: None)
    assert clear_cache().models == 0
    assert cache_use().models == 2


def test_a_link_in_the_cache_is_no_model(cache: Path, tmp_path: Path) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "file").write_text("mine", encoding="utf-8")
    cache.mkdir(parents=True)
    (cache / ("a" * 32)).symlink_to(tmp_path / "precious")
    assert (cache_use().models, clear_cache().models) == (0, 0)
    assert (tmp_path / "precious" / "file").read_text(encoding="utf-8") == "mine"


@pytest.fixture
def model() -> NgramTrie:
    return train(SENTENCES, 3)


# The cache.


def test_the_cache_keeps_by_key(model: NgramTrie, cache: Path) -> None:
    assert open_cached("one") is None
    assert not cache.exists()
    save_cached(model, "one")
    opened = open_cached("one")
    assert opened is not None
    assert differences(opened, model) == []
    assert open_cached("two") is None


@pytest.mark.parametrize("manifest", ["{}", '{"format": "lmtui model", "version": 2, "files": null}'])
def test_what_is_damaged_in_the_cache_is_replaced(manifest: str, model: NgramTrie, cache: Path) -> None:
    save_cached(model, "key")
    (cache / "key" / "manifest.json").write_text(manifest, encoding="utf-8")
    (cache / "key" / "more").mkdir()
    assert open_cached("key") is None
    save_cached(model, "key")
    found = open_cached("key")
    assert found is not None
    assert differences(found, model) == []


def test_clearing_removes_models_and_what_is_unfinished_and_nothing_else(model: NgramTrie, cache: Path) -> None:
    save_cached(model, "1" * 32)
    save_cached(model, "2" * 32)
    size = sum(file.stat().st_size for file in cache.rglob("*") if file.is_file())
    assert (cache_use().models, cache_use().size) == (2, size)
    (cache / f".lmtui-unfinished-{'0' * 16}").mkdir()
    (cache / "mine.txt").write_text("mine", encoding="utf-8")
    (cache / "mine").mkdir()
    (cache / ".lmtui-unfinished-novel").mkdir()
    (cache / "mine" / "manifest.json").write_text('{"name": "of another program"}', encoding="utf-8")
    (cache / "mine" / "notes.txt").write_text("mine", encoding="utf-8")
    clear_cache()
    assert sorted(str(path.relative_to(cache)) for path in cache.rglob("*")) == [
        ".lmtui-unfinished-novel",
        "mine",
        "mine.txt",
        "mine/manifest.json",
        "mine/notes.txt",
    ]
    assert cache_use().models == 0
    assert open_cached("1" * 32) is None


def test_a_key_does_not_depend_on_how_much_text_is_looked_at_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [Document("a", "a text, \ud800\udc00"), Document("b", ""), Document("c", "más")]
    keys = {key_of(Recipe(()), documents, None), key_of(Recipe(("fables",)), documents, None)}
    looks: list[str] = []
    monkeypatch.setattr(cache_module, "_PIECE", 2)
    keys.add(key_of(Recipe(()), documents, None, lambda stage, fraction: looks.append(stage)))
    assert len(keys) == 1
    assert len(looks) == 2 * (5 + 2)
    assert key_of(Recipe(()), documents[1:], None) not in keys


def test_the_cache_keeps_notes_on_texts_until_it_is_cleared(cache: Path) -> None:
    key, notes = "1" * 32, TextNotes((("a.txt", 3),), ("passed over",), ("note", "another"))
    save_notes(notes, key)
    assert cached_notes(key) == notes
    assert cached_notes("2" * 32) == TextNotes()
    for damaged in (b"", b"[]", b"{}", b'{"undecodable": 1, "skipped": [], "notes": []}', b"\xff"):
        (cache / f"{key}-notes.json").write_bytes(damaged)
        assert cached_notes(key) == TextNotes()
    assert (clear_cache().models, list(cache.iterdir())) == (0, [])


@pytest.mark.parametrize("place", ["", "file", "file/below", "~nobody-of-this-name/cache"])
def test_a_cache_that_cannot_be_is_no_failure(
    place: str, model: NgramTrie, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("a file", encoding="utf-8")
    monkeypatch.setenv("LMTUI_CACHE", place if place[:1] in ("", "~") else str(tmp_path / place))
    monkeypatch.chdir(tmp_path)
    assert open_cached("one") is None
    save_cached(model, "one")
    save_notes(TextNotes(notes=("a note",)), "one")
    assert open_cached("one") is None
    assert (cache_use().models, clear_cache().models) == (0, 0)
    assert [file.read_text(encoding="utf-8") for file in tmp_path.iterdir()] == ["a file"]


def test_without_the_variable_the_cache_is_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from lmtui.ngram.cache import cache_folder

    monkeypatch.delenv("LMTUI_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = cache_folder()
    assert folder is not None
    assert folder.name == "lmtui"
    assert tmp_path in folder.parents
    monkeypatch.setenv("LMTUI_CACHE", "~/mine")
    assert cache_folder() == tmp_path / "mine"
