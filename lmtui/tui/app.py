"""The application: theme, quitting, and the screen it opens."""

from __future__ import annotations

import math
import os
import time
import traceback

from textual import events
from textual.binding import Keymap
from textual.driver import Driver

from lmtui.options.playground import THEME
from lmtui.playground.kiosk import Limits
from lmtui.playground.saved_session import SavedSession
from lmtui.playground.session import Session
from lmtui.playground.tour import Tour
from lmtui.tui.action import Place
from lmtui.tui.actions import bindings
from lmtui.tui.connection import Connection
from lmtui.tui.driver import wire_driver_of
from lmtui.tui.glyphs import ASCII, UNICODE
from lmtui.tui.key_names import KeyNames
from lmtui.tui.key_queue import INPUT, KeyQueue
from lmtui.tui.palettes import DARK
from lmtui.tui.screens.base import BaseScreen
from lmtui.tui.screens.playground import PlaygroundScreen
from lmtui.tui.textual_fixes.cell_widths import patch_widths
from lmtui.tui.textual_fixes.crash import CrashReportingApp
from lmtui.tui.textual_fixes.light_strips import lighten_strips
from lmtui.tui.theme import THEMES, palette
from lmtui.tui.widgets.drawing import LineWidget
from lmtui.tui.widgets.tour_lines import ShownStep

_SECONDS_TO_PRESS_AGAIN = 3.0  # Ctrl+C, which quits then


class PlaygroundApp(CrashReportingApp):
    """The playground.

    Args:
        session: the session that is shown first.
        connection: what suits the terminal; one with 16 colours or fewer is drawn in its own colours.
        driver: the class that draws on the terminal; Textual's choice by default.
        limits: how long the program may run; None is for ever.
        saved: a saved session to open as soon as its model is ready.
        theme: a name among `THEMES`.
        keymap: other keys of actions, as `set_keymap` takes them.
        tour: the tour that a key begins; None is the one that comes with the program.
        begins_tour: whether the tour is begun at once.

    Attributes:
        farewell: why the program has ended by itself; "" where it has not.
        glyphs: the characters that the widgets draw with.
        key_names: what the keys of actions are called.
        key_queue: the keys that have not acted yet.
    """

    # A passing message stands over the keys in the last line, and covers no numbers.
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
    BINDINGS = bindings(Place.PROGRAM)

    def __init__(
        self,
        session: Session,
        connection: Connection | None = None,
        driver: type[Driver] | None = None,
        limits: Limits | None = None,
        saved: SavedSession | None = None,
        theme: str = THEME.default,
        keymap: Keymap | None = None,
        tour: Tour | None = None,
        begins_tour: bool = False,
    ) -> None:
        connection = connection or Connection()
        plain = connection.colours <= 16
        patch_widths()
        lighten_strips()
        super().__init__(driver_class=driver, ansi_color=plain or None)
        self.glyphs = ASCII if connection.ascii else UNICODE
        for palettes in THEMES.values():
            self.register_theme(palettes.many)
            self.register_theme(palettes.few)
        self._colours = connection.colours
        self.theme_name = theme
        self.theme = palette(theme, self._colours).name
        self._playground = PlaygroundScreen(session, saved, tour, begins_tour)
        self._interrupted_once = False
        self.farewell = ""
        self.key_names = KeyNames(keymap)
        self.key_queue = KeyQueue(self, self._act, self._can_end_program)
        self._limits = limits or Limits()
        self._started = self._last_input = time.monotonic()
        self.animation_level = connection.animation

    def get_default_screen(self) -> PlaygroundScreen:
        """The screen that is seen first: the playground."""
        return self._playground

    def action_show_theme(self, name: str) -> None:
        """Show everything in the colours of another theme, a name among `THEMES`."""
        self.theme_name = name
        self.theme = palette(name, self._colours).name
        self._draw_all_anew()

    def set_keymap(self, keymap: Keymap) -> None:
        """Give actions other keys: by their ids, Textual's names of keys, separated by commas."""
        super().set_keymap(keymap)
        self.key_names = KeyNames(keymap)
        self._draw_all_anew()

    def update_keymap(self, keymap: Keymap) -> None:
        """Give further actions other keys; those that have other keys already keep them."""
        self.set_keymap({**self.key_names.keymap, **keymap})

    def on_mount(self) -> None:
        """Watch the limits from now on, take the keymap, and connect the driver with the keys and the layout."""
        super().set_keymap(self.key_names.keymap)
        self._watch_limits()
        if driver := wire_driver_of(self):
            driver.backlog.waiting = lambda: self.key_queue.waiting
            driver.on_widths_changed = self._draw_all_anew

    async def on_event(self, event: events.Event) -> None:
        """Note that a person does something, and have key presses, pastes and the mouse act one after another."""
        if isinstance(event, INPUT):
            self._last_input = time.monotonic()
        if isinstance(event, events.MouseDown):
            self._playground.messages.key_pressed()
        if isinstance(event, events.Resize):
            if driver := wire_driver_of(self):
                event = driver.with_size_now(event)
            if event.size != self.size:
                self._forget_layouts()
        if isinstance(event, INPUT) and not event.is_forwarded:
            await self.key_queue.take(event)
        else:
            await super().on_event(event)

    def _forget_layouts(self) -> None:
        """Have every screen drawn for its next size, even if that is the one before: there was another in between."""
        for screen in self.screen_stack:
            if isinstance(screen, BaseScreen):
                screen.forget_layout()

    async def _act(self, event: events.Event) -> None:
        """Have a key act; the passing message from before it leaves."""
        self._playground.messages.key_pressed()
        if not (isinstance(event, events.Key) and event.key in self.key_names.keys("interrupt")):
            self._forget_interrupt()
        await super().on_event(event)

    async def on_key_queue_handled(self, message: KeyQueue.Handled) -> None:
        """Have the next key act: the one before was handled, and may have done a step of the tour."""
        self._playground.guide.look()
        await self.key_queue.handled(message.number)

    def _can_end_program(self, key: str) -> bool:
        """Whether a key, as Textual names it, can end the program."""
        return any(key in self.key_names.keys(action) for action in ("interrupt", "quit"))

    def report_crash(self, error: Exception) -> None:
        """Have the last words say in one line what went wrong, and where."""
        if isinstance(error, MemoryError):
            self.farewell = "there is not enough memory for this; take less text"
            return
        place = traceback.extract_tb(error.__traceback__)[-1] if error.__traceback__ else None
        where = f" ({os.path.basename(place.filename)}:{place.lineno})" if place else ""
        self.farewell = f"internal error: {type(error).__name__}: {error}{where}; please report it"

    def _watch_limits(self) -> None:
        """End the program when its time is over; else look again when it may be over."""
        now = time.monotonic()
        left = self._limits.left(now - self._last_input, now - self._started)
        if left <= 0:
            self.farewell = self._limits.reason(now - self._started)
            self._playground.models.cancel()
            self.exit()
        elif left < math.inf:
            self.set_timer(left, self._watch_limits)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The colours that the widgets name, so that they exist under every theme."""
        return DARK.variables

    async def action_quit(self) -> None:
        """Leave the program, and cancel a training that runs."""
        self._playground.models.cancel()
        self.exit()

    async def action_interrupt(self) -> None:
        """Stop the training, generation or sweep that runs; if nothing runs, quit when asked twice."""
        if any(screen.interrupt() for screen in reversed(self.screen_stack) if isinstance(screen, BaseScreen)):
            self._interrupted_once = False
        elif self._interrupted_once:
            await self.action_quit()
        else:
            self._interrupted_once = True
            self.set_timer(_SECONDS_TO_PRESS_AGAIN, self._forget_interrupt)
            self._playground.messages.say(self.key_names.fill("press {interrupt} again to quit"))

    def action_help(self) -> None:
        """Show the help; of its keys, those first that act where the keys go now."""
        from lmtui.tui.screens.help import HelpScreen  # only now: the start is faster

        place = getattr(self.screen.focused, "PLACE", None) or getattr(self.screen, "PLACE", None)
        self.push_screen(HelpScreen(place))

    @property
    def tour_step(self) -> ShownStep | None:
        """The step of the tour that every screen shows."""
        return self._playground.guide.shown

    def action_tour(self, method: str) -> None:
        """Begin the tour or leave it, or go on in it: by the name of a method of the guide."""
        getattr(self._playground.guide, method)()

    def action_repaint(self) -> None:
        """Draw everything anew: something else has written to the terminal."""
        if driver := wire_driver_of(self):
            driver.repaint()

    def _draw_all_anew(self) -> None:
        """Draw everything anew, with other names of keys, other colours, or other widths of characters."""
        for screen in self.screen_stack:
            for drawn in screen.query(LineWidget):
                drawn.resized()
            screen.refresh(layout=True)

    def _forget_interrupt(self) -> None:
        self._interrupted_once = False
