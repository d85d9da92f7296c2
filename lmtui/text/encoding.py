"""From documents to token ids: the one stretch of integers that everything is counted from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import numpy.typing as npt

from lmtui.errors import Progress, SourceError, ignore_progress
from lmtui.text.sources import Document
from lmtui.text.specials import BOS, EOS, SPECIALS, UNK
from lmtui.text.tokenizers import Tokenizer
from lmtui.text.units import (
    AUTO,
    LINE,
    PARAGRAPH,
    STREAM,
    UNIT_BREAK,
    has_blank_lines,
    looks_wrapped,
    mark_units,
    speaks_for,
)
from lmtui.text.vocabulary import Vocabulary

_BLOCK = 1 << 20  # characters cut into tokens between two looks at whether to stop
_BETWEEN_TOKENS = re.compile(f"[ \n{UNIT_BREAK}]")
_BREAK = -1


@dataclass(frozen=True)
class EncodedText:
    """A text as token ids.

    Attributes:
        ids: int32 [N], every unit as `<s>`, its tokens, `</s>`, one after another; of a stream its tokens alone.
        vocabulary: what the ids mean.
        unit: what a unit is: `line`, `paragraph`, `file` or `stream`, or several of them, joined by " or ".
    """

    ids: npt.NDArray[np.int32]
    vocabulary: Vocabulary
    unit: str = LINE

    @property
    def tokens(self) -> int:
        """How many tokens the text has, `<s>` and `</s>` not counted."""
        return len(self.ids) - 2 * self.units

    @property
    def units(self) -> int:
        """How many units the text has; a stream has none."""
        return int(np.count_nonzero(self.ids == BOS))


class _Ids(dict[str, int]):
    """Hands out ids in the order of first appearance, so that ids of a text's beginning never change."""

    def __missing__(self, token: str) -> int:
        self[token] = new = len(self) - 1  # UNIT_BREAK is an entry, not a token
        return new


def encode(
    documents: Sequence[Document],
    tokenizer: Tokenizer,
    progress: Progress = ignore_progress,
    unit: str = AUTO,
    min_count: int = 1,
) -> EncodedText:
    """Cut documents into units and tokens, and number the tokens.

    A literal `<s>` or `</s>` in a whitespace-tokenised text is taken as a blank, `<unk>` as the unknown word.

    Args:
        unit: the rule by which text is cut into units; see `lmtui.text.units`.
        min_count: tokens that occur less often are unknown words.

    Raises:
        SourceError: fewer than two tokens.
        Cancelled: by `progress`.
    """
    texts = [tokenizer.read(document.text) for document in documents]
    rules = _rules(documents, texts, tokenizer, unit)
    ids = _Ids(zip(SPECIALS, (UNK, BOS, EOS), strict=True))
    ids[UNIT_BREAK] = _BREAK
    pieces: list[npt.NDArray[np.int32]] = []
    total = sum(map(len, texts)) or 1
    done = 0
    for text, rule in zip(texts, rules, strict=True):
        marked = mark_units(text, rule, empty_lines=_keeps_empty_lines(tokenizer))
        start = 0
        while start < len(marked):
            progress("tokenizing", min((done + start) / total, 1.0))
            end = _end_of_block(marked, start)
            tokens = tokenizer.find(marked, start, end)
            pieces.append(np.fromiter(map(ids.__getitem__, tokens), np.int32, len(tokens)))
            start = end
        if rule != STREAM:
            pieces.append(np.array([_BREAK], np.int32))
        done += len(text)
    del ids[UNIT_BREAK]
    stretch = np.concatenate(pieces)
    stretch = stretch[(stretch != BOS) & (stretch != EOS)]
    if STREAM not in rules:
        stretch = _with_boundaries(stretch, keep_empty=_keeps_empty_lines(tokenizer) and LINE in rules)
    encoded = EncodedText(stretch, Vocabulary.from_tokens(list(ids)), " or ".join(dict.fromkeys(rules)))
    if encoded.tokens < 2:
        raise SourceError(_too_short(documents, encoded.tokens))
    return with_frequent_tokens(encoded, min_count) if min_count > 1 else encoded


def _keeps_empty_lines(tokenizer: Tokenizer) -> bool:
    """KenLM takes an empty line for an empty unit."""
    return tokenizer.name == "whitespace"


def _rules(documents: Sequence[Document], texts: Sequence[str], tokenizer: Tokenizer, unit: str) -> list[str]:
    """The rule for each document: the given one, or what the texts of its corpus speak for."""
    if unit != AUTO:
        return [unit] * len(texts)
    if _keeps_empty_lines(tokenizer):
        return [LINE] * len(texts)
    rules: list[str] = []
    of_corpus = groupby(range(len(texts)), lambda place: documents[place].corpus or place)
    for places in (list(group) for _, group in of_corpus):
        rules += [speaks_for([texts[place] for place in places])] * len(places)
    return rules


def units_to_score(text: str, tokenizer: Tokenizer, unit: str, trained_unit: str = LINE) -> Iterable[str]:
    """Cut a text that is to be scored into units, as a model's text was cut in training.

    Blank lines are not texts, but under `whitespace`. Under `auto` a text of several lines without a blank one is a
    paragraph only if its lines are wrapped, also if paragraphs were the units in training.

    Args:
        text: as it was given.
        unit: the rule of the training.
        trained_unit: what that rule made a unit.
    """
    text = tokenizer.read(text)
    keeps_empty = _keeps_empty_lines(tokenizer)
    if unit == AUTO:
        unit = trained_unit if trained_unit in (LINE, PARAGRAPH) else speaks_for([text])
        if unit == PARAGRAPH and not has_blank_lines(text) and not looks_wrapped(text):
            unit = LINE
    if unit == LINE and keeps_empty:
        return mark_units(text, LINE, empty_lines=True).split(UNIT_BREAK) if text else []
    return [piece for piece in mark_units(text, unit).split(UNIT_BREAK) if piece.strip()]


def with_frequent_tokens(text: EncodedText, min_count: int) -> EncodedText:
    """The text with `<unk>` for every token that occurs less often than `min_count` times, and V without these.

    Raises:
        SourceError: no token occurs so often.
    """
    frequent = np.bincount(text.ids, minlength=len(text.vocabulary)) >= min_count
    frequent[: len(SPECIALS)] = True
    if not frequent[len(SPECIALS) :].any():
        raise SourceError(f"no token occurs {min_count} times or more; give a smaller --min-count, or more text")
    new_ids = np.where(frequent, np.cumsum(frequent) - 1, UNK).astype(np.int32)
    vocabulary = Vocabulary.from_tokens(text.vocabulary.decode(np.flatnonzero(frequent).tolist()))
    return EncodedText(new_ids[text.ids], vocabulary, text.unit)


def _end_of_block(text: str, start: int) -> int:
    """Where a block of a text ends: before a blank or a break, so that no token is cut."""
    found = _BETWEEN_TOKENS.search(text, start + _BLOCK)
    return found.start() if found else len(text)


def _with_boundaries(stretch: npt.NDArray[np.int32], keep_empty: bool) -> npt.NDArray[np.int32]:
    """Turn breaks between units into `</s> <s>` around them."""
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
