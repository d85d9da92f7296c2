"""Breaking pieces of text into lines: at blanks, and within a word only where a line has no blank."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from lmtui.playground.transcript import TranscriptPiece
from lmtui.text.cells import columns
from lmtui.text.clusters import cut_into_lines


@dataclass(frozen=True, slots=True)
class LinePart:
    """Part of a line.

    Attributes:
        piece: the number of the piece that it is a part of.
        space: the blank before it, if there is one.
        text: its characters.
        may_begin_line: whether a line may begin with it.
        begins_piece: whether it is the first part of its piece.
    """

    piece: int
    space: str
    text: str
    may_begin_line: bool
    begins_piece: bool = True

    @property
    def width(self) -> int:
        """The columns of the part, with its blank."""
        return len(self.space) + columns(self.text)


class WrappedText:
    """Lines that grow with the pieces; what has been broken into lines stays as it is.

    Args:
        width: columns of a line.
        widened: the numbers of pieces that get a blank before them, for a mark to stand there, though they have none.

    Attributes:
        lines: the parts of each line.
        count: how many pieces have been broken into lines.
    """

    def __init__(self, width: int, widened: Set[int] = frozenset()) -> None:
        self.width = max(width, 2)
        self.widened = widened
        self.lines: list[list[LinePart]] = [[]]
        self.count = 0
        self._columns_used = 0

    def extend(self, pieces: Sequence[TranscriptPiece]) -> int:
        """Break the pieces that are new into lines. Returns the number of the first line that changed."""
        changed = max(len(self.lines) - 1, 0)
        for piece in pieces[self.count :]:
            changed = min(changed, self._add(piece))
            self.count += 1
        return changed

    def line_of(self, piece: int) -> int:
        """The number of the line a piece begins on."""
        for number in range(len(self.lines) - 1, -1, -1):
            line = self.lines[number]
            if line and line[0].piece < piece:
                return number
            if line and line[0].piece == piece:
                first = number
                while first and self.lines[first - 1] and self.lines[first - 1][-1].piece == piece:
                    first -= 1
                return first
        return 0

    def column_of(self, piece: int) -> int:
        """The column in which a piece begins, from 0."""
        column = 0
        for part in self.lines[self.line_of(piece)]:
            if part.piece == piece:
                return column + len(part.space)
            column += part.width
        return column

    def piece_at(self, line: int, column: int, default: int) -> int:
        """The piece that stands in a column of a line; the last one where the line ends before; else the default."""
        end = 0
        for part in self.lines[line]:
            end += part.width
            default = part.piece
            if end > column:
                break
        return default

    def _add(self, piece: TranscriptPiece) -> int:
        previous = self.lines[-1][-1] if self.lines[-1] else None
        may_begin_line = bool(piece.space) or previous is None or previous.text.isspace()
        space = " " if self.count in self.widened else piece.space
        part = LinePart(self.count, space if previous else "", piece.text, may_begin_line)
        changed = len(self.lines) - 1
        if self._columns_used + part.width > self.width:
            self._break_before(part)
        else:
            self._put(part)
        if piece.breaks:
            self._new_line()
        return changed

    def _break_before(self, part: LinePart) -> None:
        """Begin a line with a part, or with the beginning of the word that it goes on with."""
        line = self.lines[-1]
        carried: list[LinePart] = []
        if not part.may_begin_line:
            for place in range(len(line) - 1, 0, -1):
                if line[place].may_begin_line:
                    carried = line[place:]
                    del line[place:]
                    break
        if line:
            self._new_line()
        for moved in (*carried, part):
            self._put_or_chop(moved)

    def _put_or_chop(self, part: LinePart) -> None:
        if not self.lines[-1]:
            part = LinePart(part.piece, "", part.text, True)
        if self._columns_used + part.width <= self.width:
            self._put(part)
            return
        for number, text in enumerate(cut_into_lines(part.text, self.width)):
            if self.lines[-1]:
                self._new_line()
            self._put(LinePart(part.piece, "", text, True, not number))

    def _put(self, part: LinePart) -> None:
        self.lines[-1].append(part)
        self._columns_used += part.width

    def _new_line(self) -> None:
        self.lines.append([])
        self._columns_used = 0
