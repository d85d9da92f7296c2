"""The one screen of the playground: composes the widgets and routes what happens; decisions are the session's."""

from __future__ import annotations

from dataclasses import replace

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Label, Static

from lmtui.playground.checks import check_sources
from lmtui.playground.saved_session import SavedSession
from lmtui.playground.session import Session
from lmtui.playground.settings import Settings, faster
from lmtui.recipe import Recipe
from lmtui.text.display import harmless
from lmtui.tui.actions import KEY_LINES, Place, bindings
from lmtui.tui.screens.running import RunningScreen
from lmtui.tui.widgets.lines import KeyLine
from lmtui.tui.widgets.prompt import LONGEST, PromptInput
from lmtui.tui.widgets.slider import LABEL_WIDTH, TemperatureSlider

SMALLEST = (60, 16)


class PlaygroundScreen(RunningScreen):
    """Prompt, slider, text and table."""

    DEFAULT_CSS = f"""
    PlaygroundScreen {{
        layout: vertical;
        & > #prompt {{
            height: 1;
            & > Label {{ width: {LABEL_WIDTH}; color: $foreground; text-style: bold; }}
            & > .-focused {{ color: $focus; }}
            & > PromptInput {{ width: 1fr; margin-right: 1; }}
        }}
        layers: below above;
        & > * {{ layer: below; }}
        & > #too-small {{
            display: none;
            layer: above;
            width: 100%;
            height: 100%;
            content-align: center middle;
            background: $background;
        }}
        &.-too-small > #too-small {{ display: block; }}
    }}
    """
    AUTO_FOCUS = "PromptInput"
    PLACE = Place.PLAYGROUND
    BINDINGS = bindings(PLACE)

    def __init__(self, session: Session, saved: SavedSession | None = None) -> None:
        super().__init__(session, saved)
        self._label = Label(Content(" Prompt"))
        self._keys = KeyLine()

    def compose(self) -> ComposeResult:
        yield self._status
        with Horizontal(id="prompt"):
            yield self._label
            yield self._prompt
        yield self._slider
        yield self._panes
        yield self._keys
        columns, rows = SMALLEST
        yield Static(Content(f"lmtui needs {columns}×{rows}: please enlarge this terminal"), id="too-small")

    def on_mount(self) -> None:
        """Show what there is, then fetch the model."""
        self._show_keys()
        self._prompt.value = self.session.prompt
        # Not by messages: what a key changes is to be seen at once, and in one frame.
        self.watch(self._prompt, "value", self._on_typed, init=False)
        self.watch(self._slider, "temperature", self._on_temperature, init=False)
        self._show_all()
        self.train(self.session.recipe)

    def on_resize(self, event: events.Resize) -> None:
        """Too small a screen says so. What it covers is not hidden: that would take the focus from it."""
        self.set_class(event.size.width < SMALLEST[0] or event.size.height < SMALLEST[1], "-too-small")
        self.call_after_refresh(self._show_all)

    def on_descendant_focus(self) -> None:
        """The prompt's name says whether keys go to it; the last line says what they do."""
        self._label.set_class(self._prompt.has_focus, "-focused")
        self._show_keys()

    def _show_keys(self) -> None:
        """Show what keys do in the widget that has the focus."""
        self._keys.show(KEY_LINES[getattr(self.focused, "PLACE", Place.PROMPT)])

    # From the widgets

    def _on_typed(self, text: str) -> None:
        """The table follows what is typed."""
        if text != harmless(self.session.prompt):  # what the prompt cannot show is not typed
            self.session.set_prompt(text)
            self._show_all()

    def _on_temperature(self, temperature: float) -> None:
        """The table follows the slider, during a generation too."""
        if temperature != self.session.sampling.temperature:
            self.session.set_temperature(temperature)
            self._show_all()

    def on_prompt_input_cut(self, event: PromptInput.Cut) -> None:
        """A paste was too long."""
        self.say(f"only the first {LONGEST:,} characters were taken", trouble=True)

    def on_temperature_slider_refused(self, event: TemperatureSlider.Refused) -> None:
        """What was typed is no temperature."""
        self.say(event.reason, trouble=True)

    # Keys

    def action_help(self) -> None:
        """Show all keys."""
        from lmtui.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen())

    def action_settings(self) -> None:
        """Ask for settings."""
        from lmtui.tui.screens.settings import SettingsScreen

        session = self.session
        lane = session.state.active if len(session.state.samplings) > 1 else None
        self.app.push_screen(SettingsScreen(session.settings, self._admit, lane, self._draft), self._apply)

    def _admit(self, recipe: Recipe) -> Recipe:
        """The recipe, if it may be used and what it names can be opened; what is in use already can."""
        recipe = self.session.admit(recipe)
        if recipe != self.session.recipe or self.session.sampler is None:
            check_sources(recipe)
        return recipe

    def _apply(self, chosen: Settings | None) -> None:
        self._draft = None
        if chosen is not None:
            if self.session.adopt(chosen):
                self._saved, self._wanted = None, chosen.recipe
                self.train(chosen.recipe)
            elif not self._saved:
                self._trainer.cancel()  # of another model than the one that was chosen
            self._show_all()

    def action_warmer(self, steps: int) -> None:
        """Move the slider from anywhere."""
        self._slider.action_slide(steps)

    def action_slide(self, steps: int) -> None:
        """Move the slider from a part that does not use the key itself."""
        self._slider.action_slide(steps)

    def action_slide_to(self, value: str) -> None:
        """Move the slider to a value from a part that does not use the key itself."""
        self._slider.action_slide_to(value)

    def on_key(self, event: events.Key) -> None:
        """A digit begins a temperature, unless a part has taken it; there is no full stop in a rank."""
        if event.character and self._slider.begins_value(event.character):
            event.stop()
            if not self._panes.is_typing:
                self._slider.type_value(event.character)

    def action_neutral(self) -> None:
        """T = 1."""
        self._slider.show(1.0)

    def action_type_temperature(self) -> None:
        """Type a temperature."""
        self._slider.type_value()

    def action_faster(self, steps: int) -> None:
        """Change the speed."""
        pace = self.session.pace
        self.session.pace = replace(pace, speed=faster(pace.speed, steps))
        self._show_all()

    def action_toggle_stop(self) -> None:
        """Go on after `</s>`, or stop."""
        pace = self.session.pace
        self.session.pace = replace(pace, stop=not pace.stop)
        self.say("the text stops with its unit" if self.session.pace.stop else "after </s> a new unit begins")
        self._show_all()

    def action_back(self) -> None:
        """Undo the last kind of involvement."""
        if self.cancel_training():
            self.say("training cancelled")
        elif self._slider.typed:
            self._slider.cancel_typing()
        elif self._panes.cancel_typing() or self._panes.close_aside():
            pass
        elif self.focused is self._prompt:
            self.set_focus(self._slider)
        else:
            self.session.look_at(None)
        self._show_all()
