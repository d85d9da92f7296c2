"""Files of arrays: regular files of a fixed form, or refused at once."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path

import pytest
from support.corpora import train
from support.models import SENTENCES, differences
from support.stores import refused, sign, vouch

from lmtui.ngram.array_store import MANIFEST
from lmtui.ngram.model import NgramTrie
from lmtui.ngram.store import open_store, save


@pytest.fixture
def model() -> NgramTrie:
    return train(SENTENCES, 3)


@pytest.fixture
def store(model: NgramTrie, tmp_path: Path) -> Path:
    folder = tmp_path / "store"
    save(model, folder)
    return folder


# What is no file.


def test_what_is_no_regular_file_is_refused_at_once(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = sorted(path.name for path in store.iterdir())
    server = socket.socket(socket.AF_UNIX)
    monkeypatch.chdir(tmp_path)  # the name of a socket is short
    for name in names:
        path = store / name
        data = path.read_bytes()
        for place in (
            lambda path: os.mkfifo(path),
            lambda path: path.mkdir(),
            lambda path: path.symlink_to("/dev/zero"),
            lambda path: path.symlink_to("/dev/tty"),
            lambda path: path.symlink_to(path.name),
            lambda path: path.symlink_to(tmp_path / "nowhere"),
        ):
            path.unlink()
            place(path)
            assert name in refused(store) or "missing" in refused(store)
            (path.rmdir if path.is_dir() and not path.is_symlink() else path.unlink)()
            path.write_bytes(data)
    (store / MANIFEST).unlink()
    server.bind("store/manifest.json")
    refused(store)
    server.close()


def test_a_link_to_a_regular_file_is_as_good_as_the_file(store: Path, model: NgramTrie, tmp_path: Path) -> None:
    for path in list(store.iterdir()):
        elsewhere = tmp_path / f"moved {path.name}"
        path.rename(elsewhere)
        path.symlink_to(elsewhere)
    assert differences(open_store(store), model) == []


def test_a_huge_file_of_nothing_is_refused_at_once(store: Path) -> None:
    """It takes no room on the disk, and would take all there is in memory."""
    for name in ("level2.prob", "level3.token", "vocabulary.spelling", "base.ranks"):
        path = store / f"{name}.npy"
        data = path.read_bytes()
        with path.open("r+b") as file:
            file.truncate(1 << 40)
        manifest = json.loads((store / MANIFEST).read_text(encoding="utf-8"))
        recorded = manifest["files"][path.name]
        manifest["files"][path.name] = {**recorded, "size": 1 << 40, "changed": path.stat().st_mtime_ns}
        sign(store, manifest)
        refused(store)
        path.write_bytes(data)
        vouch(store)


# Headers.


def header(text: str, version: bytes = b"\x01\x00") -> bytes:
    line = text.encode("latin-1") + b"\n"
    return b"\x93NUMPY" + version + len(line).to_bytes(2 if version[0] == 1 else 4, "little") + line


HEADERS = [
    header("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999,), }"),
    header("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }"),
    header("{'descr': '<f8', 'fortran_order': True, 'shape': (9,), }"),
    header("{'descr': '<f8', 'fortran_order': False, 'shape': (), }"),
    header("{'descr': '<f8', 'fortran_order': False, 'shape': 9, }"),
    header("{'descr': '|O', 'fortran_order': False, 'shape': (9,), }"),
    header("{'descr': '|V0', 'fortran_order': False, 'shape': (9,), }"),
    header("{'descr': '<q9', 'fortran_order': False, 'shape': (9,), }"),
    header("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (9,), }"),
    header("{'descr': " + "(" * 5000 + ", 'fortran_order': False, 'shape': (9,), }"),
    header("[" * 60000),
    header("{'descr': '<f8'"),
    header("'''"),
    header("\xe9\0"),
    header(""),
    header("{'descr': '<f8', 'fortran_order': False, 'shape': (9,), }", b"\x02\x00"),
    header("{'descr': '<f8', 'fortran_order': False, 'shape': (9,), }", b"\x03\x00"),
    b"\x93NUMPY\x02\x00\xff\xff\xff\xff",
    b"\x93NUMPY\x01\x00\xff\xff",
]


@pytest.mark.parametrize("place", range(len(HEADERS)))
@pytest.mark.parametrize("name", ["level2.prob", "vocabulary.ends"])
def test_a_header_that_is_none_is_refused(name: str, place: int, store: Path) -> None:
    path = store / f"{name}.npy"
    path.write_bytes(HEADERS[place] + path.read_bytes()[128:])
    vouch(store)
    assert path.name in refused(store)
