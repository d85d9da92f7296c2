"""Frames: what Textual writes goes to the terminal as differences, each when the last one has arrived."""

from __future__ import annotations

import asyncio

from lmtui.tui.connection import Connection
from lmtui.tui.wire.cell_grid import Cell, CellGrid
from lmtui.tui.wire.cell_style import PLAIN_STYLE
from lmtui.tui.wire.cursor_reports import QUESTION, CursorReports
from lmtui.tui.wire.difference import ERASE, Pen, difference
from lmtui.tui.wire.modes import SYNCHRONISED, TerminalModes
from lmtui.tui.wire.output import Output
from lmtui.tui.wire.pacing import Pacing

_SYNCHRONISED_ON, _SYNCHRONISED_OFF = "\x1b[?2026h", "\x1b[?2026l"


class Frames:
    """Makes frames of what Textual writes, and sends them.

    Args:
        connection: what the terminal can show.
        modes: takes note of the sequences that switch something on or off.
        reports: counts the questions that frames end with.
        loop: the app's; it tells the time, and calls when a frame may go.

    Attributes:
        pacing: says when the next frame may go.
    """

    def __init__(
        self, connection: Connection, modes: TerminalModes, reports: CursorReports, loop: asyncio.AbstractEventLoop
    ) -> None:
        self._encoding = connection.encoding
        self._modes, self._reports, self._loop = modes, reports, loop
        self._grid = CellGrid((0, 0), self._control, connection.colours, connection.encoding, connection.ascii)
        self._shown: list[list[Cell]] = []
        self._is_known = False  # whether the terminal shows `_shown`
        self._pen = Pen()
        self._output: Output | None = None
        self._held = False
        self._synchronised = False  # whether the terminal knows where a frame begins and ends
        self._next_try: asyncio.TimerHandle | None = None
        self.pacing = Pacing()

    def begin(self, output: Output) -> None:
        """Send sequences that draw nothing to an output. Frames wait for `release`, when the terminal is set up."""
        self._output = output
        self.pacing = Pacing()
        self.hold()

    def release(self) -> None:
        """Send frames too, to a terminal of which nothing is known."""
        self._held = False
        self.forget()

    def hold(self) -> None:
        """Send no frames: the terminal is not set up, or nobody reads the answer to one. Other sequences still go."""
        self._held = True

    def end(self) -> None:
        """Send nothing more."""
        self._output = None

    def write(self, data: str, size: tuple[int, int]) -> None:
        """Take over what a screen of (columns, rows) is to show; sequences that draw nothing go out at once."""
        if size != (self._grid.columns, self._grid.height):
            self._grid.resize(size)
            self.forget()
        self._grid.write(data)

    def forget(self) -> None:
        """Take what the terminal shows for unknown: the next frame erases it, and is the whole screen."""
        self._shown = [[(" ", PLAIN_STYLE)] * self._grid.columns for _ in range(self._grid.height)]
        self._is_known = False
        self._pen = Pen()
        self._grid.changed = True

    def flush(self) -> None:
        """Send a frame, now or as soon as one may go; to be called again whenever the output is idle."""
        if self._next_try is not None:
            self._next_try.cancel()
            self._next_try = None
        if self._held or self._output is None or not self._output.idle or not self._grid.changed:
            return
        now = self._loop.time()
        if wait := self.pacing.due(now):
            self._next_try = self._loop.call_later(wait, self.flush)
        else:
            self._send(self._output, now)

    def _send(self, output: Output, now: float) -> None:
        grid = self._grid
        frame = "" if self._is_known else ERASE
        frame += difference(self._shown, grid.rows, self._pen, grid.cursor)
        grid.changed, self._is_known = False, True
        self._shown = [old if row == old else row.copy() for row, old in zip(grid.rows, self._shown, strict=True)]
        if not frame:
            return
        if self._synchronised:
            frame = f"{_SYNCHRONISED_ON}{frame}{_SYNCHRONISED_OFF}"
        if self.pacing.sent(now, len(frame)):
            self._reports.asked += 1
            frame += QUESTION
        output.write(frame.encode(self._encoding, "replace"))

    def _control(self, sequence: str) -> None:
        """Send a sequence that draws nothing, if the program has a use for it."""
        if SYNCHRONISED.fullmatch(sequence):
            self._synchronised = True  # Textual's frames are other ones than those that are sent
        elif self._modes.note(sequence) and self._output is not None:
            self._output.write(sequence.encode("ascii"))
