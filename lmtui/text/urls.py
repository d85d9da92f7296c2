"""Texts that stand elsewhere: whatever fsspec opens, as `https://`, `s3://` or `hdfs://`.

fsspec is an extra; its errors are many, and all become an `OSError` with one reason.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from lmtui.errors import Cancelled, LmtuiError, SourceError

_URL = re.compile(r"(?!file:|local:|memory:)[a-z][a-z0-9+.-]+://.")
_CHANGES_WITH_TEXT = ("etag", "contentmd5", "sha", "lastmodified", "mtime", "modificationtime", "modify", "updated")
"""What file systems tell of a text, one or the other, that changes with the text; in small letters alone.

Times come last: a folder's list may tell them more exactly than the text itself does."""


@dataclass(frozen=True)
class RemoteFile:
    """What is known of a text elsewhere before it is read.

    Attributes:
        size: bytes; 0 where that is not known.
        state: a number that is another one when the text has changed; None where that cannot be told.
    """

    size: int
    state: int | None


def is_url(name: str) -> bool:
    """Whether the name of a corpus is an address for fsspec, and not a path."""
    return bool(_URL.match(name))


def look_at_url(url: str, anew: bool = False) -> RemoteFile:
    """What is known of a text elsewhere.

    Args:
        anew: whether the file system is asked again about what it has said since the latest call of `entries_at`.

    Raises:
        SourceError: fsspec, or what it needs for this address, is not installed.
        OSError: there is no such text, or it cannot be reached.
    """
    with _os_errors():
        system, path = _system_of(url)
        if anew:
            system.invalidate_cache(path)
        info: Mapping[str, Any] = system.info(path)
    told = {re.sub("[^a-z0-9]", "", str(key).lower()): value for key, value in info.items() if value}
    stated = next((str(told[key]) for key in _CHANGES_WITH_TEXT if key in told), "")
    digest = hashlib.blake2b(stated.encode(), digest_size=7).digest()
    return RemoteFile(info.get("size") or 0, int.from_bytes(digest) if stated else None)


@dataclass(frozen=True)
class RemoteEntry:
    """What stands in a folder elsewhere.

    Attributes:
        url: the address.
        name: the path below the folder.
        size: bytes; 0 where that is not known.
        is_folder: whether it is a folder that was not looked into.
    """

    url: str
    name: str
    size: int
    is_folder: bool


def is_pattern(url: str) -> bool:
    """Whether an address names all the files that fit it."""
    return "*" in url


def entries_at(url: str) -> list[RemoteEntry] | None:
    """The files below a folder elsewhere, or those that fit a pattern; None for the address of one file.

    On the web, an address that ends in a slash may be a folder, in which one level is looked at. Raises as
    `look_at_url` does.
    """
    with _os_errors():
        system, path = _system_of(url)
        system.invalidate_cache()  # many file systems list a folder only once
        of_the_web = is_of_the_web(url)
        if is_pattern(url):
            found = system.glob(path, detail=True)
        elif of_the_web and url.endswith("/"):
            found = system.find(path, maxdepth=1, withdirs=True, detail=True)
        elif not of_the_web and system.isdir(path):
            found = system.find(path, detail=True)
        else:
            return None
        folder = _folder_of(path)
        return [
            RemoteEntry(
                # What other file systems say of a file does not name the host.
                name if of_the_web else _folder_of(url) + name.removeprefix(folder),
                name.removeprefix(folder),
                info.get("size") or 0,
                info["type"] == "directory",
            )
            for name, info in found.items()
            if name.rstrip("/") != folder.rstrip("/")  # the folder may be among them
        ]


def _folder_of(place: str) -> str:
    """The part of an address or path of a folder or pattern to which the names of its files are added."""
    if is_pattern(place):
        return place[: place.index("*")].rpartition("/")[0] + "/"
    return place if place.endswith("/") else f"{place}/"


@contextmanager
def open_url(url: str) -> Iterator[BinaryIO]:
    """Open a text elsewhere, to be read from first to last. Raises as `look_at_url` does, when it is read, too."""
    with _os_errors():
        system, path = _system_of(url)
        opened = system.open(path, "rb")
    with opened as file:
        yield cast(BinaryIO, _RemoteText(file))


@dataclass(frozen=True)
class _RemoteText:
    """An open text elsewhere. Who unpacks it can tell errors of the way here from damaged data."""

    file: BinaryIO

    def read(self, size: int = -1, /) -> bytes:
        with _os_errors():
            return self.file.read(size)


def read_from_url(url: str, start: int, stop: int) -> bytes:
    """The bytes of a text elsewhere from one place up to another. Raises as `look_at_url` does."""
    with _os_errors():
        system, path = _system_of(url)
        if is_of_the_web(url):  # a server that sends no parts is refused before it has sent the whole
            with system.open(path, "rb", cache_type="none") as file:
                file.seek(start)
                data = file.read(stop - start)
        else:
            data = system.cat_file(path, start=start, end=stop)
        if len(data) != stop - start:
            raise OSError(f"{len(data):,} bytes came instead of {stop - start:,}")
    return bytes(data)


def has_middle(url: str, size: int) -> bool:
    """Whether a text elsewhere can be read from the middle: of the web, not every server sends parts."""
    try:
        return size > 0 and (not is_of_the_web(url) or len(read_from_url(url, size // 2, size // 2 + 1)) == 1)
    except OSError:
        return False


def is_of_the_web(url: str) -> bool:
    """Whether an address is one of the web, where folders are pages, and cannot be told from others."""
    return url.startswith(("http://", "https://"))


def _system_of(url: str) -> tuple[Any, str]:
    """The file system of an address, and the path there."""
    scheme = url.partition(":")[0]
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise SourceError(f"a text at {scheme}:// needs fsspec; install it with: pip install 'lmtui[dask]'") from None
    try:
        system, path = url_to_fs(url)
    except ImportError as error:
        raise SourceError(f"a text at {scheme}:// needs a part of fsspec: {' '.join(str(error).split())}") from None
    return system, str(path)


@contextmanager
def _os_errors() -> Iterator[None]:
    """Have everything that fsspec and its parts raise be an `OSError` with one line."""
    try:
        yield
    except (LmtuiError, Cancelled):
        raise
    except FileNotFoundError as error:
        # Of the web, this is raised too where a server cannot be reached.
        cause = error.__cause__
        if (cause and getattr(cause, "status", 404) != 404) or isinstance(cause, OSError):
            raise OSError(5, " ".join(str(cause).split()) or type(cause).__name__) from None
        raise FileNotFoundError(2, "there is no such text") from None
    except Exception as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise OSError(getattr(error, "errno", None) or 5, reason) from None
