"""What stands in the generation pane: the prompt and the generated tokens, spelled as prose."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from lmtui.text.display import shortened
from lmtui.text.safety import visible

END_MARK = "¶"
PART_MARK = "·"  # stands for a token that is only part of a character


class Kind(Enum):
    """What a piece is."""

    PROMPT = auto()
    UNKNOWN = auto()
    """A prompt token that is not in the vocabulary."""
    GENERATED = auto()


@dataclass(frozen=True, slots=True)
class Piece:
    """A token as it is written.

    Attributes:
        space: what stands before it, "" or a blank.
        text: its characters, safe to show; the end token is `END_MARK`.
        kind: what it is.
        index: its position among the generated tokens; −1 in the prompt.
        breaks: a new line begins after it.
    """

    space: str
    text: str
    kind: Kind
    index: int = -1
    breaks: bool = False


class Transcript:
    """Pieces in order; it only grows, a new one is made where something else is to be shown."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []

    def add(self, space: str, text: str, kind: Kind, index: int = -1, ends: bool = False) -> None:
        """Append one token.

        Args:
            space: what stands before it, "" or a blank.
            text: the text that it completes; "" where it is only part of a character.
            ends: it is the end token.
        """
        breaks = bool(text) and not text.strip("\n")
        shown = END_MARK if ends else "↵" * len(text) if breaks else visible(shortened(text)) or PART_MARK
        self.pieces.append(Piece(space, shown, kind, index, breaks))
