"""The settings: corpus and model, luck, pace, cuts, table, theme."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Label

from lmtui.options.model import CORPUS, PARAMETERS
from lmtui.playground.session import Session
from lmtui.playground.settings import ModelFor, Settings
from lmtui.recipe import Recipe
from lmtui.text.named import OF_THE_MACHINE, machine_texts
from lmtui.text.safety import visible
from lmtui.tui.action import Place
from lmtui.tui.actions import bindings
from lmtui.tui.key_lines import KEY_LINES
from lmtui.tui.key_names import key_names
from lmtui.tui.screens.base import BaseDialog
from lmtui.tui.settings_fields import SettingsFields, WrongField
from lmtui.tui.theme import theme_name
from lmtui.tui.widgets.choice import Choice
from lmtui.tui.widgets.drawing import glyphs_of
from lmtui.tui.widgets.lines import KeyLine
from lmtui.tui.widgets.named_fields import NamedFields
from lmtui.tui.widgets.path_field import PathField

_WIDTH = 80  # of a screen with room for the names of groups
_HELP = 3  # lines


class SettingsScreen(BaseDialog[Settings | None]):
    """Asks for settings; its result is None where nothing is to change. It stays open while a field is wrong.

    Args:
        session: what the settings are of; it completes paths.
        admit: returns a recipe as it is to be used; raises an `LmtuiError` where its text or model cannot be used.
        lane: the number of the lane whose cuts and annealing are set, from 0, where there are several.
        model_for: the lanes that a model is wanted for, before another choice is made; None where nobody asks.
        draft: a recipe that was chosen before and could not be trained; the fields show it, to be mended.
    """

    DEFAULT_CSS = """
    SettingsScreen {
        & > Vertical {
            height: auto;
            padding: 0 1;
        }
        & .help { width: 100%; height: 3; color: $faint; }
        &.-trouble .help { color: $error; }
        & PromptInput { width: 1fr; background: $raised; }
        & PromptInput:focus { background: $picked; }
    }
    """
    PLACE = Place.SETTINGS
    BINDINGS = bindings(PLACE)

    def __init__(
        self,
        session: Session,
        admit: Callable[[Recipe], Recipe],
        lane: int | None = None,
        draft: Recipe | None = None,
        model_for: ModelFor | None = None,
    ) -> None:
        super().__init__()
        self._kiosk, self._lane = session.kiosk, lane
        self._fields = SettingsFields(session, admit, theme_name(self.app), draft, model_for)
        self._named = NamedFields(self._fields.rows(bool(model_for) or lane is not None))
        self._help = Label("", classes="help")
        self._keys = KeyLine()

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = "Settings"
            if self._lane is not None:
                frame.border_subtitle = f"cuts, what T anneals: of lane {self._lane + 1}"
            yield self._named
            yield self._help
            yield self._keys

    def on_mount(self) -> None:
        """Say which keys there are, and what the field with the focus takes."""
        self._keys.show(KEY_LINES[self.PLACE])
        self.watch(self, "focused", self._show_help)

    def on_resize(self, event: events.Resize) -> None:
        """Fit the fields into the lines and columns that there are now."""
        self._named.set_class(event.size.width < _WIDTH, "-narrow")
        self._named.styles.max_height = max(event.size.height - 3 - _HELP - self.lines_of_tour, 1)
        self.call_after_refresh(self._show_help)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Take back the complaint about a value: the value has changed."""
        event.stop()
        self._show_help()

    def on_choice_changed(self, event: Choice.Changed) -> None:
        """Take back the complaint about a value: the value has changed."""
        event.stop()
        self._fields.fit_parameter()
        self._show_help()

    def on_path_field_offered(self, event: PathField.Offered) -> None:
        """Name what the path can go on with."""
        event.stop()
        self._tell("  ".join(event.entries) or "no such file here")

    async def action_apply(self) -> None:
        """Close with the settings; or say what is wrong, and go to the field that is."""
        self._fields.fit_parameter()
        try:
            chosen = self._fields.chosen()
        except WrongField as wrong:
            self.set_focus(wrong.field)
            self._tell(wrong.reason, trouble=True)
            return
        self.dismiss(chosen)
        if (theme := self._fields.theme) != theme_name(self.app):
            await self.app.run_action(f"show_theme({theme!r})", self.app)

    def action_cancel(self) -> None:
        """Close and change nothing."""
        self.dismiss(None)

    def _tell(self, said: str, trouble: bool = False) -> None:
        """Say something below the fields, maybe what is wrong with one."""
        shown = "\n".join(map(visible, said.split("\n"))).translate(glyphs_of(self.app).prose)
        self._help.update(Content(shown), layout=False)  # it has the same lines whatever it says
        self.set_class(trouble, "-trouble")

    def _show_help(self) -> None:
        """Say below the fields what the one with the focus is for, and what can be given there."""
        self._tell("\n".join(line for line in self._help_lines() if line))

    def _help_lines(self) -> Sequence[str]:
        field, fields = self.focused, self._fields
        if field is fields.parameter:
            return (PARAMETERS.get(fields.smoothing, ""),)
        if field is fields.path:
            named = () if self._kiosk else filter(None, map(machine_texts, OF_THE_MACHINE))
            corpora = "; ".join(f"{texts.name}, {texts.what}" for texts in named)
            models = "or a model: its folder, an .arpa or .gguf file, or the address of a server"
            completes = key_names(self).fill("{complete-path} completes the path")
            return completes, "" if self._kiosk else models, corpora and f"or a name: {corpora}"
        if field is fields.model_for:
            return ("which lanes draw their tokens from this model",)
        options = (option for group in fields.groups for option in group.options)
        option = next((option for option in options if fields.inputs[option.key] is field), None)
        if option is None:
            return ()
        takes = option.kind.range
        hidden = field.hidden if isinstance(field, Choice) and field.what not in option.help else ""
        if option is CORPUS:  # whose help names more than can be chosen here
            return hidden, "the field below takes any other text"
        return hidden, option.help, "" if option.choices or takes in option.help else takes
