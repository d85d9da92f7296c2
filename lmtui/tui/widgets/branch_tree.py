"""The tree of branches: every branch, and where it left which other."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.message import Message

from lmtui.playground.branches import BranchView
from lmtui.tui.action import Place
from lmtui.tui.actions import bindings
from lmtui.tui.widgets.drawing import Piece, fit
from lmtui.tui.widgets.side_pane import SidePane

_HINT = ("Another token taken by hand where", "others follow begins a branch.")

_COUNTED, _PLACED = 48, 60
"""Columns from which there is room for the length of each branch, and for where it forks."""


class BranchTree(SidePane, can_focus=True):
    """Shows branches line by line. The branch whose text is shown is marked and stays in sight."""

    COMPONENT_CLASSES = {"tree--faint", "tree--lines", "tree--token", "tree--words", "tree--current"}
    DEFAULT_CSS = """
    BranchTree {
        & > .tree--faint { color: $faint; }
        & > .tree--lines { color: $faint; }
        & > .tree--token { color: $foreground; }
        & > .tree--words { color: $faint; }
        & > .tree--current { color: $strong; text-style: bold reverse; }
    }
    """
    PLACE = Place.BRANCH_TREE
    BINDINGS = bindings(PLACE)

    @dataclass
    class OtherBranch(Message):
        """Another branch is to be shown: the one that stands so many lines further down."""

        pane: BranchTree
        lines: int

        @property
        def control(self) -> BranchTree:
            """The pane."""
            return self.pane

    def __init__(self) -> None:
        super().__init__()
        self._branches: Sequence[BranchView] = ()

    def show(self, branches: Sequence[BranchView]) -> None:
        """Show branches in the order of their lines."""
        self._branches = branches
        self.redraw()

    def action_go(self, lines: int) -> None:
        """Ask for the branch that stands so many lines further down."""
        self.post_message(self.OtherBranch(self, lines))

    def title(self) -> tuple[str, str]:
        return "Branches", f"{len(self._branches)}"

    def body(self, y: int) -> Iterable[Piece]:
        number = self._top + y
        if number < len(self._branches):
            return self._line(self._branches[number])
        below = number - len(self._branches) - 1
        return ((f" {_HINT[below]}", "tree--faint"),) if 0 <= below < len(_HINT) else ()

    @property
    def _top(self) -> int:
        """The number of the first branch that is shown."""
        at = next((number for number, view in enumerate(self._branches) if view.current), 0)
        return min(max(at - self.body_height // 2, 0), max(len(self._branches) - self.body_height, 0))

    def _line(self, view: BranchView) -> Iterable[Piece]:
        width = self.size.width
        facts = self._facts(view)
        number = f"{self.glyphs.chosen if view.current else ' '}{view.line.place + 1:>3} "
        lines = self._lines(view, max(width - len(number) - len(facts) - 12, 2))
        room = max(width - cell_len(number) - cell_len(lines) - len(facts), 0)
        if view.line.last_at_fork:
            name, words = view.token or "rewound", view.words
        else:
            name, words = view.words.strip() or "from the prompt", ""
        yield number, "tree--faint"
        yield lines, "tree--lines"
        shown = fit(name, min(cell_len(name), room), self.glyphs)
        room -= cell_len(shown)
        yield shown, "tree--current" if view.current else "tree--token"
        yield fit(words, room, self.glyphs), "tree--words"
        yield facts, "tree--faint"

    def _facts(self, view: BranchView) -> str:
        """Where a branch forks, its length and ln p; of a narrow pane ln p alone, so that there is room for words."""
        logprob, width = view.logprob, self.size.width
        if logprob is None:
            figure = self.glyphs.missing
        else:
            figure = f"-{self.glyphs.infinity}" if logprob == -math.inf else f"{logprob:.1f}"
        facts = f" ln p {figure:>6}"
        if width >= _COUNTED:
            facts = f" {view.branch.length} tokens,{facts}"
        if width >= _PLACED and view.line.last_at_fork:
            facts = f" at {view.branch.fork + 1},{facts}"
        return facts

    def _lines(self, view: BranchView, room: int) -> str:
        """The lines of the tree before a branch; of many, those nearest to it."""
        glyphs, last = self.glyphs, view.line.last_at_fork
        if not last:
            return ""
        above = "".join("  " if none else f"{glyphs.trunk} " for none in last[:-1])
        lines = above + (glyphs.last_fork if last[-1] else glyphs.fork) + " "
        return lines if len(lines) <= room else glyphs.ellipsis + lines[len(lines) - room + 1 :]
