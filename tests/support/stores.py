"""Stores whose manifest vouches for whatever was put into them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from lmtui.errors import ModelError
from lmtui.ngram.array_store import MANIFEST
from lmtui.ngram.store import open_store

Array = npt.NDArray[Any]


def refused(folder: Path) -> str:
    """The line a store is refused with."""
    with pytest.raises(ModelError, match="no usable model") as caught:
        open_store(folder)
    message = str(caught.value)
    assert message.isprintable()
    return message


def vouch(store: Path, **changes: Any) -> None:
    """Have the manifest say of every file what the file is, other entries changed, and sign it."""
    manifest = json.loads((store / MANIFEST).read_text(encoding="utf-8")) | changes
    for path in store.glob("*.npy"):
        if path.is_file():
            manifest["files"][path.name] = {
                "size": path.stat().st_size,
                "changed": path.stat().st_mtime_ns,
                "checksum": hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest(),
            }
    sign(store, manifest)


def sign(store: Path, manifest: dict[str, Any]) -> None:
    said = {name: value for name, value in manifest.items() if name != "checksum"}
    data = json.dumps(said, sort_keys=True).encode()
    manifest["checksum"] = hashlib.blake2b(data, digest_size=16).hexdigest()
    (store / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def put(store: Path, name: str, change: Callable[[Array], Array]) -> None:
    """Change an array, and have the manifest vouch for it."""
    path = store / f"{name}.npy"
    array = change(np.load(path).copy())
    np.save(path, array)
    vouch(store)
