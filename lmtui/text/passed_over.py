"""Files of a folder or an archive that were not read: one line for each reason."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field

from lmtui.text.document import UnusableText
from lmtui.text.safety import visible

OTHER_ENDING = ("file that is not *.txt or *.md", "files that are not *.txt or *.md")
LINKED_FOLDER = ("linked folder", "linked folders")
REMOTE_FOLDER = ("folder that was not looked into", "folders that were not looked into")
NOWHERE = ("link that leads nowhere", "links that lead nowhere")
SPECIAL = ("device, pipe or socket", "devices, pipes and sockets")
SYSTEM = ("folder that shows the system's state", "folders that show the system's state")

_SHOWN = 8  # names in a line
_LINES = 10
# Of many endings, those of texts are named first: such files may be missed.
_OF_TEXTS = (
    *(".text", ".rst", ".tex", ".org", ".html", ".htm", ".xhtml", ".xml", ".csv", ".tsv"),
    *(".json", ".jsonl", ".markdown", ".adoc", ".log", ".srt", ".rtf"),
)


@dataclass
class _Kind:
    """The files that are passed over for one reason.

    Attributes:
        count: how many files.
        by_ending: for each ending, the first file with that ending.
        first: the first few files.
    """

    count: int = 0
    by_ending: dict[str, str] = field(default_factory=dict)
    first: list[str] = field(default_factory=list)

    def add(self, name: str) -> None:
        self.count += 1
        if len(self.by_ending) < 1000:
            self.by_ending.setdefault(os.path.splitext(name)[1].lower(), name)
        if len(self.first) < _SHOWN:
            self.first.append(name)

    def __str__(self) -> str:
        """Some of the names, of as many endings as there is room for."""
        endings = sorted(self.by_ending, key=_place_of_ending)
        shown = list(dict.fromkeys([*(self.by_ending[ending] for ending in endings), *self.first]))[:_SHOWN]
        return visible(", ".join([*shown, *(["..."] if self.count > len(shown) else [])]))


def _place_of_ending(ending: str) -> int:
    return _OF_TEXTS.index(ending) if ending in _OF_TEXTS else len(_OF_TEXTS)


class PassedOver:
    """Collects the files that are passed over in one folder or archive.

    Args:
        remedy: what a user may do to have a file with another ending read.
    """

    def __init__(self, remedy: str) -> None:
        self._remedies = {
            OTHER_ENDING: remedy,
            LINKED_FOLDER: "name a linked folder itself to have its texts read",
            REMOTE_FOLDER: "name such a folder itself to have its texts read",
        }
        self._kinds: dict[tuple[str, str], _Kind] = {}
        self._refused: dict[str, list[UnusableText]] = {}
        self._others: list[str] = []

    def add(self, kind: tuple[str, str], name: str) -> None:
        """Note a file or folder of one of the kinds above, by its path below the folder or archive."""
        self._kinds.setdefault(kind, _Kind()).add(name)

    def add_refused(self, error: UnusableText) -> None:
        """Note a text that cannot be used."""
        self._refused.setdefault(error.reason, []).append(error)

    def add_line(self, line: str) -> None:
        """Note a finished line."""
        self._others.append(line)

    def lines(self) -> tuple[str, ...]:
        """One line a kind, to be read after "passed over: "."""
        lines = (*self._refusal_lines(), *self._kind_lines(), *self._others)
        others = len(lines) - _LINES
        return lines if others <= 0 else (*lines[:_LINES], f"what {others:,} more lines would name")

    def failures(self) -> tuple[str, ...]:
        """The lines about texts that could not be read."""
        return tuple(self._refusal_lines())

    def _refusal_lines(self) -> Iterator[str]:
        for reason, errors in self._refused.items():
            if len(errors) == 1:
                yield str(errors[0])
            else:
                names = ", ".join(f"'{visible(error.name)}'" for error in errors[:3])
                more = ", ..." if len(errors) > 3 else ""
                yield f"{len(errors):,} ({names}{more}), each of which {reason}"

    def _kind_lines(self) -> Iterator[str]:
        for kind, files in self._kinds.items():
            remedy = f"; {self._remedies[kind]}" if kind in self._remedies else ""
            yield f"{files.count:,} {kind[files.count > 1]} ({files}){remedy}"
