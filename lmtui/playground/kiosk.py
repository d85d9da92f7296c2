"""A shared account: what may be opened, and how long a person may stay."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from lmtui.errors import SettingError
from lmtui.playground.path_listing import entries_beginning_with
from lmtui.recipe import Recipe
from lmtui.text import bundled
from lmtui.text.safety import visible


@dataclass(frozen=True)
class Limits:
    """How long the program may run, in seconds.

    Attributes:
        idle: the longest time without a key.
        session: the longest time in all.
    """

    idle: float = math.inf
    session: float = math.inf

    def left(self, since_key: float, since_start: float) -> float:
        """Seconds that the program may still run if no key comes; 0 or less when the time is over."""
        return min(self.idle - since_key, self.session - since_start)

    def reason(self, since_start: float) -> str:
        """The sentence that says why the program ends."""
        if since_start >= self.session:
            return f"closed: a session may last {_minutes(self.session)}"
        return f"closed after {_minutes(self.idle)} without a key"


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:g} minute{'' if seconds == 60 else 's'}"


@dataclass(frozen=True)
class Kiosk:
    """A shared account, in which only bundled corpora, the files below one folder and one server may be opened.

    Attributes:
        root: the folder; "" is none.
        server: the address of the server; "" is none.
    """

    root: str = ""
    server: str = ""

    def admit(self, recipe: Recipe) -> Recipe:
        """The recipe with absolute paths, each read from the root.

        Raises:
            SettingError: the recipe names a file that may not be opened, or a server that may not be asked.
        """
        if recipe.server:
            if recipe.server != self.server:
                raise SettingError(f"the server '{visible(recipe.server)}' cannot be asked here")
            return recipe
        corpora = tuple(name if name in bundled.CORPORA else self._inside(name) for name in recipe.corpora)
        model, words = (self._inside(path) if path else "" for path in (recipe.model, recipe.limit_vocab))
        return replace(recipe, corpora=corpora, model=model, limit_vocab=words)

    def entries_beginning_with(self, path: str) -> list[str]:
        """The folders and files that a typed path, read from the root, can go on with; none that leads elsewhere."""
        if not self.root:
            return []
        with suppress(ValueError, OSError):
            root = os.path.realpath(self.root)
            folder = os.path.realpath(os.path.join(root, os.path.dirname(path)))
            if _beneath(root, folder):
                entries = entries_beginning_with(os.path.join(folder, os.path.basename(path)), ("",))
                return [name for name in entries if _beneath(root, os.path.join(folder, name))]
        return []

    def _inside(self, name: str) -> str:
        root = os.path.realpath(self.root)
        try:
            path = os.path.realpath(os.path.join(root, name))
            inside = bool(self.root and name) and all(_beneath(root, found) for found in _all_of(path))
        except (ValueError, OSError):  # no path can hold NUL; where a link leads may be a secret
            inside = False
        if not inside:
            others = " and the texts provided" if self.root else ""
            known = ", ".join(bundled.CORPORA)
            raise SettingError(f"'{visible(name)}' cannot be opened here; there are {known}{others}")
        return path


def _beneath(root: str, path: str) -> bool:
    return os.path.commonpath((root, os.path.realpath(path))) == root


def _all_of(path: str) -> Iterator[str]:
    """A file, or a folder and every file in it: any of them may be a link that leads elsewhere."""
    yield path
    for parent, folders, files in os.walk(path):
        yield from (os.path.join(parent, name) for name in (*folders, *files))
