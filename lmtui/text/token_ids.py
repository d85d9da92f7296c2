"""The ids of a text's tokens, taken piece after piece, each unit between `<s>` and `</s>`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from lmtui.text.blocks import blocks_of
from lmtui.text.numbering import first_alike
from lmtui.text.spans import find_spans
from lmtui.text.specials import BOS, EOS, SPECIALS
from lmtui.text.tokenizers import Tokenizer
from lmtui.text.units import FILE, LINE, STREAM, UNIT_BREAK, mark_units

Ids = npt.NDArray[np.int32]
Places = npt.NDArray[np.int64]
Report = Callable[[int], None]

_BLOCK = 1 << 20  # characters cut into tokens between two looks at whether to stop
_BLOCK_OF_MANY_TOKENS = 1 << 18  # where every character is one, or patterns cut the text
_WORTH_ARRAYS = 1 << 12  # characters; less is cut by patterns in less time than calls of numpy take
_BREAK, _UNIT_BREAK = -1, UNIT_BREAK.encode()
_FEW_TOKENS = 1 << 16  # of pieces that are joined before boundaries are put


class _Numbers(dict[bytes, int]):
    """Gives each token an id, in the order of first appearance: the ids of a text's beginning never change."""

    def __missing__(self, token: bytes) -> int:
        self[token] = new = len(self) - 1  # UNIT_BREAK is an entry, not a token
        return new


class _NumbersOfTexts(dict[str, int]):
    """The same for tokens that are not given as bytes."""

    def __init__(self, numbers: _Numbers) -> None:
        super().__init__()
        self._numbers = numbers

    def __missing__(self, token: str) -> int:
        self[token] = number = self._numbers[token.encode(errors="surrogateescape")]
        return number


class TokenIds:
    """Takes the pieces of a text, and numbers their tokens by first appearance.

    Small pieces are processed several at a time, since each call of numpy takes some time.

    Args:
        tokenizer: cuts the pieces into tokens.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._empty_units = tokenizer.has_empty_units
        self._numbers = _Numbers({token.encode(): number for number, token in enumerate(SPECIALS)})
        self._numbers[_UNIT_BREAK] = _BREAK
        self._numbers_of_texts = _NumbersOfTexts(self._numbers)
        self._waiting: list[Ids] = []
        self._begun: list[int] = []  # where documents begin among what is waiting
        self._pieces = self._tokens = 0  # how many are waiting
        self._rule, self._within_unit = LINE, False  # whether the first of what is waiting goes on with a unit
        self._finished: list[Ids] = []
        self._starts: list[Places] = []

    @property
    def tokens(self) -> Iterator[bytes]:
        """The bytes of the tokens so far, in the order of their ids."""
        return (token for token in self._numbers if token != _UNIT_BREAK)

    def add(
        self,
        text: str,
        rule: str,
        begins: bool = True,
        ends: bool = True,
        report: Report = lambda _: None,
        begins_unit: bool = True,
        ends_unit: bool = True,
    ) -> None:
        """Take the next piece.

        Args:
            text: as `Tokenizer.prepare` gives it. Of a document in several pieces, each ends where a unit does; under
                `stream`, each but the first begins with a token.
            rule: by which the text is cut into units; any but `auto`.
            begins: whether a document begins here.
            ends: whether the document ends here.
            report: is told the place in the text that is reached; it may raise `Cancelled`.
            begins_unit: whether a unit begins here. Else the text begins with a token of the unit of which the text
                before has tokens. (Where a file is one unit, `begins` says so.)
            ends_unit: the same of the end of the last unit.
        """
        report(0)
        if rule == FILE:
            begins_unit, ends_unit = begins, ends
        blocks = list(self._blocks_of(mark_units(text, rule, self._empty_units, begins, ends), report))
        if rule != STREAM and ends_unit:
            blocks.append(np.array([_BREAK], np.int32))
        size = sum(map(len, blocks))
        if self._pieces and (self._tokens + size > _FEW_TOKENS or rule != self._rule):
            self._put_boundaries(lambda: report(len(text)))
        if not self._pieces:
            self._within_unit = not begins_unit
        self._rule = rule
        if begins:
            self._begun.append(self._tokens)
        self._waiting += blocks
        self._tokens += size
        self._pieces += 1

    def finish(self, report: Report = lambda _: None) -> tuple[Ids, Places]:
        """All ids, and where each document begins among them: int32 [N], int64 [D]; no id is left here.

        Args:
            report: is called again and again; it may raise `Cancelled`.
        """
        if self._pieces or not self._finished:
            self._put_boundaries(lambda: report(0))
        lengths = np.cumsum([0, *map(len, self._finished[:-1])])
        starts = [part + length for part, length in zip(self._starts, lengths.tolist(), strict=True)]
        finished, self._finished = self._finished[::-1], []
        ids, size = np.empty(sum(map(len, finished)), np.int32), 0
        while finished:
            report(0)
            part = finished.pop()  # its memory is given back
            ids[size : size + len(part)] = part
            size += len(part)
        return ids, np.concatenate(starts)

    def _blocks_of(self, marked: str, report: Report) -> Iterator[Ids]:
        """The ids of a piece in blocks, `_BREAK` between units."""
        tokenizer = self._tokenizer
        size = min(_BLOCK, _BLOCK_OF_MANY_TOKENS) if tokenizer.name == "char" else _BLOCK
        for start, end in blocks_of(marked, size, tokenizer.ends):
            report(start)
            spans = find_spans(marked[start:end], tokenizer) if end - start >= _WORTH_ARRAYS else None
            if spans:
                first = first_alike(spans)
                report(start)
                is_first = first == np.arange(len(first), dtype=np.int32)
                number = np.cumsum(is_first, dtype=np.int32) - 1
                tokens = spans.tokens(np.flatnonzero(is_first))
                report(start)
                yield np.fromiter(map(self._numbers.__getitem__, tokens), np.int32, len(tokens))[number[first]]
                continue
            for begin, stop in blocks_of(marked, _BLOCK_OF_MANY_TOKENS, tokenizer.ends, start, end):
                report(begin)
                texts = tokenizer.tokens_between(marked, begin, stop)
                yield np.fromiter(map(self._numbers_of_texts.__getitem__, texts), np.int32, len(texts))

    def _take_waiting(self) -> tuple[list[Ids], Places]:
        """What is waiting, a long piece as it was cut, else as one block; and where documents begin in it."""
        waiting, starts = self._waiting, np.array(self._begun, np.int64)
        if self._tokens <= _FEW_TOKENS:
            waiting = [np.concatenate(waiting) if waiting else np.empty(0, np.int32)]
        self._waiting, self._begun, self._pieces, self._tokens = [], [], 0, 0
        return waiting, starts

    def _put_boundaries(self, report: Callable[[], None]) -> None:
        """Finish what is waiting, a block at a time."""
        blocks, starts = self._take_waiting()
        after_break = not self._within_unit
        for number, block in enumerate(blocks):
            report()
            here = starts[:0] if number else starts  # what is in several blocks is one piece
            block, here = _without(_is_boundary(block), block, here)
            if self._rule != STREAM:
                block, here, after_break = self._between_boundaries(block, here, after_break)
            self._finished.append(block)
            self._starts.append(here)

    def _between_boundaries(self, block: Ids, starts: Places, after_break: bool) -> tuple[Ids, Places, bool]:
        """A block with `<s>` and `</s>` in place of breaks, where documents begin, and whether a break is its end.

        Args:
            after_break: whether a break is the end of the block before.
        """
        if not len(block):
            return block, starts, after_break
        ends_with_break = bool(block[-1] == _BREAK)
        if not (self._empty_units and self._rule == LINE):
            is_break = block == _BREAK
            block, starts = _without(is_break & _after_break(is_break, after_break), block, starts)
        return *_with_boundaries(block, starts, after_break), ends_with_break


def _is_boundary(ids: Ids) -> npt.NDArray[np.bool_]:
    """Which ids are of a literal `<s>` or `</s>`."""
    found: npt.NDArray[np.bool_] = (ids == BOS) | (ids == EOS)
    return found


def _without(left_out: npt.NDArray[np.bool_], ids: Ids, starts: Places) -> tuple[Ids, Places]:
    """The ids that are not left out, and where documents begin among these."""
    if not left_out.any():
        return ids, starts
    return ids[~left_out], _how_many_before(~left_out, starts)


def _with_boundaries(block: Ids, starts: Places, after_break: bool) -> tuple[Ids, Places]:
    """The ids with `<s>` and `</s>` around each unit in place of breaks, and the places where documents begin."""
    is_break = block == _BREAK
    begins_unit = _after_break(is_break, after_break)
    place = np.arange(len(block)) + np.cumsum(begins_unit)
    ids = np.full(len(block) + np.count_nonzero(begins_unit), BOS, np.int32)
    ids[place] = np.where(is_break, EOS, block)
    return ids, starts + _how_many_before(begins_unit, starts)


def _after_break(is_break: npt.NDArray[np.bool_], after_break: bool) -> npt.NDArray[np.bool_]:
    """Whether a break stands before each id; before the first one as is said."""
    after: npt.NDArray[np.bool_] = np.full_like(is_break, after_break)
    after[1:] = is_break[:-1]
    return after


def _how_many_before(holds: npt.NDArray[np.bool_], places: Places) -> Places:
    """For each of several places, how often `holds` is True before that place."""
    return np.array([0]) if places.tolist() == [0] else np.concatenate(([0], np.cumsum(holds)))[places]
