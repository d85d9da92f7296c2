"""From documents to token ids: the one stretch of integers that everything is counted from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lmtui.errors import Progress, SourceError, ignore_progress
from lmtui.text.sources import Document
from lmtui.text.specials import BOS, EOS, SPECIALS, UNK
from lmtui.text.tokenizers import UNIT_BREAK, Tokenizer
from lmtui.text.vocabulary import Vocabulary

_BLOCK = 1 << 20  # characters cut into tokens between two looks at whether to stop
_BREAK = -1


@dataclass(frozen=True)
class EncodedText:
    """A text as token ids.

    Attributes:
        ids: int32 [N], every unit as `<s>`, its tokens, `</s>`, one after another.
        vocabulary: what the ids mean.
    """

    ids: npt.NDArray[np.int32]
    vocabulary: Vocabulary

    @property
    def tokens(self) -> int:
        """How many tokens the text has, `<s>` and `</s>` not counted."""
        return len(self.ids) - 2 * self.units

    @property
    def units(self) -> int:
        """How many units the text has."""
        return int(np.count_nonzero(self.ids == BOS))


class _Ids(dict[str, int]):
    """Hands out ids in the order of first appearance, so that ids of a text's beginning never change."""

    def __missing__(self, token: str) -> int:
        self[token] = new = len(self) - 1  # UNIT_BREAK is an entry, not a token
        return new


def encode(documents: Sequence[Document], tokenizer: Tokenizer, progress: Progress = ignore_progress) -> EncodedText:
    """Cut documents into units and tokens, and number the tokens.

    A literal `<s>` or `</s>` in a whitespace-tokenised text is taken as a blank, `<unk>` as the unknown word.

    Raises:
        SourceError: fewer than two tokens.
        Cancelled: by `progress`.
    """
    ids = _Ids(zip(SPECIALS, (UNK, BOS, EOS), strict=True))
    ids[UNIT_BREAK] = _BREAK
    pieces: list[npt.NDArray[np.int32]] = []
    total = sum(len(document.text) for document in documents) or 1
    done = 0
    for document in documents:
        marked = tokenizer.mark_units(document.text)
        start = 0
        while start < len(marked):
            progress("tokenizing", (done + start) / total)
            end = marked.find(UNIT_BREAK, start + _BLOCK) + 1 or len(marked)
            tokens = tokenizer.pattern.findall(marked, start, end)
            pieces.append(np.fromiter(map(ids.__getitem__, tokens), np.int32, len(tokens)))
            start = end
        pieces.append(np.array([_BREAK], np.int32))
        done += len(document.text)
    del ids[UNIT_BREAK]
    stretch = np.concatenate(pieces)
    encoded = EncodedText(_with_boundaries(stretch, keep_empty=tokenizer.by_line), Vocabulary.from_tokens(list(ids)))
    if encoded.tokens < 2:
        raise SourceError(_too_short(documents, encoded.tokens))
    return encoded


def _with_boundaries(stretch: npt.NDArray[np.int32], keep_empty: bool) -> npt.NDArray[np.int32]:
    """Turn breaks between units into `</s> <s>` around them."""
    stretch = stretch[(stretch != BOS) & (stretch != EOS)]
    is_break = stretch == _BREAK
    if not keep_empty:
        repeated = is_break & np.concatenate(([True], is_break[:-1]))
        stretch, is_break = stretch[~repeated], is_break[~repeated]
    starts_unit = np.concatenate(([True], is_break[:-1]))
    place = np.arange(len(stretch)) + np.cumsum(starts_unit)
    ids = np.full(len(stretch) + np.count_nonzero(starts_unit), BOS, np.int32)
    ids[place] = np.where(is_break, EOS, stretch)
    return ids


def _too_short(documents: Sequence[Document], tokens: int) -> str:
    names = ", ".join(f"'{document.name}'" for document in documents[:3])
    held = "only one token" if tokens else "no tokens"
    return f"{names}: {held}; a model needs a text of at least two tokens"
