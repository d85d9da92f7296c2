"""Arrays stored in a folder: `.npy` files and a JSON manifest, opened by memory map.

The manifest is written last. For every file it has the size, the time of change and the checksum.
Nothing is ever unpickled.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lmtui.errors import LmtuiError, Progress, ignore_progress
from lmtui.files import flush_to_disk
from lmtui.ngram.array_files import BadArray, FileRecord, checksum_of, map_array, open_store_file

MANIFEST = "manifest.json"
_LARGEST_MANIFEST = 1 << 20  # bytes
_LONGEST_REASON = 200  # characters
_BETWEEN_REPORTS = 0.1  # seconds
_OF_FILE_MANAGERS = (".DS_Store", "Thumbs.db", "desktop.ini")


class UnusableStore(Exception):
    """A store is damaged, not from lmtui, or of another version; the message says which."""


def write_arrays(
    folder: Path,
    said: Mapping[str, Any],
    arrays: Mapping[str, npt.NDArray[Any]],
    progress: Progress = ignore_progress,
) -> None:
    """Write arrays and their manifest into a folder, each file flushed to the disk.

    An array whose file is there already is taken to be in it. Several files are flushed and read at the same time.

    Args:
        said: the other entries of the manifest; `format` and `version` are checked when the store is opened.
        arrays: of one dimension, by name.

    Raises:
        OSError: a file cannot be written.
        Cancelled: by `progress`.
    """
    from concurrent.futures import ThreadPoolExecutor, wait  # who only reads does not wait for it

    pool = ThreadPoolExecutor()
    try:
        writing = {name: pool.submit(_write_array, folder / f"{name}.npy", array) for name, array in arrays.items()}
        for done, record in enumerate(writing.values()):
            while True:
                progress("writing", done / len(writing))
                if wait([record], _BETWEEN_REPORTS).done:
                    break
        files = {f"{name}.npy": record.result() for name, record in writing.items()}
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    manifest = {**said, "files": files}
    manifest["checksum"] = _manifest_checksum(manifest)
    with (folder / MANIFEST).open("w", encoding="utf-8") as text:
        json.dump(manifest, text, indent=1)
        flush_to_disk(text)


def _write_array(path: Path, array: npt.NDArray[Any]) -> dict[str, int | str]:
    """Write an array, where it is not there yet; returns what the manifest says of the file."""
    with path.open("ab") as file:
        if not file.tell():
            np.save(file, array, allow_pickle=False)
        flush_to_disk(file)
    status = path.stat()
    return {"size": status.st_size, "changed": status.st_mtime_ns, "checksum": checksum_of(path)}


class StoredArrays:
    """The arrays of a folder. `damage_reported` turns whatever this raises into an `UnusableStore`.

    Args:
        folder: the folder of the files.
        format: the format that the manifest must name.
        version: the version that the manifest must name.
        trust_times: whether a file with the recorded time of change is taken without comparing its checksum.

    Attributes:
        said: all entries of the manifest.
    """

    def __init__(self, folder: Path, format: str, version: int, trust_times: bool) -> None:
        self._folder, self._trust_times = folder, trust_times
        self.said: dict[str, Any] = _read_manifest(folder)
        if self.said["format"] != format or self.said["version"] != version:
            raise UnusableStore("it was made by another version of lmtui")
        if self.said["checksum"] != _manifest_checksum(self.said):
            raise UnusableStore(f"{MANIFEST} is not what was written")

    def map(self, name: str, types: Sequence[str]) -> npt.NDArray[Any]:
        """Map an array that cannot be written to.

        Args:
            name: the name of the array.
            types: the names of the dtypes that the array may have.
        """
        file = f"{name}.npy"
        recorded = typed_entries(self.said["files"][file], size=int, changed=int, checksum=str)
        return map_array(self._folder / file, types, FileRecord(**recorded), self._trust_times)


@contextmanager
def damage_reported() -> Iterator[None]:
    """Raise an `UnusableStore` for every error of opening a store."""
    try:
        yield
    except FileNotFoundError as error:
        raise UnusableStore(f"{Path(error.filename).name} is missing") from None
    except OSError as error:
        name = f"{Path(error.filename).name}: " if error.filename else ""
        raise UnusableStore(f"{name}{error.strerror or error}") from None
    except BadArray as error:
        raise UnusableStore(str(error)) from None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, LmtuiError) as error:
        raise UnusableStore(f"its manifest is damaged ({str(error)[:_LONGEST_REASON]})") from None


def format_of(folder: Path) -> str | None:
    """The format that the manifest of a folder names; None where there is no manifest."""
    try:
        manifest = _read_manifest(folder)
    except (OSError, ValueError, RecursionError, UnusableStore):
        return None
    named = manifest.get("format") if isinstance(manifest, dict) else None
    return named if isinstance(named, str) else None


def others_in(folder: Path) -> list[str]:
    """The names in the folder of a store, sorted, that belong neither to the store nor to a file manager.

    Raises:
        OSError: the folder cannot be read.
        ValueError, LookupError, TypeError: the manifest is damaged.
    """
    own = {MANIFEST, *_read_manifest(folder)["files"], *_OF_FILE_MANAGERS}
    return sorted(path.name for path in folder.iterdir() if path.name not in own)


def typed_entries(record: dict[str, Any], **types: type) -> dict[str, Any]:
    """The named entries of a JSON object; each must be of the type that is given for its name.

    Raises:
        LookupError, TypeError: an entry is missing, or of another type.
    """
    for name, kind in types.items():
        if type(record[name]) is not kind:
            raise TypeError(f"'{name}' is no {kind.__name__}")
    return {name: record[name] for name in types}


def _manifest_checksum(manifest: Mapping[str, Any]) -> str:
    """The checksum of all that a manifest says, but for the checksum itself."""
    said = {name: value for name, value in manifest.items() if name != "checksum"}
    return hashlib.blake2b(json.dumps(said, sort_keys=True).encode(), digest_size=16).hexdigest()


def _read_manifest(folder: Path) -> Any:
    with open_store_file(folder / MANIFEST) as file:
        data = file.read(_LARGEST_MANIFEST + 1)
    if len(data) > _LARGEST_MANIFEST:
        raise UnusableStore(f"{MANIFEST} is too large to be one")
    return json.loads(data.decode())
