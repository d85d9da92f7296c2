"""The names that stand for corpora: of those that come with the program, and of those that this machine may have."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from lmtui.text import bundled
from lmtui.text.urls import is_url

if TYPE_CHECKING:
    from lmtui.text.machine.texts import MachineTexts

OF_THE_MACHINE = ("docstrings", "man")
"""The corpora that most machines have, with nothing to be installed."""


def is_corpus_name(name: str) -> bool:
    """Whether a name means a corpus or an address, and no path; a path of such a name is written `./name`."""
    return is_url(name) or name in bundled.CORPORA or name in OF_THE_MACHINE or name in _of_packages()


def stands_for_corpus(name: str) -> bool:
    """Whether a name means a corpus here and now: a file or folder here goes before the texts of a package."""
    return is_corpus_name(name) and not (name in _of_packages() and os.path.lexists(name))


def machine_texts(name: str) -> MachineTexts | None:
    """The corpus of this machine that a name stands for; None where it stands for none."""
    if name in OF_THE_MACHINE:
        return _of_the_machine()[name]
    return _of_packages()[name] if name in _of_packages() and stands_for_corpus(name) else None


def all_of_the_machine() -> list[MachineTexts]:
    """The corpora of this machine by name, those that most machines have first; maybe without any text."""
    return [*_of_the_machine().values(), *_of_packages().values()]


def _of_the_machine() -> dict[str, MachineTexts]:
    from lmtui.text.machine.docstrings import Docstrings
    from lmtui.text.machine.manual_pages import ManualPages

    return {"docstrings": Docstrings(), "man": ManualPages()}


@cache
def _of_packages() -> dict[str, MachineTexts]:
    from lmtui.text.machine.packages import PACKAGES

    return {texts.name: texts for texts in PACKAGES}
