"""The one screen of the playground: composes the widgets and routes what happens; decisions are the session's."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Label, Static

from lmtui.errors import LmtuiError, SettingError
from lmtui.ngram.recipe import Recipe
from lmtui.playground.jobs import Trained
from lmtui.playground.keeping import Kept
from lmtui.playground.session import Session
from lmtui.playground.settings import Settings, faster
from lmtui.playground.state import Playing
from lmtui.text.display import harmless
from lmtui.tui.files import Files
from lmtui.tui.screens.laboratory import NO_MODEL, LaboratoryScreen
from lmtui.tui.widgets.curve import CurvePane
from lmtui.tui.widgets.lane_table import LaneTable
from lmtui.tui.widgets.lines import KeyLine
from lmtui.tui.widgets.slider import LABEL_WIDTH, TemperatureSlider
from lmtui.tui.widgets.table import CandidateTable
from lmtui.tui.widgets.text_pane import TextPane
from lmtui.tui.work import Trainer, play

SMALLEST = (60, 16)
_PROGRESS_EVERY = 0.1

_KEYS = (
    ("F1", "Help"),
    ("F2", "Settings"),
    ("F3", "Curve"),
    ("F4", "Sweep"),
    ("F5", "Run"),
    ("F6", "Step"),
    ("F7", "Stop"),
    ("Tab", "Move"),
    ("^Q", "Quit"),
    ("F8", "Clear"),
    ("F9", "Luck"),
    ("↑↓", "T"),
)


class PlaygroundScreen(LaboratoryScreen):
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
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1,question_mark", "help", "this help"),
        Binding("f2,o", "settings", "corpus, model, seed, cuts, rows, speed"),
        Binding("enter", "restart", "run from the prompt"),
        Binding("f5,space", "run_or_pause", "run, pause, go on"),
        Binding("f6,n", "step", "one token, then hold"),
        Binding("f7,s", "stop", "stop"),
        Binding("f8,c", "clear", "clear the text"),
        Binding("up", "warmer(1)", "warmer"),
        Binding("down", "warmer(-1)", "colder"),
        Binding("t", "type_temperature", "type a temperature"),
        Binding("equals_sign", "neutral", "back to T = 1"),
        Binding("plus", "faster(1)", "faster"),
        Binding("minus", "faster(-1)", "slower"),
        Binding("e", "toggle_stop", "at a unit's end: go on, or stop"),
        Binding("escape", "back", "cancel a training; leave the prompt; to the text's end"),
    ]

    def __init__(self, session: Session, kept: Kept | None = None) -> None:
        super().__init__(session)
        self._trainer = Trainer(self, self._use, self._training_failed)
        self._files = Files(self, session, self.say, self._open)
        self._kept = kept  # a session that waits for its model
        self._run_when_ready = False
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
        self._keys.show(_KEYS)
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
        """The prompt's name says whether keys go to it."""
        self._label.set_class(self._prompt.has_focus, "-focused")

    # Training

    def train(self, recipe: Recipe) -> None:
        """Train a model; the one in use stays until the new one is ready."""
        self._trainer.start(recipe)
        self.set_timer(_PROGRESS_EVERY, self._show_progress)

    def cancel_training(self) -> bool:
        """Stop a training that runs, and forget what waits for it; whether one did."""
        self._kept, self._run_when_ready = None, False
        return self._trainer.cancel()

    def _open(self, kept: Kept) -> None:
        """Train the model of a kept session, which then takes the place of this one."""
        recipe = self.session.admit(kept.recipe)
        self.train(recipe)
        self._kept = kept

    def _restore(self, kept: Kept, trained: Trained) -> None:
        try:
            self.session.restore(kept, trained)
        except SettingError as error:
            self._training_failed(error)
            return
        self._files.opened(kept.path)
        if kept.fingerprint not in ("", trained.sampler.model.fingerprint):
            self.say("the text behind this session has changed since: other tokens may come", trouble=True)
        self._restored(True, "")

    def _use(self, trained: Trained) -> None:
        run, self._run_when_ready = self._run_when_ready, False
        if self._kept:
            self._restore(self._kept, trained)
            self._kept = None
        else:
            self.session.use(trained)
        trouble = []
        if trained.undecodable:
            trouble.append(f"{trained.undecodable} undecodable bytes were replaced by U+FFFD")
        if trained.skipped:
            others = f" (and {len(trained.skipped) - 1} more)" if len(trained.skipped) > 1 else ""
            trouble.append(f"passed over: {trained.skipped[0]}{others}")
        if trouble:
            self.say("; ".join(trouble), trouble=True)
        if run and self.session.sampler:
            self.action_run_or_pause()  # what was restored goes on
        self._show_all()

    def _training_failed(self, error: LmtuiError) -> None:
        waited, self._kept, self._run_when_ready = self._kept, None, False
        self.say(f"the session cannot be opened: {error}" if waited else str(error), trouble=True)
        self._show_all()

    def _show_progress(self) -> None:
        if self._trainer.current:
            self._show_status()
            self.set_timer(_PROGRESS_EVERY, self._show_progress)

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

    def on_temperature_slider_refused(self, event: TemperatureSlider.Refused) -> None:
        """What was typed is no temperature."""
        self.say(event.reason, trouble=True)

    # Keys

    def action_help(self) -> None:
        """Show all keys."""
        from lmtui.tui.screens.help import HelpScreen

        everywhere = [
            *self.BINDINGS,
            *LaboratoryScreen.BINDINGS,
            Binding("tab,shift+tab", "", "next, previous part"),
            *self.app.BINDINGS,
        ]
        self.app.push_screen(
            HelpScreen(
                (
                    ("Keys (letters where the prompt has not the focus)", everywhere),
                    ("In the slider (a digit begins a value)", TemperatureSlider.BINDINGS),
                    ("In the text", TextPane.BINDINGS),
                    ("In the table", CandidateTable.BINDINGS),
                    ("In the lanes' table", LaneTable.BINDINGS),
                    ("In the curve", CurvePane.BINDINGS),
                )
            )
        )

    def action_settings(self) -> None:
        """Ask for settings."""
        from lmtui.tui.screens.settings import SettingsScreen

        self.app.push_screen(SettingsScreen(self.session.settings, self.session.admit), self._apply)

    def _apply(self, chosen: Settings | None) -> None:
        if chosen is not None:
            if self.session.adopt(chosen):
                self._kept = None
                self.train(chosen.recipe)
            elif not self._kept:
                self._trainer.cancel()  # of another model than the one that was chosen
            self._show_all()

    def action_restart(self) -> None:
        """Run from the prompt."""
        branches = len(self.session.state.tree.branches)
        self.session.stop()
        self.action_run_or_pause()
        if branches > 1:
            self.say(f"begun again from the prompt; u brings back the {branches} branches")

    def action_run_or_pause(self) -> None:
        """Run, pause, go on."""
        if self.session.sampler is None:
            self._run_when_ready = bool(self._trainer.current)
            self.say("runs as soon as the model is ready" if self._run_when_ready else NO_MODEL)
        elif self.session.playing is Playing.RUNNING:
            self.session.pause()
        else:
            self.session.run()
            self.run_worker(play(self.session, self._show_all), group="generation", exclusive=True)
        self._show_all()

    def action_step(self) -> None:
        """One token."""
        if self.session.sampler is None and not self._trainer.current:
            self.say(NO_MODEL)
        self.session.step()
        self._show_all()

    def action_stop(self) -> None:
        """End the generation, or the wait for one."""
        self._run_when_ready = False
        self.session.stop()
        self._show_all()

    def action_clear(self) -> None:
        """Forget the generated text."""
        self.session.clear()
        self._show_all()

    def action_warmer(self, steps: int) -> None:
        """Move the slider from anywhere."""
        self._slider.action_move(steps)

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
        elif self._panes.cancel_typing():
            pass
        elif self.focused is self._prompt:
            self._slider.focus()
        else:
            self.session.look_at(None)
        self._show_all()

    def interrupt(self) -> bool:
        """Stop a running generation, or a training; whether there was one."""
        running = self.session.playing is Playing.RUNNING or self._run_when_ready
        if running:
            self.action_stop()
        return running or self.cancel_training()
