"""Keys that move the slider of the screen below, for dialogs over it."""

from __future__ import annotations

from textual import events

from lmtui.tui.widgets.slider import TemperatureSlider


class SliderKeys:
    """Part of a dialog: digits and actions move a slider.

    A dialog gives `slider_moved`, and the slider as `_slider`; one whose work may wait for a person, `begin`.
    """

    _slider: TemperatureSlider

    def begin(self) -> None:
        """Begin work that waits until a person begins it, if there is any."""

    def slider_moved(self) -> None:
        """Show what the slider says now."""

    def on_key(self, event: events.Key) -> None:
        """A digit begins a temperature."""
        if self._slider.take_character(event.character):
            event.stop()
            self.slider_moved()

    def action_type_temperature(self) -> None:
        """Begin to type a temperature."""
        self._slider.begin_typing()
        self.slider_moved()

    def action_accept(self) -> None:
        """Take the typed temperature; where none is being typed, begin what waits."""
        if self._slider.typed:
            self._slider.action_accept()
            self.slider_moved()
        else:
            self.begin()

    def action_erase(self) -> None:
        """Take back a digit of the typed temperature."""
        self._slider.action_erase()
        self.slider_moved()

    def action_slide(self, steps: int) -> None:
        """Move the slider."""
        self._slider.action_slide(steps)
        self.slider_moved()

    def action_slide_to(self, value: str) -> None:
        """Move the slider to a value."""
        self._slider.action_slide_to(value)
        self.slider_moved()
