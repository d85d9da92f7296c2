"""The next-token table: every candidate with p, p_T and a bar, and the rest of the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import wrap

from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from lmtui.playground.state import LaneSettings
from lmtui.playground.table import TableView
from lmtui.tui.action import Place
from lmtui.tui.actions import bindings
from lmtui.tui.candidate_lines import INSIDE, CandidateLines
from lmtui.tui.key_names import key_names
from lmtui.tui.theme import HEATS
from lmtui.tui.typed_rank import TypedRank
from lmtui.tui.widgets.drawing import Pane, Piece

_AIRY = 14  # lines
_EXCHANGED = Style(reverse=True)


class CandidateTable(Pane, can_focus=True):
    """Shows a `TableView`; scrolls over all ranks when it has the focus."""

    COMPONENT_CLASSES = {
        "table--head",
        "table--token",
        "table--chosen",
        "table--picked",
        "table--struck",
        "table--cut",
        "table--faint",
        "table--tick",
        *(f"table--bar-{heat}" for heat in range(HEATS)),
        *(f"table--stripe-{heat}" for heat in range(HEATS)),
    }
    DEFAULT_CSS = """
    CandidateTable {
        & > .table--head { color: $faint; }
        & > .table--token { color: $foreground; }
        & > .table--chosen { color: $focus; }
        & > .table--picked { color: $strong; text-style: bold reverse; }
        & > .table--struck { color: $faint; text-style: strike; }
        &:nocolor > .table--faint { text-style: dim; }
        &:nocolor > .table--struck { text-style: dim strike; }
        & > .table--cut { color: $warning; }
        & > .table--faint { color: $faint; }
        & > .table--tick { color: $tick; }
        & > .table--bar-0 { color: $heat-0; }
        & > .table--bar-1 { color: $heat-1; }
        & > .table--bar-2 { color: $heat-2; }
        & > .table--bar-3 { color: $heat-3; }
        & > .table--bar-4 { color: $heat-4; }
        & > .table--stripe-0 { color: $stripe-0; }
        & > .table--stripe-1 { color: $stripe-1; }
        & > .table--stripe-2 { color: $stripe-2; }
        & > .table--stripe-3 { color: $stripe-3; }
        & > .table--stripe-4 { color: $stripe-4; }
        &:nocolor > .table--stripe-0 { text-style: dim; }
        &:nocolor > .table--stripe-1 { text-style: dim; }
        &:nocolor > .table--stripe-2 { text-style: dim; }
        &:nocolor > .table--stripe-3 { text-style: dim; }
        &:nocolor > .table--stripe-4 { text-style: dim; }
    }
    """
    PLACE = Place.TABLE
    BINDINGS = bindings(PLACE)

    @dataclass
    class Scrolled(Message):
        """Other ranks are to be shown, from `first` on."""

        table: CandidateTable
        first: int

        @property
        def control(self) -> CandidateTable:
            """The table."""
            return self.table

    @dataclass
    class Taken(Message):
        """The candidate of a rank is taken by hand, where in the text the table was shown for."""

        table: CandidateTable
        position: int
        rank: int

        @property
        def control(self) -> CandidateTable:
            """The table."""
            return self.table

    @dataclass
    class Sought(Message):
        """A token was typed; its rank is wanted."""

        table: CandidateTable
        token: str

        @property
        def control(self) -> CandidateTable:
            """The table."""
            return self.table

    def __init__(self) -> None:
        super().__init__()
        self.view: TableView | None = None
        self.first = self.picked = 1
        self.typed = TypedRank()
        self.waiting = ""
        self._marked = self._outdated = False

    def capacity(self, lane: LaneSettings, unknown: bool = False) -> int:
        """How many candidates there is room for.

        Args:
            lane: where it has cuts, a line says what they take away; where T anneals the whole sequence, what p_T is.
            unknown: whether the model has a p for `<unk>`, which has a line of its own.
        """
        below = 6 if self._airy else 3 + unknown  # where it is airy, that line takes the place of a blank one
        return max(self.body_height - below - (not lane.cuts.keep_all or lane.whole), 1)

    @property
    def _airy(self) -> bool:
        """Whether there is room for blank lines or notes around the rest, and for a line about the keys."""
        return self.body_height >= _AIRY

    def show(self, view: TableView | None, waiting: str = "") -> None:
        """Show a distribution, or what is being waited for."""
        self.view, self.waiting = view, waiting
        self._marked = self._outdated = False
        if view is not None and view.rows:
            self.first = view.rows[0].rank
            self.picked = min(max(self.picked, self.first), view.rows[-1].rank)
        self.redraw()

    def show_coming(self, temperature: float, marked: bool) -> None:
        """Leave the last distribution there until the next one is known.

        Args:
            temperature: the present T; a distribution at another T steps back.
            marked: whether a mark says that the next one is coming.
        """
        self._marked = marked
        self._outdated = self.view is not None and self.view.temperature != temperature
        self.redraw()

    @property
    def is_coming(self) -> bool:
        """Whether the distribution that is to be shown is not known yet; the last one is shown until then."""
        return self._marked or self._outdated

    def action_pick(self, ranks: int) -> None:
        """Move by ranks."""
        self.action_pick_rank(self.picked + ranks)

    def action_pick_page(self, pages: int) -> None:
        """Move by as many ranks as are shown."""
        if self.view:
            ranks = pages * len(self.view.rows)
            self.picked = min(max(self.picked + ranks, 1), self.view.support)
            self._show_from(self.first + ranks)

    def action_pick_last(self) -> None:
        """Go to the last rank."""
        if self.view:
            self.action_pick_rank(self.view.support)

    def action_pick_rank(self, rank: int) -> None:
        """Go to a rank, and have it in sight."""
        if self.view:
            self.picked = min(max(rank, 1), self.view.support)
            last = self.first + len(self.view.rows) - 1
            if not self.first <= self.picked <= last:
                self._show_from(self.picked if self.picked < self.first else self.picked - len(self.view.rows) + 1)
            else:
                self.redraw()

    def _show_from(self, first: int) -> None:
        if self.view:
            last = max(self.view.support - len(self.view.rows) + 1, 1)
            self.first = min(max(first, 1), last)
            self.post_message(self.Scrolled(self, self.first))

    def action_take(self) -> None:
        """Take the candidate by hand, or go to the one that was typed."""
        typed = self.typed.take()
        if isinstance(typed, str):
            self.post_message(self.Sought(self, typed))
        elif typed is not None:
            self.action_pick_rank(typed)
        elif self.view:
            self.post_message(self.Taken(self, self.view.position, self.picked))
        self.redraw()

    def action_type_name(self) -> None:
        """Begin to type a token."""
        self.typed.begin_token()
        self.redraw()

    def action_erase(self) -> None:
        """Take back the last typed character."""
        self.typed.erase()
        self.redraw()

    def cancel_typing(self) -> bool:
        """Forget what was typed. Returns True if there was anything."""
        was_typing = self.typed.take() is not None
        self.redraw()
        return was_typing

    def on_key(self, event: events.Key) -> None:
        """Digits type a rank, after a slash all characters a token."""
        if self.typed.type(event.character or ""):
            event.stop()
            event.prevent_default()
            self.redraw()

    def resized(self) -> None:
        """There is room for other ranks."""
        super().resized()
        self.post_message(self.Scrolled(self, self.first))

    def on_blur(self) -> None:
        """What was half typed is forgotten."""
        self.typed.take()
        super().on_blur()

    def title(self) -> tuple[str, str]:
        view = self.view
        if self.typed:
            return f"{self.typed.shown}{self.glyphs.cursor}", key_names(self).fill("{take} goes there")
        if view is None:
            return "Next token", ""
        ignored = [f"({' '.join(view.context[: view.ignored_tokens])})"] if view.ignored_tokens else []
        context = " ".join((*ignored, *view.context[view.ignored_tokens :])) or "anything"
        title = f"Next after {context}"
        return self.coming(title) if self._marked else (title, f"{self._bits(view)} bits")

    def _bits(self, view: TableView) -> str:
        low, high = view.bounds.entropy_bits if view.bounds else (view.entropy_bits,) * 2
        texts = f"{low:.2f}", f"{high:.2f}"
        return texts[0] if texts[0] == texts[1] else self.glyphs.dash.join(texts)

    def draw(self) -> list[Strip]:
        self._drawn_lines = self._below_the_title()
        return super().draw()

    def body(self, y: int) -> Iterable[Piece]:
        line = self._drawn_lines[y] if y < len(self._drawn_lines) else ()
        return [(text, "table--faint") for text, _ in line] if self._outdated else line

    def _below_the_title(self) -> list[Iterable[Piece]]:
        """The lines below the title; each is drawn when it is asked for."""
        view = self.view
        if view is None:
            return [(), *(((f" {line}", "table--faint"),) for line in self._wrapped_waiting())]
        drawn = CandidateLines(view, self.glyphs, self.size.width, self.picked if self.has_focus else None)
        return drawn.all(key_names(self).fill("{complete}"), self._keys() if self._airy else None)

    def find_style(self, name: str) -> Style:
        """The style of pieces with a name; a tick that stands on a bar has the colours of the bar, exchanged."""
        if name.endswith(INSIDE):
            return self.style_of(name.removesuffix(INSIDE)) + _EXCHANGED
        return super().find_style(name)

    def _wrapped_waiting(self) -> list[str]:
        """What stands there instead of a distribution, in lines no wider than the table."""
        width = max(self.size.width - 2, 1)
        text = self.waiting.translate(self.glyphs.prose)
        return [part for line in text.split("\n") for part in wrap(line, width) or [""]]

    def _keys(self) -> str:
        """How to take a candidate by hand; where the keys come here already, the last line of the screen says it."""
        hint = " {next-part} to here, then {previous-candidate} {next-candidate} {take} takes another"
        return "" if self.has_focus else key_names(self).fill(hint).translate(self.glyphs.prose)
