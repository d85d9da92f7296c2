"""Arrays in a folder come back as they were written, or the folder is refused for what is wrong with it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays as numpy_arrays

from lmtui.ngram.array_store import (
    MANIFEST,
    StoredArrays,
    UnusableStore,
    damage_reported,
    format_of,
    typed_entries,
    write_arrays,
)

SAID = {"format": "numbers", "version": 3, "about": "αβγ"}
ARRAYS: dict[str, npt.NDArray[Any]] = {"small": np.arange(5, dtype=np.int32), "large": np.linspace(0, 1, 1000)}


def opened(folder: Path, version: int = 3, trust_times: bool = False) -> dict[str, npt.NDArray[Any]]:
    with damage_reported():
        stored = StoredArrays(folder, "numbers", version, trust_times)
        return {name: stored.map(name, [array.dtype.name]) for name, array in ARRAYS.items()}


@contextmanager
def refused(words: str) -> Iterator[None]:
    with pytest.raises(UnusableStore, match=words):
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_arrays(tmp_path, SAID, ARRAYS)
    return tmp_path


@given(st.dictionaries(st.from_regex(r"[a-z.]{1,8}[a-z]", fullmatch=True), numpy_arrays(np.float64, 3), max_size=3))
def test_what_was_written_comes_back(written: dict[str, npt.NDArray[np.float64]]) -> None:
    with TemporaryDirectory() as name:
        write_arrays(Path(name), SAID, written)
        stored = StoredArrays(Path(name), "numbers", 3, trust_times=False)
        assert SAID.items() <= stored.said.items()
        for array in written:
            found = stored.map(array, ["float64"])
            assert np.array_equal(found, written[array], equal_nan=True)
            assert not found.flags.writeable


@pytest.mark.parametrize("trust_times", [True, False])
def test_the_arrays_of_a_folder_are_opened(folder: Path, trust_times: bool) -> None:
    for name, array in opened(folder, trust_times=trust_times).items():
        assert np.array_equal(array, ARRAYS[name])


@pytest.mark.parametrize("name", ["small.npy", "large.npy", MANIFEST])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with refused(f"^{name} is missing$"):
        opened(folder)


def test_another_version_or_format_is_refused(folder: Path) -> None:
    with refused("another version"):
        opened(folder, version=4)
    with refused("another version"), damage_reported():
        StoredArrays(folder, "letters", 3, trust_times=False)


def test_a_changed_manifest_is_refused(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    (folder / MANIFEST).write_text(json.dumps(manifest | {"about": "another"}), encoding="utf-8")
    with refused("not what was written"):
        opened(folder)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda data: data[:-1], "bytes and not"),
        (lambda data: data[:-1] + bytes([data[-1] ^ 1]), "not what was written"),
    ],
)
def test_a_changed_array_is_refused(folder: Path, damage: Callable[[bytes], bytes], words: str) -> None:
    path = folder / "large.npy"
    path.write_bytes(damage(path.read_bytes()))
    with refused(f"large.npy.*{words}"):
        opened(folder)


@pytest.mark.parametrize("manifest", ["", "[]", "{", '{"format": "numbers"}', "[" * 100_000, "x" * (1 << 21)])
def test_what_is_no_manifest_is_refused(folder: Path, manifest: str) -> None:
    (folder / MANIFEST).write_text(manifest, encoding="utf-8")
    with refused("manifest"):
        opened(folder)


def test_a_folder_says_its_format_if_it_has_one(folder: Path, tmp_path: Path) -> None:
    assert format_of(folder) == "numbers"
    (folder / MANIFEST).write_text('{"format": 7}', encoding="utf-8")
    assert format_of(folder) is None
    (folder / MANIFEST).write_text("{", encoding="utf-8")
    assert format_of(folder) is None
    shutil.rmtree(folder)
    assert format_of(tmp_path / "nowhere") is None


def test_an_entry_must_be_of_its_type() -> None:
    record = {"size": 1, "name": "a", "flag": True}
    assert typed_entries(record, size=int, name=str) == {"size": 1, "name": "a"}
    for types in ({"name": int}, {"flag": int}, {"size": bool}):
        with pytest.raises(TypeError, match="is no"):
            typed_entries(record, **types)
    with pytest.raises(LookupError):
        typed_entries(record, absent=int)
