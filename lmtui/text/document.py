"""A text as it was read, and the errors for files that are no usable text."""

from __future__ import annotations

from dataclasses import dataclass, field

from lmtui.errors import SourceError
from lmtui.text.safety import visible


@dataclass(frozen=True)
class Document:
    """One text as it was read.

    Attributes:
        name: where it came from, safe to show.
        text: its characters, an undecodable byte B being U+DC00+B; line ends are newlines.
        undecodable: how many bytes its encoding has no character for; see `lmtui.text.decoding.decode`.
        controls: how many control characters are in the text that are shown as U+FFFD; see
            `lmtui.text.decoding.count_controls`.
        skipped: of the last text of a folder and the first of an archive, what else in it was passed over and why,
            a line each.
        advice: what a person may do about undecodable bytes; "" without such bytes.
        corpus: the folder or archive that the text is a part of; "" for a text that stands alone.
    """

    name: str
    text: str
    undecodable: int = 0
    controls: int = 0
    skipped: tuple[str, ...] = ()
    advice: str = field(default="", compare=False)
    corpus: str = field(default="", compare=False)


class UnusableText(SourceError):
    """A file that is there but cannot be used as a text; the message is one line.

    Args:
        problem: what is wrong with the file, from the verb on.
        remedy: what to do about it.

    Attributes:
        name: the name of the file, as it was given.
        reason: problem and remedy, a clause that many files can share.
    """

    def __init__(self, name: str, problem: str, remedy: str) -> None:
        super().__init__(f"'{visible(name)}' {problem}; {remedy}")
        self.name, self.reason = name, f"{problem}; {remedy}"


class UnreadableText(UnusableText):
    """A file or folder that the system does not let be read.

    Args:
        error: the error of the system.
    """

    def __init__(self, name: str, error: OSError) -> None:
        why, remedy = visible(error.strerror or str(error)), "check the path and its permissions"
        super().__init__(name, f"cannot be read: {why}", remedy)
        self.args = (f"cannot read '{visible(name)}': {why}; {remedy}",)
