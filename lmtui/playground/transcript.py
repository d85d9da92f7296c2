"""The text of a lane as it is written: the pieces of the prompt and of the generated tokens."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from lmtui.text.display import shortened
from lmtui.text.safety import visible

END_MARK = "¶"
PART_MARK = "·"  # stands for a token that is only part of a character


class PieceKind(Enum):
    """The kinds of pieces."""

    PROMPT = auto()
    UNKNOWN = auto()
    """A prompt token that is not in the vocabulary."""
    GENERATED = auto()


@dataclass(frozen=True, slots=True)
class TranscriptPiece:
    """A token as it is written.

    Attributes:
        space: the space before the token, "" or a blank.
        text: the characters of the token, safe to show; the end token is `END_MARK`.
        kind: prompt, unknown or generated.
        index: the position among the generated tokens; −1 in the prompt.
        breaks: whether a new line begins after the token.
    """

    space: str
    text: str
    kind: PieceKind
    index: int = -1
    breaks: bool = False


class Transcript:
    """The pieces in their order. Pieces are only added; another text has another transcript."""

    def __init__(self) -> None:
        self.pieces: list[TranscriptPiece] = []

    @classmethod
    def of_prompt(cls, prompt: str) -> Transcript:
        """A prompt as it is written while there is no model that could cut it into tokens."""
        transcript = cls()
        if prompt:
            transcript.add("", prompt, PieceKind.PROMPT)
        return transcript

    def add(self, space: str, text: str, kind: PieceKind, index: int = -1, ends: bool = False) -> None:
        """Append one token.

        Args:
            space: the space before the token, "" or a blank.
            text: the text that the token completes; "" for a token that is only part of a character.
            ends: whether the token is the end token.
        """
        breaks = bool(text) and not text.strip("\n")
        shown = END_MARK if ends else "↵" * len(text) if breaks else visible(shortened(text)) or PART_MARK
        self.pieces.append(TranscriptPiece(space, shown, kind, index, breaks))
