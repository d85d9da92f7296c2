"""The lines of a text: its tokens in the colours of what is asked of them, and the marks before them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.style import Style

from lmtui.playground.snapshots import LaneView
from lmtui.playground.transcript import PieceKind, TranscriptPiece
from lmtui.tui.glyphs import Glyphs
from lmtui.tui.widgets.drawing import Piece
from lmtui.tui.wrapping import LinePart

_LEVELS = ("likely", "plain", "unlikely", "rare")

_UNDER, _DEPARTS, _UNCERTAIN = " under", " departs", " uncertain"
ENDS_OF_CLASSES = {
    _UNDER: Style(reverse=True),
    _DEPARTS: Style(bold=True, underline=True),
    _UNCERTAIN: Style(italic=True),
}
"""The ends that the classes of pieces may have, each with what it adds to the style of its class."""


class TextLines:
    """Draws lines of the text of a lane, and what its colours and marks stand for.

    Args:
        view: the text.
        cursor: the position looked at; None is the end.
        glyphs: the characters to draw with.
    """

    def __init__(self, view: LaneView, cursor: int | None, glyphs: Glyphs) -> None:
        self._view, self._cursor, self._glyphs = view, cursor, glyphs
        self._pieces = view.transcript.pieces
        self._blank = glyphs.blank if view.shows_blanks else " "

    def line(self, parts: Sequence[LinePart], is_last: bool) -> list[Piece]:
        """A line, after a margin of one column.

        Args:
            parts: what stands on the line.
            is_last: whether it is the last line of the text, after which more may be coming.
        """
        drawn: list[Piece] = [(" ", "")]
        for part in parts:
            piece = self._pieces[part.piece]
            mark = self._mark_before(part.piece) if part.begins_piece else None
            if mark:  # it takes the place of a blank, or of the margin
                drawn[len(drawn) - (not part.space) :] = [mark]
            else:
                drawn.append((part.space, ""))
            drawn.append((part.text.replace(" ", self._blank), self._class_of(piece) + self._end_of_class(piece)))
        if is_last and self._view.is_coming:
            drawn.append((self._glyphs.ellipsis, "text--hint"))  # a line leaves a column free
        return drawn

    def colours(self, width: int) -> Iterable[Piece]:
        """What the colours stand for, and the marks, if so many columns have room for them."""
        legend: list[Piece] = [(f" {''.join(self._view.legend[:1])} ", "text--hint")]
        for name, words in zip(_LEVELS, self._view.legend[1:], strict=False):
            legend += [(words.translate(self._glyphs.prose), f"text--{name}"), (" ", "")]
        copied = f"{self._glyphs.copied_from_here}copied{self._glyphs.copied_to_here}"
        marks = (
            (self._view.uncertain, f" {self._glyphs.uncertain}unsure", "text--uncertain"),
            (any(self._view.copied), copied, "text--departs"),
            (self._view.taken, f" {self._glyphs.taken}by hand", "text--taken"),
        )
        for is_there, mark, style in marks:
            if is_there and sum(cell_len(text) for text, _ in legend) + len(mark) <= width:
                legend.append((mark, style))
        return legend

    def _mark_before(self, number: int) -> Piece | None:
        """The mark before a piece, if there is one."""
        view, piece = self._view, self._pieces[number]
        if piece.index in view.taken:
            return self._glyphs.taken, "text--taken"
        if piece.index == view.departs:
            return self._glyphs.departs, "text--departs"
        if piece.index in view.uncertain:
            return self._glyphs.uncertain, "text--uncertain"
        if mark := self._quotation_mark(number):
            return mark, "text--departs"
        return (self._blank, "text--hint") if piece.space and view.shows_blanks else None

    def _quotation_mark(self, number: int) -> str:
        """The mark before a piece where copied tokens begin or end; "" elsewhere.

        A mark stands in a blank or in the margin; where there is neither, the next piece has the mark.
        """
        copied, before = self._view.copied, number - 1
        if number >= len(copied) or not self._has_room_before(number):
            return ""
        while before > 0 and copied[before] == copied[number] and not self._has_room_before(before):
            before -= 1
        was_copied = before >= 0 and copied[before]
        if copied[number] == was_copied:
            return ""
        return self._glyphs.copied_from_here if copied[number] else self._glyphs.copied_to_here

    def _has_room_before(self, number: int) -> bool:
        return bool(self._pieces[number].space) or not number or self._pieces[number - 1].breaks

    def _class_of(self, piece: TranscriptPiece) -> str:
        """The component class a piece is drawn with."""
        if piece.kind is not PieceKind.GENERATED:
            is_begun = self._view.is_begun and piece is self._pieces[-1]
            return "text--prompt" if piece.kind is PieceKind.PROMPT or is_begun else "text--unknown"
        if len(self._view.legend) < 2:
            return "text--plain"
        level = self._view.level(piece.index)
        return "text--hint" if level is None else f"text--{_LEVELS[level]}"

    def _end_of_class(self, piece: TranscriptPiece) -> str:
        """The end that the class of a piece has: one of `ENDS_OF_CLASSES`, or ""."""
        if piece.index == self._cursor:
            return _UNDER
        if piece.index == self._view.departs:
            return _DEPARTS
        return _UNCERTAIN if piece.index in self._view.uncertain else ""
