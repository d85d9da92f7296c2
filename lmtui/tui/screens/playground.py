"""The screen of the playground: composes its parts, and leads keys and messages from one part to another."""

from __future__ import annotations

from functools import partial
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

from lmtui.errors import LmtuiError
from lmtui.playground import status
from lmtui.playground.completions import completion
from lmtui.playground.saved_session import SavedSession
from lmtui.playground.session import Session
from lmtui.playground.tour import Tour
from lmtui.text.safety import visible
from lmtui.tui.action import Place
from lmtui.tui.actions import bindings
from lmtui.tui.controllers.answers import Answers
from lmtui.tui.controllers.dialogs import Dialogs
from lmtui.tui.controllers.experiment import Experiment
from lmtui.tui.controllers.files import Files
from lmtui.tui.controllers.generation import Generation
from lmtui.tui.controllers.insight import Insight
from lmtui.tui.controllers.models import Models
from lmtui.tui.controllers.tour import TourGuide
from lmtui.tui.key_lines import KEY_LINES
from lmtui.tui.messages import PassingMessages
from lmtui.tui.screens.base import BaseScreen
from lmtui.tui.widgets.lines import KeyLine, StatusLine
from lmtui.tui.widgets.panes import Panes
from lmtui.tui.widgets.prompt import LONGEST, PromptInput
from lmtui.tui.widgets.prompt_line import PromptLine
from lmtui.tui.widgets.session_messages import SessionChanged, SessionRefused
from lmtui.tui.widgets.slider import TemperatureSlider

SMALLEST = (60, 16)


class PlaygroundScreen(BaseScreen[None]):
    """Prompt, slider, text and table.

    Args:
        session: what is shown.
        saved: a session to open when the first model is ready.
        tour: the tour that a key begins; None is the one that comes with the program.
        begins_tour: whether the tour is begun at once.

    Attributes:
        session: what is shown.
        messages: tells the person something in passing.
        models: trains models, and opens saved sessions.
        generation: runs the generation.
        guide: leads through the tour.
    """

    DEFAULT_CSS = """
    PlaygroundScreen {
        layout: vertical;
        layers: below above;
        & > * { layer: below; }
        & > #too-small {
            display: none;
            layer: above;
            width: 100%;
            height: 100%;
            content-align: center middle;
            background: $background;
        }
        &.-too-small > #too-small { display: block; }
    }
    """
    AUTO_FOCUS = "PromptInput"
    PLACE = Place.PLAYGROUND
    BINDINGS = bindings(PLACE)

    def __init__(
        self,
        session: Session,
        saved: SavedSession | None = None,
        tour: Tour | None = None,
        begins_tour: bool = False,
    ) -> None:
        super().__init__()
        self.session = session
        self.messages = PassingMessages(self)
        self._status = StatusLine()
        self._prompt_line = PromptLine()
        self._prompt = self._prompt_line.prompt
        self._slider = TemperatureSlider(session.text.sampling.temperature)
        self._panes = Panes(session)
        self._keys = KeyLine()
        self._shown_for = Size(0, 0)
        self.models = Models(self, saved, self._opened)
        self._answers = Answers(self, self._panes.show_texts)
        self.generation = Generation(self, self.models, self._answers)
        self._files = Files(self, session, self.messages.say, self.models.open)
        self._experiment = Experiment(self)
        self.guide, self._begins_tour = TourGuide(self, self.models, tour), begins_tour
        self._owners: dict[str, object] = {
            "dialogs": Dialogs(self, self.models, self._slider),
            "experiment": self._experiment,
            "files": self._files,
            "generation": self.generation,
            "insight": Insight(self, self.models, self._slider, self._panes.beside_text.picked),
            "beside_text": self._panes.beside_text,
        }

    def compose(self) -> ComposeResult:
        yield self._status
        yield self._prompt_line
        yield self._slider
        yield self._panes
        yield self._keys
        columns, rows = SMALLEST
        yield Static(Content(f"lmtui needs {columns}×{rows}: please enlarge this terminal"), id="too-small")

    def on_mount(self) -> None:
        """Show what there is, then fetch the model, unless it is there."""
        self._show_keys()
        self._prompt.value = self.session.text.prompt
        # Not by messages: what a key changes is to be seen at once, and in one frame.
        self._prompt.completion = partial(completion, self.session)
        self.watch(self._prompt, "value", self._on_typed, init=False)
        self.watch(self._slider, "temperature", self._on_temperature, init=False)
        self.show_session()
        if self._begins_tour:
            self.guide.begin()
        elif self.session.sampler is None:
            self.models.train(*self.session.first_recipes)

    def on_resize(self, event: events.Resize) -> None:
        """Too small a screen says so. What it covers is not hidden: that would take the focus from it."""
        self.set_class(event.size.width < SMALLEST[0] or event.size.height < SMALLEST[1], "-too-small")
        if event.size != self._shown_for:  # Textual says the same size several times
            self._shown_for = event.size
            self.call_after_refresh(self.show_session)

    def on_descendant_focus(self) -> None:
        """The prompt's name says whether keys go to it; the last line says what they do."""
        self._prompt_line.show_focus()
        self._show_keys()
        if self.session.views.is_typing is not (self.focused is self._prompt):
            self.show_session()  # a word that is still being typed is no unknown one

    def on_screen_suspend(self) -> None:
        """Name no keys below a dialog, where they do not act."""
        self._keys.show(())

    def on_screen_resume(self) -> None:
        """Name the keys that act again."""
        self._show_keys()

    def picture(self) -> str:
        """This screen with the keys that it names when no dialog stands over it."""
        self._show_keys()
        picture = super().picture()
        if self.app.screen is not self:
            self._keys.show(())
        return picture

    # What is seen

    def show_session(self) -> None:
        """Show the session as it is now."""
        self.session.views.is_typing = self.focused is self._prompt
        self._answers.work()
        self.show_status()
        self._panes.show(self.models.waiting)
        self.guide.look()

    def show_status(self) -> None:
        """Show the status line as it is now."""
        progress = self.models.progress
        self._status.show(status.facts(self.session), progress or status.unknown(self.session), trouble=not progress)

    def show_inputs(self) -> None:
        """Have prompt and slider say what the session says, and show the session."""
        self._prompt.value = self.session.text.prompt
        self.show_temperature()

    def show_temperature(self) -> None:
        """Have the slider say T of the active lane, and show the session."""
        self._slider.show(self.session.text.sampling.temperature)
        self.show_session()

    def _show_keys(self) -> None:
        """Show what keys do in the widget that has the focus."""
        self._keys.show(KEY_LINES[getattr(self.focused, "PLACE", Place.PROMPT)])

    # From the parts

    def _on_typed(self, text: str) -> None:
        """The table follows what is typed."""
        # What the prompt cannot show is not typed.
        if text != visible(self.session.text.prompt) or self.session.views.unread is not None:
            try:
                self.session.set_prompt(text)
            except LmtuiError as error:  # a server may have gone
                self.messages.say(str(error), trouble=True)
            self.show_session()

    def _on_temperature(self, temperature: float) -> None:
        """The table follows the slider, during a generation too."""
        if temperature != self.session.text.sampling.temperature:
            self.session.set_temperature(temperature)
            self.show_session()

    def _opened(self, saved: SavedSession) -> None:
        self._files.opened(saved)

    def on_prompt_input_cut(self, event: PromptInput.Cut) -> None:
        """A paste was too long."""
        self.messages.say(f"only the first {LONGEST:,} characters were taken", trouble=True)

    def on_temperature_slider_refused(self, event: TemperatureSlider.Refused) -> None:
        """What was typed is no temperature."""
        self.messages.say(event.reason, trouble=True)

    def on_session_changed(self, event: SessionChanged) -> None:
        """A candidate was taken, or another token is looked at."""
        event.stop()
        self.show_temperature()

    def on_session_refused(self, event: SessionRefused) -> None:
        """What was asked of the session cannot be done."""
        event.stop()
        self.messages.say(event.reason, trouble=True)

    # Keys

    def action_route(self, handler: str, *arguments: Any) -> None:
        """Have the part of the screen that an action belongs to do it.

        Args:
            handler: the name of the part and of its method, such as "generation.step".
            arguments: for the method.
        """
        owner, _, method = handler.partition(".")
        getattr(self._owners[owner], method)(*arguments)

    def on_key(self, event: events.Key) -> None:
        """A digit begins a temperature, unless a part has taken it; there is no full stop in a rank."""
        if event.character and self._slider.begins_value(event.character):
            event.stop()
            if not self._panes.beside_text.is_typing:
                self._slider.type_value(event.character)

    def action_slide(self, steps: int) -> None:
        """Move the slider from a part that does not use the key itself."""
        self._slider.action_slide(steps)

    def action_slide_to(self, value: str) -> None:
        """Move the slider to a value from a part that does not use the key itself."""
        self._slider.action_slide_to(value)

    def action_type_temperature(self) -> None:
        """Type a temperature."""
        self._slider.type_value()

    def action_compare(self) -> None:
        """Show all lanes' distributions."""
        if self._experiment.has_lanes():
            self._panes.beside_text.compare()

    def action_back(self) -> None:
        """Leave what a person is in the middle of: a training, typing, another pane, the prompt, a past token."""
        if self.models.cancel():
            self.messages.say("training cancelled")
        elif self._slider.typed:
            self._slider.cancel_typing()
        elif self._panes.beside_text.cancel_typing() or self._panes.beside_text.close_focused():
            pass
        elif self.focused is self._prompt:
            self.set_focus(self._slider)
        else:
            self.session.look_at(None)
        self.show_session()

    def interrupt(self) -> bool:
        """Stop a running generation, or a training. Returns True if there was one."""
        return self.generation.interrupt() or self.models.cancel()
