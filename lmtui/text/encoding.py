"""From documents to token ids: one array of integers, in which n-grams are counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count, groupby

import numpy as np
import numpy.typing as npt

from lmtui.errors import Progress, SourceError, ignore_progress
from lmtui.text.document import Document
from lmtui.text.specials import BOS, SPECIALS, UNK
from lmtui.text.tokenizers import Tokenizer
from lmtui.text.units import (
    AUTO,
    LINE,
    PARAGRAPH,
    UNIT_BREAK,
    choose_unit,
    has_blank_lines,
    looks_wrapped,
    mark_units,
    those_that_speak,
)
from lmtui.text.vocabulary import Vocabulary

_PIECE = 1 << 22  # characters that are cut into units at once, ids that are counted at once


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

    @cached_property
    def units(self) -> int:
        """How many units the text has; a stream has none."""
        ids, size = self.ids, _PIECE
        return sum(int(np.count_nonzero(ids[start : start + size] == BOS)) for start in range(0, len(ids), size))


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
    from lmtui.text.token_ids import TokenIds  # who opens a model does not wait for it

    collected = TokenIds(tokenizer)
    names: list[str] = []
    rules: dict[str, None] = {}  # in the order of first use
    done = 0

    def report(place: int) -> None:
        progress("tokenizing", min((done + place) / characters, 1.0) if characters else 0.0)

    for name, text, rule in with_rules(documents, tokenizer, unit, lambda _: report(0)):
        names.append(name)
        rules[rule] = None
        for piece, begins, ends in _pieces_of(text, rule):
            collected.add(piece, rule, begins, ends, report)
            done += len(piece)
    ids, starts = collected.finish(report)
    vocabulary = Vocabulary.from_bytes(collected.tokens, lambda: report(0))
    encoded = EncodedText(ids, vocabulary, " or ".join(rules), tuple(names), starts)
    report(0)
    if encoded.tokens < 2:
        raise SourceError(too_short(names, encoded.tokens))
    report(0)
    return with_frequent_tokens(encoded, min_count, report) if min_count > 1 else encoded


def _pieces_of(text: str, rule: str) -> Iterator[tuple[str, bool, bool]]:
    """A prepared text in pieces that end where units do, and of each whether the text begins and ends there."""
    start, between = 0, {LINE: "\n", PARAGRAPH: "\n\n"}.get(rule, "")
    while between and len(text) - start > _PIECE and (found := text.find(between, start + _PIECE)) >= 0:
        stop = found + len(between)
        yield text[start:stop], not start, stop == len(text)
        start = stop
    if start < len(text) or not start:
        yield text[start:], not start, True


def with_rules(
    documents: Iterable[Document],
    tokenizer: Tokenizer,
    unit: str,
    report: Callable[[int], None] = lambda place: None,
) -> Iterator[tuple[str, str, str]]:
    """The name of each document, its prepared text, and the rule by which the text is cut into units.

    Under `auto` the rule is chosen from the texts of the document's corpus together.

    Args:
        report: see `Tokenizer.prepare`.
    """
    if unit == AUTO and tokenizer.has_empty_units:
        unit = LINE
    numbers = count()
    for _, group in groupby(documents, lambda document: (unit == AUTO and document.corpus) or next(numbers)):
        texts = [(document.name, tokenizer.prepare(document.text, report)) for document in group]
        report(0)
        rule = choose_unit([text for _, text in those_that_speak(texts)]) if unit == AUTO else unit
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
    rule = unit_to_score(text, unit, trained_unit)
    if rule == LINE and tokenizer.has_empty_units:
        return mark_units(text, LINE, empty_lines=True).split(UNIT_BREAK) if text else []
    return [piece for piece in mark_units(text, rule).split(UNIT_BREAK) if piece.strip()]


def unit_to_score(text: str, unit: str, trained_unit: str) -> str:
    """What a unit is of a prepared text that is to be scored; for arguments see `units_to_score`."""
    if unit != AUTO:
        return unit
    unit = trained_unit if trained_unit in (LINE, PARAGRAPH) else choose_unit([text])
    return LINE if unit == PARAGRAPH and not has_blank_lines(text) and not looks_wrapped(text) else unit


def with_frequent_tokens(
    text: EncodedText, min_count: int, report: Callable[[int], None] = lambda place: None
) -> EncodedText:
    """The text with `<unk>` for every token that occurs less than `min_count` times, and V without these tokens.

    Args:
        report: is called again and again while the tokens are counted; it may raise `Cancelled`.

    Raises:
        SourceError: no token occurs so often.
    """
    frequent, _ = numbers_of_frequent(token_counts(text, lambda: report(0)), min_count)
    return with_chosen_tokens(text, frequent, lambda: report(0))


def token_counts(text: EncodedText, report: Callable[[], None] = lambda: None) -> npt.NDArray[np.int64]:
    """How often each token of V occurs in a text; int64 [V].

    Args:
        report: is called again and again; it may raise `Cancelled`.
    """
    counts = np.zeros(len(text.vocabulary), np.int64)
    for start in range(0, len(text.ids), _PIECE):
        report()
        counts += np.bincount(text.ids[start : start + _PIECE], minlength=len(counts))
    return counts


def with_chosen_tokens(
    text: EncodedText, chosen: npt.NDArray[np.bool_], report: Callable[[], None] = lambda: None
) -> EncodedText:
    """The text with `<unk>` for every token that is not chosen, and V without these tokens.

    Args:
        chosen: bool [V]; the specials are chosen.
        report: is called again and again; it may raise `Cancelled`.
    """
    new_ids, ids = _new_ids(chosen), np.empty_like(text.ids)
    for start in range(0, len(ids), _PIECE):
        report()
        ids[start : start + _PIECE] = new_ids[text.ids[start : start + _PIECE]]
    return replace(text, ids=ids, vocabulary=text.vocabulary.chosen(chosen, report))


def numbers_of_frequent(
    counts: npt.NDArray[np.int64], min_count: int
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.int32]]:
    """Which tokens occur `min_count` times or more, the specials in any case; and the new id of each of all tokens.

    Args:
        counts: int64 [V].

    Raises:
        SourceError: no token occurs so often.
    """
    frequent = counts >= min_count
    frequent[: len(SPECIALS)] = True
    if not frequent[len(SPECIALS) :].any():
        raise SourceError(f"no token occurs {min_count} times or more; give a smaller --min-count, or more text")
    return frequent, _new_ids(frequent)


def _new_ids(chosen: npt.NDArray[np.bool_]) -> npt.NDArray[np.int32]:
    """The id of each token in V without those that are not chosen, which are `<unk>`."""
    return np.where(chosen, np.cumsum(chosen) - 1, UNK).astype(np.int32)


def too_short(documents: Sequence[str], tokens: int) -> str:
    """The message about a text of fewer than two tokens.

    Args:
        documents: the names of the texts.
    """
    names = ", ".join(f"'{name}'" for name in documents[:3])
    held = "only one token" if tokens else "no tokens"
    return f"{names}: {held}; a model needs a text of at least two tokens"
