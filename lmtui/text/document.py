"""A text as it was read, and why one could not be."""

from __future__ import annotations

from dataclasses import dataclass, field

from lmtui.errors import SourceError
from lmtui.text.safety import visible


@dataclass(frozen=True)
class Document:
    """One text as it was read.

    Attributes:
        name: where it came from, safe to show.
        text: its characters; line ends are newlines, controls are visible marks.
        undecodable: how many bytes its encoding has no character for; see `lmtui.text.decoding.decode`.
        skipped: of the first text of a folder or an archive, what else in it was passed over and why, a line each.
        advice: where bytes were undecodable, what may be done about it.
    """

    name: str
    text: str
    undecodable: int = 0
    skipped: tuple[str, ...] = ()
    advice: str = field(default="", compare=False)


class UnusableText(SourceError):
    """A file that is there but cannot be used as a text; the message is one line.

    Attributes:
        name: of the file, as it was given.
        reason: what is wrong with it and what to do, a clause that many files can share.
    """

    def __init__(self, name: str, problem: str, remedy: str) -> None:
        super().__init__(f"'{visible(name)}' {visible(problem)}; {remedy}")
        self.name, self.reason = name, f"{problem}; {remedy}"


def unreadable(name: str, error: OSError) -> SourceError:
    """What to say of a file that the system does not let be read."""
    return SourceError(
        f"cannot read '{visible(name)}': {error.strerror or error}; check the path and its permissions"
    )
