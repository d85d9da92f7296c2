"""The generation pane: the prompt and the tokens that follow it, coloured by their probability."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style
from textual.message import Message
from textual.strip import Strip

from lmtui.playground.snapshots import LaneView
from lmtui.playground.transcript import PieceKind, Transcript
from lmtui.tui.action import Place
from lmtui.tui.actions import bindings
from lmtui.tui.glyphs import UNICODE
from lmtui.tui.key_names import key_names
from lmtui.tui.legend import LEGEND, TRIES
from lmtui.tui.text_lines import ENDS_OF_CLASSES, TextLines
from lmtui.tui.widgets.drawing import Pane, Piece, fit
from lmtui.tui.wrapping import WrappedText

_LEGEND = (*TRIES, ("", ""), *LEGEND)
_SIGN_COLUMNS, _NARROWEST_LEGEND = 8, 24


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
        self._lines = TextLines(self._view, self.cursor, UNICODE)

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
            self._go(max(self._wrapped.piece_at(number, self._wrapped.column_of(at), at) - before, 0))

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

    def draw(self) -> list[Strip]:
        self._lines = TextLines(self._view, self.cursor, self.glyphs)
        return super().draw()

    def body(self, y: int) -> Iterable[Piece]:
        if y == self.body_height:
            return self._lines.colours(self.size.width)
        number = self._top + y
        if number >= len(self._wrapped.lines):
            return self._legend_line(y)
        return self._lines.line(self._wrapped.lines[number], is_last=number == len(self._wrapped.lines) - 1)

    def _legend_line(self, y: int) -> Iterable[Piece]:
        """Line y of the legend, which stands at the bottom: a prompt that grows does not move it."""
        generated = self._view.transcript.pieces and self._view.transcript.pieces[-1].kind is PieceKind.GENERATED
        number = y - max(self.body_height - len(_LEGEND), 2)
        if generated or number < 0 or y <= len(self._wrapped.lines) or self.size.width < _NARROWEST_LEGEND:
            return
        sign, meaning = (key_names(self).fill(text).translate(self.glyphs.prose) for text in _LEGEND[number])
        yield fit(f" {sign}", _SIGN_COLUMNS, self.glyphs), "text--plain"
        yield fit(meaning, self.size.width - _SIGN_COLUMNS, self.glyphs), "text--hint"

    def find_style(self, name: str) -> Style:
        """The style of pieces with a name, which may be a class with an end."""
        for end, added in ENDS_OF_CLASSES.items():
            if name.endswith(end):
                return self.style_of(name.removesuffix(end)) + added
        return super().find_style(name)
