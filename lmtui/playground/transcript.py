"""What stands in the generation pane: the prompt and the generated tokens, spelled as prose."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from lmtui.text.display import Speller, harmless, shortened
from lmtui.text.tokenizers import Tokenizer

END_MARK = "¶"


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
        text: its characters, safe to show; `</s>` is `END_MARK`.
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

    def __init__(self, tokenizer: Tokenizer | None = None) -> None:
        self.pieces: list[Piece] = []
        self._speller = Speller(tokenizer) if tokenizer else None

    def add(self, token: str, kind: Kind, index: int = -1) -> None:
        """Append one token."""
        space, text = self._speller.spell(token) if self._speller else ("", token)
        breaks = text == "\n"
        shown = (END_MARK if token == "</s>" else "↵") if breaks else harmless(shortened(text))
        self.pieces.append(Piece(space, shown, kind, index, breaks))
