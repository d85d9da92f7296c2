"""The temperature slider."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.actions import SkipAction
from textual.message import Message
from textual.reactive import var

from lmtui.errors import SettingError
from lmtui.playground import slider
from lmtui.sampling.temperature import format_temperature, parse_temperature
from lmtui.tui.action import Place
from lmtui.tui.actions import bindings
from lmtui.tui.theme import HEATS, heat_of
from lmtui.tui.widgets.drawing import LineWidget, Piece, fit

LABEL_WIDTH = 10
_LONGEST = 24  # characters of a typed value, of which the last are shown
_FIRST_CHARACTERS = frozenset("0123456789.∞")
_TYPED_CHARACTERS = _FIRST_CHARACTERS | frozenset(",/infINF")


class TemperatureSlider(LineWidget, can_focus=True):
    """A track from 0 over 1 to ∞ with a scale below it; digits type a value.

    Args:
        temperature: T at first.

    Attributes:
        temperature: T, where the knob stands.
        typed: the beginning of a value that is being typed; "" where nothing is typed.
    """

    COMPONENT_CLASSES = {
        "slider--label",
        "slider--track",
        "slider--scale",
        "slider--mark",
        *(f"slider--heat-{heat}" for heat in range(HEATS)),
    }
    DEFAULT_CSS = """
    TemperatureSlider {
        height: 2;
        & > .slider--label { color: $foreground; }
        &:focus > .slider--label { color: $focus; text-style: bold reverse; }
        & > .slider--track { color: $line; }
        & > .slider--scale { color: $faint; }
        & > .slider--mark { color: $strong; text-style: bold; }
        & > .slider--heat-0 { color: $heat-0; }
        & > .slider--heat-1 { color: $heat-1; }
        & > .slider--heat-2 { color: $heat-2; }
        & > .slider--heat-3 { color: $heat-3; }
        & > .slider--heat-4 { color: $heat-4; }
    }
    """
    PLACE = Place.SLIDER
    BINDINGS = bindings(PLACE)

    temperature: var[float] = var(1.0)

    @dataclass
    class Refused(Message):
        """What was typed is no temperature."""

        slider: TemperatureSlider
        reason: str

        @property
        def control(self) -> TemperatureSlider:
            """The slider."""
            return self.slider

    def __init__(self, temperature: float) -> None:
        super().__init__()
        self.set_reactive(TemperatureSlider.temperature, temperature)
        self.typed = ""

    def show(self, temperature: float) -> None:
        """Go to a temperature, and forget what was typed."""
        self.temperature, self.typed = temperature, ""
        self.redraw()

    @staticmethod
    def begins_value(character: str | None) -> bool:
        """Whether a character is the beginning of a typed value."""
        return character is not None and character in _FIRST_CHARACTERS

    def type_value(self, beginning: str = " ") -> None:
        """Take the keys and wait for a value, of which the beginning may have been typed elsewhere."""
        self.screen.set_focus(self)  # at once: the next key is for this
        self._type(beginning)

    def begin_typing(self) -> None:
        """Wait for a value; the keys are passed on from elsewhere."""
        self._type(" ")

    def take_character(self, character: str | None) -> bool:
        """Take a character that was typed if it begins a value or goes on with one. Returns True if it does."""
        taken = bool(character) and (character in _TYPED_CHARACTERS if self.typed else self.begins_value(character))
        if character and taken:
            self._type(character)
        return taken

    def cancel_typing(self) -> bool:
        """Forget what was typed. Returns True if there was anything."""
        typing, self.typed = bool(self.typed), ""
        self.redraw()
        return typing

    def action_slide(self, steps: int) -> None:
        """Move the knob."""
        self.show(slider.stepped(self.temperature, steps))

    def action_slide_to(self, value: str) -> None:
        """Go to a value."""
        self.show(parse_temperature(value))

    def action_accept(self) -> None:
        """Take the typed value."""
        typed = self.typed.strip()
        if not typed:
            self.cancel_typing()
            raise SkipAction  # Enter means something else, then
        try:
            temperature = parse_temperature(typed)
        except SettingError as error:
            self.cancel_typing()
            self.post_message(self.Refused(self, str(error)))
        else:
            self.show(temperature)

    def action_erase(self) -> None:
        """Take back the last typed character."""
        self._type("", erase=True)

    def on_key(self, event: events.Key) -> None:
        """Digits begin a value; once begun, what belongs to one goes on."""
        if self.take_character(event.character):
            event.stop()

    def on_blur(self) -> None:
        """A half-typed value is forgotten."""
        self.typed = ""
        self.redraw()

    def on_focus(self) -> None:
        """Show that keys come here."""
        self.redraw()

    async def on_click(self, event: events.Click) -> None:
        """Go to where the mouse points."""
        track = self._track_width
        place = min(max(event.x - LABEL_WIDTH, 0), track - 1)
        step = round(place / max(track - 1, 1) * slider.STEPS)
        self.show(slider.stepped(0.0, step))

    def _type(self, character: str, erase: bool = False) -> None:
        self.typed = self.typed[:-1] if erase else (self.typed + character)[:_LONGEST]
        self.redraw()

    @property
    def _track_width(self) -> int:
        return max(self.size.width - LABEL_WIDTH - 2, 3)

    def _column(self, temperature: float) -> int:
        return round(slider.position_of(temperature) * (self._track_width - 1))

    def line(self, y: int) -> Iterable[Piece]:
        return self._scale() if y else self._track()

    @property
    def reading(self) -> str:
        """T as the slider shows it, or what is being typed."""
        if self.typed:
            return self.typed[-5:] + self.glyphs.cursor
        return self.glyphs.named(format_temperature(self.temperature))

    def _track(self) -> Iterable[Piece]:
        glyphs, track = self.glyphs, self._track_width
        knob = self._column(self.temperature)
        yield fit(f" T {self.reading}", LABEL_WIDTH - 1, glyphs), "slider--label"
        yield " ", ""
        heats = [heat_of(column / (track - 1)) for column in range(knob)]  # each place has the colour of its own T
        for heat in range(HEATS):
            yield glyphs.track_left * heats.count(heat), f"slider--heat-{heat}"
        yield glyphs.knob, f"slider--heat-{heat_of(slider.position_of(self.temperature))}"
        yield glyphs.track_right * (track - knob - 1), "slider--track"

    def _scale(self) -> Iterable[Piece]:
        """The marked temperatures below their places; the one the knob stands on is set off."""
        column = 0
        for temperature, label in slider.TICKS:
            name = self.glyphs.named(label)
            place = LABEL_WIDTH + self._column(temperature) - (cell_len(name) - 1 if temperature == math.inf else 0)
            yield " " * (place - column), "slider--scale"
            yield name, "slider--mark" if temperature == self.temperature else "slider--scale"
            column = place + cell_len(name)
