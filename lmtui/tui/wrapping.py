"""Break pieces of text into lines as prose breaks: at blanks, and within a word only where a line has none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lmtui.playground.transcript import Piece
from lmtui.text.cells import columns
from lmtui.text.clusters import chopped


@dataclass(frozen=True, slots=True)
class Run:
    """Part of a line.

    Attributes:
        piece: the number of the piece it belongs to.
        space: the blank before it, if any.
        text: its characters.
        opens: a line may begin with it.
        begins: it is the first part of its piece.
    """

    piece: int
    space: str
    text: str
    opens: bool
    begins: bool = True

    @property
    def width(self) -> int:
        """Its columns, the blank counted."""
        return len(self.space) + columns(self.text)


class Wrapped:
    """Lines of runs that grow with the pieces, without breaking anew what stands.

    Args:
        width: columns.
        widened: the number of a piece that gets a blank before it though it has none, for a mark to stand there.
    """

    def __init__(self, width: int, widened: int | None = None) -> None:
        self.width = max(width, 2)
        self.widened = widened
        self.lines: list[list[Run]] = [[]]
        self.count = 0
        self._used = 0

    def extend(self, pieces: Sequence[Piece]) -> int:
        """Break the pieces that are new; returns the number of the first line that changed."""
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

    def _add(self, piece: Piece) -> int:
        previous = self.lines[-1][-1] if self.lines[-1] else None
        opens = bool(piece.space) or previous is None or previous.text.isspace()
        space = " " if self.count == self.widened else piece.space
        run = Run(self.count, space if previous else "", piece.text, opens)
        changed = len(self.lines) - 1
        if self._used + run.width > self.width:
            self._break_before(run)
        else:
            self._put(run)
        if piece.breaks:
            self._new_line()
        return changed

    def _break_before(self, run: Run) -> None:
        """Begin a line with the run, or with the word it hangs on."""
        line = self.lines[-1]
        carried: list[Run] = []
        if not run.opens:
            for place in range(len(line) - 1, 0, -1):
                if line[place].opens:
                    carried = line[place:]
                    del line[place:]
                    break
        if line:
            self._new_line()
        for moved in (*carried, run):
            self._put_or_chop(moved)

    def _put_or_chop(self, run: Run) -> None:
        if not self.lines[-1]:
            run = Run(run.piece, "", run.text, True)
        if self._used + run.width <= self.width:
            self._put(run)
            return
        for number, part in enumerate(chopped(run.text, self.width)):
            if self.lines[-1]:
                self._new_line()
            self._put(Run(run.piece, "", part, True, not number))

    def _put(self, run: Run) -> None:
        self.lines[-1].append(run)
        self._used += run.width

    def _new_line(self) -> None:
        self.lines.append([])
        self._used = 0
