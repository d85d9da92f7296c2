"""The generation pane: the prompt and the tokens that follow it, coloured by their probability."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style
from textual.message import Message

from lmtui.playground.snapshots import LaneView
from lmtui.playground.transcript import PieceKind, Transcript, TranscriptPiece
from lmtui.tui.action import Place
from lmtui.tui.actions import bindings
from lmtui.tui.key_names import key_names
from lmtui.tui.legend import LEGEND, TRIES
from lmtui.tui.widgets import drawing
from lmtui.tui.widgets.drawing import Pane, fit
from lmtui.tui.wrapping import WrappedText

_LEGEND = (*TRIES, ("", ""), *LEGEND)
_SIGN_COLUMNS, _NARROWEST_LEGEND = 8, 24
_LEVELS = ("likely", "plain", "unlikely", "rare")


class TextPane(Pane, can_focus=True):
    """Shows a transcript; follows its end, or the cursor over past tokens. While nothing is generated, a legend."""

    COMPONENT_CLASSES = {
        "text--prompt",
        "text--unknown",
        "text--likely",
        "text--plain",
        "text--unlikely",
        "text--rare",
        "text--hint",
        "text--departs",
        "text--taken",
        "text--uncertain",
    }
    DEFAULT_CSS = """
    TextPane {
        &.-active > .pane--title { color: $accent; text-style: bold underline; }
        & > .text--prompt { color: $strong; text-style: bold; }
        & > .text--unknown { color: $error; text-style: bold strike; }
        & > .text--likely { color: $token-likely; }
        &:nocolor > .text--likely { text-style: dim; }
        & > .text--plain { color: $token-plain; }
        & > .text--unlikely { color: $token-unlikely; }
        &:nocolor > .text--unlikely { text-style: bold; }
        & > .text--rare { color: $token-rare; text-style: underline; }
        & > .text--hint { color: $faint; }
        & > .text--departs { color: $accent; text-style: bold; }
        & > .text--taken { color: $accent; }
        & > .text--uncertain { color: $error; text-style: bold; }
    }
    """
    PLACE = Place.TEXT
    BINDINGS = bindings(PLACE)

    @dataclass
    class CursorMoved(Message):
        """Another past token is to be looked at; None is the end."""

        pane: TextPane
        index: int | None

        @property
        def control(self) -> TextPane:
            """The pane."""
            return self.pane

    @dataclass
    class Chosen(Message):
        """Another token is to be taken where the cursor is."""

        pane: TextPane

        @property
        def control(self) -> TextPane:
            """The pane."""
            return self.pane

    def __init__(self) -> None:
        super().__init__()
        self._facts: Sequence[str] = ()
        self.cursor: int | None = None
        self._heading = "Text"
        self._view = LaneView(Transcript(), None, None, (), lambda index: 0)
        self._wrapped = WrappedText(2)
        self._top = 0

    def show(self, name: str, facts: Sequence[str], view: LaneView) -> None:
        """Show the text of a lane, whose transcript may have grown since it was shown.

        Args:
            name: of the pane.
            facts: beside it.
            view: the text; a legend of one entry says that the tokens are not coloured.
        """
        another = view.transcript is not self._view.transcript
        self._heading, self._facts, self._view = name, facts, view
        if another or self._marks_need_room() != self._wrapped.widened:
            self._wrap_anew()
        self._wrapped.extend(view.transcript.pieces)
        self.cursor = view.cursor
        self._scroll_to_cursor()
        self.redraw()

    def _wrap_anew(self) -> None:
        self._wrapped = WrappedText(self.size.width - 2, self._marks_need_room())
        self._wrapped.extend(self._view.transcript.pieces)

    def _marks_need_room(self) -> frozenset[int]:
        """The numbers of the pieces with a mark before them where no blank is."""
        view, pieces = self._view, self._view.transcript.pieces
        marked = view.taken | view.uncertain
        marked = marked if view.departs is None else marked | {view.departs}
        numbers = (self._prompt_pieces + index for index in marked)
        return frozenset(number for number in numbers if number < len(pieces) and not pieces[number].space)

    def resized(self) -> None:
        """Break the lines for the new width."""
        super().resized()
        self._wrap_anew()
        self._scroll_to_cursor()
        self.redraw()  # what was drawn for the new size, before this was known, has the old lines

    @property
    def _prompt_pieces(self) -> int:
        """Pieces before the first generated one."""
        return next(
            (i for i, piece in enumerate(self._view.transcript.pieces) if piece.kind is PieceKind.GENERATED),
            len(self._view.transcript.pieces),
        )

    def _scroll_to_cursor(self) -> None:
        height = max(self.body_height, 1)
        last = max(len(self._wrapped.lines) - height, 0)
        if self.cursor is None:
            self._top = last
            return
        line = self._wrapped.line_of(self._prompt_pieces + self.cursor)
        self._top = min(max(self._top, line - height + 1), line, last)

    def action_move(self, tokens: int) -> None:
        """Move the cursor by tokens."""
        generated = len(self._view.transcript.pieces) - self._prompt_pieces
        self._go((generated if self.cursor is None else self.cursor) + tokens)

    def action_move_to(self, index: int) -> None:
        """Move the cursor to a token."""
        self._go(index)

    def action_move_line(self, lines: int) -> None:
        """Move the cursor so many lines up or down."""
        before = self._prompt_pieces
        last = len(self._view.transcript.pieces) - 1
        at = last if self.cursor is None else before + self.cursor
        here = self._wrapped.line_of(at)
        number = max(here + lines, 0)
        if number >= len(self._wrapped.lines):
            self._go(last + 1)
        elif number != here:
            column = self._column_of(at)
            line = self._wrapped.lines[number]
            covered, found = 0, at
            for run in line:
                covered += run.width
                found = run.piece
                if covered > column:
                    break
            self._go(max(found - before, 0))

    def action_move_page(self, pages: int) -> None:
        """Move the cursor by as many lines as are shown."""
        self.action_move_line(pages * self.body_height)

    def action_choose(self) -> None:
        """Ask for the table: another token for the one looked at, or, at the end, the next one."""
        self.post_message(self.Chosen(self))

    def action_leave(self) -> None:
        """Go back to the end."""
        self.post_message(self.CursorMoved(self, None))

    def _go(self, index: int) -> None:
        generated = len(self._view.transcript.pieces) - self._prompt_pieces
        if generated:
            self.cursor = None if index >= generated else max(index, 0)
            self.post_message(self.CursorMoved(self, self.cursor))

    def _column_of(self, piece: int) -> int:
        column = 0
        for run in self._wrapped.lines[self._wrapped.line_of(piece)]:
            if run.piece == piece:
                return column + len(run.space)
            column += run.width
        return column

    def title(self) -> tuple[str, str]:
        # Of the facts, as many as there is room for: all; the first and the last; the last.
        for facts in (self._facts, (*self._facts[:1], *self._facts[-1:]), self._facts[-1:]):
            note = f" {self.glyphs.dot} ".join(facts)
            if cell_len(note) + cell_len(self._heading) + 10 <= self.size.width:
                return self._heading, note
        return self._heading, ""

    @property
    def body_height(self) -> int:
        """Lines of text: all between the title and the legend."""
        return max(super().body_height - 1, 0)

    def body(self, y: int) -> Iterable[drawing.Piece]:
        if y == self.body_height:
            return self._colours()
        number = self._top + y
        if number >= len(self._wrapped.lines):
            return self._legend_line(y)
        pieces: list[drawing.Piece] = [(" ", "")]
        blank = self.glyphs.blank if self._view.shows_blanks else " "
        for run in self._wrapped.lines[number]:
            piece = self._view.transcript.pieces[run.piece]
            under = self.cursor is not None and piece.index == self.cursor
            departs = self._view.departs is not None and piece.index == self._view.departs
            if piece.index in self._view.taken and run.begins_piece:
                pieces[len(pieces) - (not run.space) :] = [(self.glyphs.taken, "text--taken")]
            elif departs and run.begins_piece:  # the mark takes the place of a blank, or of the margin
                pieces[len(pieces) - (not run.space) :] = [(self.glyphs.departs, "text--departs")]
            elif piece.index in self._view.uncertain and run.begins_piece:
                pieces[len(pieces) - (not run.space) :] = [(self.glyphs.uncertain, "text--uncertain")]
            elif run.begins_piece and (mark := self._quotation_mark(run.piece)):
                pieces[len(pieces) - (not run.space) :] = [(mark, "text--departs")]
            elif piece.space and run.begins_piece and self._view.shows_blanks:
                pieces[len(pieces) - (not run.space) :] = [(blank, "text--hint")]
            else:
                pieces.append((run.space, ""))
            uncertain = piece.index in self._view.uncertain
            suffix = _UNDER if under else _DEPARTS if departs else _UNCERTAIN if uncertain else ""
            pieces.append((run.text.replace(" ", blank), self._class_of(piece) + suffix))
        if self._view.is_coming and number == len(self._wrapped.lines) - 1:
            pieces.append((self.glyphs.ellipsis, "text--hint"))  # a line leaves a column free
        return pieces

    def _legend_line(self, y: int) -> Iterable[drawing.Piece]:
        """Line y of the legend, which stands at the bottom: a prompt that grows does not move it."""
        generated = self._view.transcript.pieces and self._view.transcript.pieces[-1].kind is PieceKind.GENERATED
        number = y - max(self.body_height - len(_LEGEND), 2)
        if generated or number < 0 or y <= len(self._wrapped.lines) or self.size.width < _NARROWEST_LEGEND:
            return
        sign, meaning = (key_names(self).fill(text).translate(self.glyphs.prose) for text in _LEGEND[number])
        yield fit(f" {sign}", _SIGN_COLUMNS, self.glyphs), "text--plain"
        yield fit(meaning, self.size.width - _SIGN_COLUMNS, self.glyphs), "text--hint"

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
        return self.glyphs.copied_from_here if copied[number] else self.glyphs.copied_to_here

    def _has_room_before(self, number: int) -> bool:
        pieces = self._view.transcript.pieces
        return bool(pieces[number].space) or not number or pieces[number - 1].breaks

    def _class_of(self, piece: TranscriptPiece) -> str:
        """The component class a piece is drawn with."""
        if piece.kind is not PieceKind.GENERATED:
            is_begun = self._view.is_begun and piece is self._view.transcript.pieces[-1]
            return "text--prompt" if piece.kind is PieceKind.PROMPT or is_begun else "text--unknown"
        if len(self._view.legend) < 2:
            return "text--plain"
        level = self._view.level(piece.index)
        return "text--hint" if level is None else f"text--{_LEVELS[level]}"

    def _colours(self) -> Iterable[drawing.Piece]:
        """What the colours stand for, and the marks, if there is room."""
        legend: list[drawing.Piece] = [(f" {''.join(self._view.legend[:1])} ", "text--hint")]
        for name, words in zip(_LEVELS, self._view.legend[1:], strict=False):
            legend += [(words.translate(self.glyphs.prose), f"text--{name}"), (" ", "")]
        copied = f"{self.glyphs.copied_from_here}copied{self.glyphs.copied_to_here}"
        marks = (
            (self._view.uncertain, f" {self.glyphs.uncertain}unsure", "text--uncertain"),
            (any(self._view.copied), copied, "text--departs"),
            (self._view.taken, f" {self.glyphs.taken}by hand", "text--taken"),
        )
        for is_there, mark, style in marks:
            if is_there and sum(cell_len(text) for text, _ in legend) + len(mark) <= self.size.width:
                legend.append((mark, style))
        return legend

    def find_style(self, name: str) -> Style:
        """The style of pieces with a name, which may end in a mark."""
        for suffix, mark in _MARKS.items():
            if name.endswith(suffix):
                return self.style_of(name.removesuffix(suffix)) + mark
        return super().find_style(name)


_UNDER, _DEPARTS, _UNCERTAIN = " under", " departs", " uncertain"
_MARKS = {_UNDER: Style(reverse=True), _DEPARTS: Style(bold=True, underline=True), _UNCERTAIN: Style(italic=True)}
