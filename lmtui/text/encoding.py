"""From documents to token ids: one array of integers, in which n-grams are counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, groupby

import numpy as np
import numpy.typing as npt

from lmtui.errors import Progress, SourceError, ignore_progress
from lmtui.text.document import Document
from lmtui.text.specials import BOS, EOS, SPECIALS, UNK
from lmtui.text.tokenizers import Tokenizer
from lmtui.text.units import (
    AUTO,
    LINE,
    PARAGRAPH,
    STREAM,
    UNIT_BREAK,
    choose_unit,
    has_blank_lines,
    looks_wrapped,
    mark_units,
)
from lmtui.text.vocabulary import Vocabulary

_BLOCK = 1 << 20  # characters cut into tokens between two looks at whether to stop
_BETWEEN_TOKENS = re.compile(f"[ \n{UNIT_BREAK}]")
_BREAK = -1
_FEW_TOKENS = 1 << 16  # of documents that are joined before boundaries are put


@dataclass(frozen=True)
class EncodedText:
    """A text as token ids.

    Attributes:
        ids: int32 [N], every unit as `<s>`, its tokens, `</s>`, one after another; of a stream its tokens alone.
        vocabulary: the tokens of the ids.
        unit: what a unit is: `line`, `paragraph`, `file` or `stream`, or several of them, joined by " or ".
        documents: the names of the D documents in the text; empty where these have no names.
        starts: int64 [D], where in `ids` each document begins; a document without tokens begins where the next does.
    """

    ids: npt.NDArray[np.int32]
    vocabulary: Vocabulary
    unit: str = LINE
    documents: tuple[str, ...] = ()
    starts: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))

    @property
    def tokens(self) -> int:
        """How many tokens the text has, `<s>` and `</s>` not counted."""
        return len(self.ids) - 2 * self.units

    @property
    def units(self) -> int:
        """How many units the text has; a stream has none."""
        return int(np.count_nonzero(self.ids == BOS))


class _Ids(dict[str, int]):
    """Gives each token an id, in the order of first appearance: the ids of a text's beginning never change."""

    def __missing__(self, token: str) -> int:
        self[token] = new = len(self) - 1  # UNIT_BREAK is an entry, not a token
        return new


def encode(
    documents: Iterable[Document],
    tokenizer: Tokenizer,
    progress: Progress = ignore_progress,
    unit: str = AUTO,
    min_count: int = 1,
    characters: int = 0,
) -> EncodedText:
    """Cut documents into units and tokens, and number the tokens.

    A document is needed only until the next one comes; under `auto` those of one corpus are needed together.
    A literal `<s>` or `</s>` in a whitespace-tokenised text is taken as a blank, `<unk>` as the unknown word.

    Args:
        unit: the rule by which text is cut into units; see `lmtui.text.units`.
        min_count: tokens that occur less often are unknown words.
        characters: how many characters all documents have, for `progress`; 0 if that is not known.

    Raises:
        SourceError: fewer than two tokens.
        Cancelled: by `progress`.
    """
    ids = _Ids(zip(SPECIALS, (UNK, BOS, EOS), strict=True))
    ids[UNIT_BREAK] = _BREAK
    names: list[str] = []
    rules: dict[str, None] = {}  # in the order of first use
    joined = _Joiner(has_empty_units(tokenizer))
    done = 0

    def report(place: int) -> None:
        progress("tokenizing", min((done + place) / characters, 1.0) if characters else 0.0)

    for name, text, rule in with_rules(documents, tokenizer, unit):
        names.append(name)
        rules[rule] = None
        joined.add(list(_blocks_of(text, rule, tokenizer, ids, report)), rule)
        done += len(text)
    del ids[UNIT_BREAK]
    stretch, starts = joined.finish()
    encoded = EncodedText(stretch, Vocabulary.from_tokens(list(ids)), " or ".join(rules), tuple(names), starts)
    if encoded.tokens < 2:
        raise SourceError(_too_short(names, encoded.tokens))
    return with_frequent_tokens(encoded, min_count) if min_count > 1 else encoded


def _blocks_of(
    text: str, rule: str, tokenizer: Tokenizer, ids: _Ids, report: Callable[[int], None]
) -> Iterator[npt.NDArray[np.int32]]:
    """The ids of one document in blocks, `_BREAK` between units and, but for a stream, at the end.

    Args:
        text: as `Tokenizer.prepare` gives it.
        rule: by which the text is cut into units.
        report: is told the place in the text that is reached.
    """
    marked = mark_units(text, rule, empty_lines=has_empty_units(tokenizer))
    start = 0
    while start < len(marked):
        report(start)
        end = _end_of_block(marked, start)
        tokens = tokenizer.tokens_between(marked, start, end)
        yield np.fromiter(map(ids.__getitem__, tokens), np.int32, len(tokens))
        start = end
    if rule != STREAM:
        yield np.array([_BREAK], np.int32)


class _Joiner:
    """Joins documents to one text, and puts `<s>` and `</s>` around their units.

    Small documents are processed several at a time, since each call of numpy takes some time.

    Args:
        empty_units: whether lines without tokens are units.
    """

    def __init__(self, empty_units: bool) -> None:
        self._empty_units = empty_units
        self._waiting: list[npt.NDArray[np.int32]] = []
        self._begun: list[int] = []  # where documents begin among what is waiting
        self._tokens = 0  # how many are waiting
        self._rule = LINE
        self._finished: list[npt.NDArray[np.int32]] = []
        self._starts: list[npt.NDArray[np.int64]] = []

    def add(self, blocks: Sequence[npt.NDArray[np.int32]], rule: str) -> None:
        """Take a document that was cut by a rule."""
        size = sum(map(len, blocks))
        if self._begun and (self._tokens + size > _FEW_TOKENS or rule != self._rule):
            self._put_boundaries()
        self._rule = rule
        self._begun.append(self._tokens)
        self._waiting += blocks
        self._tokens += size

    def finish(self) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
        """All ids, and where each document begins among them."""
        self._put_boundaries()
        lengths = np.cumsum([0, *map(len, self._finished[:-1])])
        starts = [part + length for part, length in zip(self._starts, lengths.tolist(), strict=True)]
        ids = np.concatenate(self._finished) if len(self._finished) > 1 else self._finished[0]
        return ids, np.concatenate(starts)

    def _put_boundaries(self) -> None:
        stretch = np.concatenate(self._waiting) if self._waiting else np.empty(0, np.int32)
        starts = np.array(self._begun, np.int64)
        self._waiting, self._begun, self._tokens = [], [], 0
        is_token = (stretch != BOS) & (stretch != EOS)
        stretch, starts = stretch[is_token], _how_many_before(is_token, starts)
        if self._rule != STREAM:
            if not (self._empty_units and self._rule == LINE):
                is_break = stretch == _BREAK
                is_needed = ~(is_break & _after_break(is_break))
                stretch, starts = stretch[is_needed], _how_many_before(is_needed, starts)
            stretch, starts = _with_boundaries(stretch, starts)
        self._finished.append(stretch)
        self._starts.append(starts)


def _with_boundaries(
    stretch: npt.NDArray[np.int32], starts: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
    """The ids with `<s>` and `</s>` around each unit in place of breaks, and the places where documents begin."""
    is_break = stretch == _BREAK
    begins_unit = _after_break(is_break)
    place = np.arange(len(stretch)) + np.cumsum(begins_unit)
    ids = np.full(len(stretch) + np.count_nonzero(begins_unit), BOS, np.int32)
    ids[place] = np.where(is_break, EOS, stretch)
    return ids, starts + _how_many_before(begins_unit, starts)


def _after_break(is_break: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Whether each id is the first of a unit: the first id of all, and every id after a break."""
    after = np.ones_like(is_break)
    after[1:] = is_break[:-1]
    return after


def _how_many_before(holds: npt.NDArray[np.bool_], places: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """For each of several places, the first of which is 0, how often `holds` is True before that place."""
    if len(places) == 1:
        return places
    return np.concatenate(([0], np.cumsum(holds)))[places]


def has_empty_units(tokenizer: Tokenizer) -> bool:
    """Whether an empty line is a unit without tokens, as in KenLM."""
    return tokenizer.name == "whitespace"


def with_rules(documents: Iterable[Document], tokenizer: Tokenizer, unit: str) -> Iterator[tuple[str, str, str]]:
    """The name of each document, its prepared text, and the rule by which the text is cut into units.

    Under `auto` the rule is chosen from the texts of the document's corpus together.
    """
    if unit == AUTO and has_empty_units(tokenizer):
        unit = LINE
    numbers = count()
    for _, group in groupby(documents, lambda document: (unit == AUTO and document.corpus) or next(numbers)):
        texts = [(document.name, tokenizer.prepare(document.text)) for document in group]
        rule = choose_unit([text for _, text in texts]) if unit == AUTO else unit
        for name, text in texts:
            yield name, text, rule


def units_to_score(text: str, tokenizer: Tokenizer, unit: str, trained_unit: str = LINE) -> Iterable[str]:
    """Cut a text that is to be scored into units, as a model's text was cut in training.

    Only under `whitespace` is a blank line a unit. Under `auto` several lines without a blank line between them are
    one paragraph only if the lines are wrapped, even if paragraphs were the units in training.

    Args:
        text: as it was given.
        unit: the rule of the training.
        trained_unit: what a unit was in training under that rule.
    """
    text = tokenizer.prepare(text)
    empty_units = has_empty_units(tokenizer)
    if unit == AUTO:
        unit = trained_unit if trained_unit in (LINE, PARAGRAPH) else choose_unit([text])
        if unit == PARAGRAPH and not has_blank_lines(text) and not looks_wrapped(text):
            unit = LINE
    if unit == LINE and empty_units:
        return mark_units(text, LINE, empty_lines=True).split(UNIT_BREAK) if text else []
    return [piece for piece in mark_units(text, unit).split(UNIT_BREAK) if piece.strip()]


def with_frequent_tokens(text: EncodedText, min_count: int) -> EncodedText:
    """The text with `<unk>` for every token that occurs less than `min_count` times, and V without these tokens.

    Raises:
        SourceError: no token occurs so often.
    """
    frequent = np.bincount(text.ids, minlength=len(text.vocabulary)) >= min_count
    frequent[: len(SPECIALS)] = True
    if not frequent[len(SPECIALS) :].any():
        raise SourceError(f"no token occurs {min_count} times or more; give a smaller --min-count, or more text")
    new_ids = np.where(frequent, np.cumsum(frequent) - 1, UNK).astype(np.int32)
    vocabulary = Vocabulary.from_tokens(text.vocabulary.decode(np.flatnonzero(frequent).tolist()))
    return replace(text, ids=new_ids[text.ids], vocabulary=vocabulary)


def _end_of_block(text: str, start: int) -> int:
    """Where a block of a text ends: before a blank or a break, so that no token is cut."""
    found = _BETWEEN_TOKENS.search(text, start + _BLOCK)
    return found.start() if found else len(text)


def _too_short(documents: Sequence[str], tokens: int) -> str:
    names = ", ".join(f"'{name}'" for name in documents[:3])
    held = "only one token" if tokens else "no tokens"
    return f"{names}: {held}; a model needs a text of at least two tokens"
