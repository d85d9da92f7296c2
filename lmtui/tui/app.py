"""The application: theme, quitting, and the screen it opens."""

from __future__ import annotations

import math
import os
import time
import traceback
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.driver import Driver

from lmtui.playground.keeping import Kept
from lmtui.playground.kiosk import Limits
from lmtui.playground.session import Session
from lmtui.tui.connection import Connection
from lmtui.tui.driver import wire_driver_of
from lmtui.tui.glyphs import ASCII, UNICODE
from lmtui.tui.screens.playground import PlaygroundScreen
from lmtui.tui.screens.steady import SteadyScreen
from lmtui.tui.textual_fixes.cell_widths import count_columns_alike
from lmtui.tui.textual_fixes.crash import CrashReportingApp
from lmtui.tui.theme import DARK, PLAIN
from lmtui.tui.typing import INPUT, InOrder
from lmtui.tui.widgets.drawing import Drawn

_TWICE_WITHIN = 3.0  # seconds between two presses of Ctrl+C that mean "leave"


class PlaygroundApp(CrashReportingApp):
    """The playground.

    Args:
        session: what it starts with.
        connection: the terminal, and what suits it; one with 16 colours or fewer has its own instead of the theme's.
        driver: draws on it; Textual's choice by default.
        limits: how long it may run; None is for ever.
        kept: a session to open at once.

    Attributes:
        farewell: why it has ended by itself, if it has.
        glyphs: the characters that its widgets draw with.
        typing: the keys that have not acted yet.
    """

    # What is said stands over the keys in the last line, and covers no numbers.
    CSS = """
    ToastRack { margin: 0; }
    ToastHolder { align-horizontal: left; }
    Toast {
        width: 1fr;
        max-width: 100%;
        margin: 0;
        padding: 0 1;
        background: $picked;
        color: $strong;
        &.-information { border: none; }
        &.-error { border: none; color: $error; text-style: bold; }
    }
    """
    ENABLE_COMMAND_PALETTE = False
    TITLE = "lmtui"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "quit", priority=True),
        Binding("ctrl+c", "interrupt", "stop a generation; pressed again, quit", priority=True),
        Binding("ctrl+z", "suspend_process", "to the shell; fg comes back", priority=True),
        Binding("ctrl+l", "repaint", "send the whole screen again", priority=True),
    ]

    def __init__(
        self,
        session: Session,
        connection: Connection | None = None,
        driver: type[Driver] | None = None,
        limits: Limits | None = None,
        kept: Kept | None = None,
    ) -> None:
        connection = connection or Connection()
        plain = connection.colours <= 16
        count_columns_alike()
        super().__init__(driver_class=driver, ansi_color=plain or None)
        self.glyphs = ASCII if connection.ascii else UNICODE
        for theme in (DARK, PLAIN):
            self.register_theme(theme)
        self.theme = (PLAIN if plain else DARK).name
        self._playground = PlaygroundScreen(session, kept)
        self._interrupted = False
        self.farewell = ""
        self.typing = InOrder(self, self._act)
        self._limits = limits or Limits()
        self._started = self._last_input = time.monotonic()
        self.animation_level = connection.animation

    def get_default_screen(self) -> PlaygroundScreen:
        """The playground is what is seen first."""
        return self._playground

    def on_mount(self) -> None:
        """The time runs."""
        self._watch_limits()
        if driver := wire_driver_of(self):
            driver.backlog.waiting = lambda: self.typing.waiting
            driver.on_counted_anew = self._lay_out_anew

    async def on_event(self, event: events.Event) -> None:
        """A person who does something is here."""
        if isinstance(event, INPUT):
            self._last_input = time.monotonic()
        if isinstance(event, events.MouseDown):
            self._playground.messages.key_pressed()
        if isinstance(event, INPUT) and not event.is_forwarded:
            await self.typing.take(event)
        else:
            await super().on_event(event)

    async def _act(self, event: events.Event) -> None:
        """Have a key act; what was said before is over."""
        self._playground.messages.key_pressed()
        if not (isinstance(event, events.Key) and event.key == "ctrl+c"):
            self._forget_interrupt()
        await super().on_event(event)

    async def on_in_order_acted(self, message: InOrder.Acted) -> None:
        """The next key may act."""
        await self.typing.acted(message.number)

    def report_crash(self, error: Exception) -> None:
        """Have the last words say in one line what went wrong, and where."""
        if isinstance(error, MemoryError):
            self.farewell = "there is not enough memory for this; take less text"
            return
        place = traceback.extract_tb(error.__traceback__)[-1] if error.__traceback__ else None
        where = f" ({os.path.basename(place.filename)}:{place.lineno})" if place else ""
        self.farewell = f"a mistake in the program: {type(error).__name__}: {error}{where}; please report it"

    def _watch_limits(self) -> None:
        now = time.monotonic()
        left = self._limits.left(now - self._last_input, now - self._started)
        if left <= 0:
            self.farewell = self._limits.reason(now - self._started)
            self._playground.cancel_training()
            self.exit()
        elif left < math.inf:
            self.set_timer(left, self._watch_limits)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our variables exist under every theme."""
        return DARK.variables

    async def action_quit(self) -> None:
        """Leave; a training that runs need not be waited for."""
        self._playground.cancel_training()
        self.exit()

    async def action_interrupt(self) -> None:
        """Stop what runs; if nothing does, quit when asked twice."""
        if any(screen.interrupt() for screen in reversed(self.screen_stack) if isinstance(screen, SteadyScreen)):
            self._interrupted = False
        elif self._interrupted:
            await self.action_quit()
        else:
            self._interrupted = True
            self.set_timer(_TWICE_WITHIN, self._forget_interrupt)
            self._playground.say("press Ctrl+C again to quit")

    def action_repaint(self) -> None:
        """Draw everything anew: something else has written to the terminal."""
        if driver := wire_driver_of(self):
            driver.repaint()

    def _lay_out_anew(self) -> None:
        """The terminal has said how it counts columns: nothing that was cut or broken before may stand."""
        for screen in self.screen_stack:
            for drawn in screen.query(Drawn):
                drawn.resized()
            screen.refresh(layout=True)

    def _forget_interrupt(self) -> None:
        self._interrupted = False
