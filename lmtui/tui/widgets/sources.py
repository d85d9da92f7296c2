"""Where a text comes from: a line for each place in the training text, runs under one another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import wrap

from rich.cells import cell_len

from lmtui.playground.sources_view import SourceLine, SourcesView
from lmtui.text.clusters import cut_into_lines, fitting_end
from lmtui.tui.widgets.drawing import Piece, fit
from lmtui.tui.widgets.scrolled_lines import ScrolledLines

_WIDEST_WHERE = 24  # columns


class SourceLines(ScrolledLines):
    """Shows a `SourcesView`."""

    COMPONENT_CLASSES = {"sources--head", "sources--faint", "sources--plain", "sources--run"}
    DEFAULT_CSS = """
    SourceLines {
        height: 1fr;
        & > .sources--head { color: $strong; text-style: bold; }
        & > .sources--plain { color: $foreground; }
        & > .sources--faint { color: $faint; }
        & > .sources--run { color: $accent; text-style: bold; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.view: SourcesView | None = None

    def all_lines(self) -> Sequence[Iterable[Piece]]:
        view, width = self.view, self.size.width
        if view is None:
            return [self.waiting_line("sources--faint")]
        count = "nowhere" if not view.count else "once" if view.count == 1 else f"{view.count:,} times"
        kind = "copied, " if view.copied else ""
        fact = f" {kind}{view.tokens} token{'s' if view.tokens > 1 else ''}, {count} in the training text"
        lines: list[Iterable[Piece]] = [
            *([(f" {line}", "sources--head")] for line in self._wrapped(view.run)),
            [(fit(fact, width, self.glyphs), "sources--faint")],
            [],
        ]
        where = min(max((cell_len(line.where) for line in view.lines), default=0), _WIDEST_WHERE, width // 3)
        lines += [self._line(line, where) for line in view.lines]
        if len(view.lines) < view.count:
            rest = f" and {view.count - len(view.lines):,} more"
            lines.append([(fit(rest, width, self.glyphs), "sources--faint")])
        return lines

    def _wrapped(self, run: str) -> list[str]:
        """All of a run, in lines, between words where that is possible."""
        room = max(self.size.width - 2, 2)
        return [part for line in wrap(run, room) for part in cut_into_lines(line, room)] or [run]

    def _line(self, line: SourceLine, where: int) -> Iterable[Piece]:
        """File and line, then the run in brackets, between what stands before and behind it."""
        room = max(self.size.width - where - 6, 1)
        run = fit(line.run, min(cell_len(line.run), room), self.glyphs)
        before_room = min((room - cell_len(run)) // 2, 40)
        before = fitting_end(line.before, before_room)
        yield f" {fit(line.where, where, self.glyphs)} ", "sources--faint"
        yield f"{' ' * (before_room - cell_len(before))}{before} ", "sources--plain"
        yield f"[{run}]", "sources--run"
        after = f" {line.after}"
        left = room - cell_len(run) - before_room + 1
        yield fit(after, min(cell_len(after), left), self.glyphs), "sources--plain"
