"""The yardstick for the wire: the playground as Textual's own widgets make it.

Run with `python -m lmtui.tui.yardsticks.stock_app`.
"""

from __future__ import annotations

import asyncio
import sys
from functools import partial
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import DataTable, Input, RichLog, Static

from lmtui.playground import slider, snapshots
from lmtui.playground.session import Session
from lmtui.playground.settings import Pace
from lmtui.playground.training_job import TrainingJob
from lmtui.recipe import Recipe
from lmtui.sampling.settings import Sampling
from lmtui.text import bundled
from lmtui.tui.playing import play

_ROWS = 15


class StockApp(App[None]):
    """A prompt, the temperature, the text and the table; acts on the keys that `lmtui bench` presses."""

    CSS = "RichLog { width: 6fr; } DataTable { width: 7fr; } Input { height: 3; } Static { height: 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "warmer", priority=True),
        Binding("enter", "start", priority=True),
        Binding("f7", "halt", priority=True),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._temperature = Static(Content("T 1"))
        self._text = RichLog(wrap=True)
        self._table: DataTable[str] = DataTable()

    def compose(self) -> ComposeResult:
        yield Input()
        yield self._temperature
        with Horizontal():
            yield self._text
            yield self._table

    def on_mount(self) -> None:
        """Show the first table."""
        self._table.add_columns("#", "token", "p", "p_T", "n", "bar")
        self.show()

    def on_input_changed(self, event: Input.Changed) -> None:
        """The table follows what is typed."""
        self._session.set_prompt(event.value)
        self.show()

    def action_warmer(self) -> None:
        """Move the slider."""
        temperature = slider.stepped(self._session.text.sampling.temperature, 1)
        self._session.set_temperature(temperature)
        self._temperature.update(Content(f"T {temperature:.2f}"))
        self.show()

    def action_start(self) -> None:
        """Generate."""
        self._session.playback.run()
        self.run_worker(play(self._session.playback, self.show, answered=partial(asyncio.sleep, 0)))

    def action_halt(self) -> None:
        """End the generation."""
        self._session.playback.stop()

    def show(self) -> None:
        """Show the text and the table."""
        self._text.clear()
        pieces = self._session.text.transcript.pieces
        self._text.write(Content("".join(f"{piece.space}{piece.text}" for piece in pieces)))
        view = snapshots.table(self._session, 1, _ROWS)
        if view is not None:
            self._table.clear()
            for row in view.rows:
                bar = "█" * round(9 * row.prob / view.scale)
                numbers = (f"{row.model_prob:.4f}", f"{row.prob:.4f}", str(row.order))
                self._table.add_row(str(row.rank), row.token, *numbers, bar)
            self._table.add_row("", f"{view.rest} others", f"{view.others_model_prob:.4f}", f"{view.rest_prob:.4f}")
            self._table.add_row("", "<unk>", f"{view.unknown_model_prob:.4f}", "0")


if __name__ == "__main__":
    playground = Session(
        Recipe((bundled.DEFAULT,)), Sampling(), pace=Pace(float(sys.argv[1]) if sys.argv[1:] else 10)
    )
    playground.lane_models.use(TrainingJob(playground.recipe).run())
    StockApp(playground).run()
