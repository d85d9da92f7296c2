"""The settings: corpus and model, luck, pace, cuts, table, theme."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Label

from lmtui.engines.resources import DASK
from lmtui.errors import LmtuiError, SettingError
from lmtui.options.model import CORPUS, ORDER, PARAMETERS, PRUNE, SMOOTHING, TOKENIZER, TRAINING
from lmtui.options.option import Option
from lmtui.options.playground import THEME
from lmtui.options.resources import ENGINE, SCHEDULER
from lmtui.options.sampling import ANNEAL
from lmtui.options.table import SETTING_GROUPS, SETTINGS, TRAINER
from lmtui.playground.admission import corpora_beginning_with
from lmtui.playground.session import Session
from lmtui.playground.session_settings import settings_of
from lmtui.playground.settings import MAX_LANES, ModelFor, Settings
from lmtui.recipe import Recipe, check_smoothing, thresholds_of
from lmtui.text.named import OF_THE_MACHINE, machine_texts
from lmtui.text.safety import visible
from lmtui.tui.action import Place
from lmtui.tui.actions import bindings
from lmtui.tui.key_lines import KEY_LINES
from lmtui.tui.key_names import key_names
from lmtui.tui.screens.base import BaseDialog
from lmtui.tui.theme import theme_name
from lmtui.tui.widgets.choice import Choice
from lmtui.tui.widgets.drawing import glyphs_of
from lmtui.tui.widgets.lines import KeyLine
from lmtui.tui.widgets.named_fields import NamedFields
from lmtui.tui.widgets.path_field import PathField
from lmtui.tui.widgets.prompt import PromptInput

T = TypeVar("T")

_WIDTH = 80  # of a screen with room for the names of groups
_HELP = 3  # lines


class WrongField(Exception):
    """A field holds what it cannot hold.

    Attributes:
        field: the field.
        reason: what is wrong with it, and what to do.
    """

    def __init__(self, field: Widget, reason: str) -> None:
        super().__init__(reason)
        self.field, self.reason = field, reason


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
        self._session, self._settings, self._admit, self._lane = session, settings_of(session), admit, lane
        recipe = self._settings.recipe
        shown = draft or recipe
        self._smoothing, _, parameter = _trainable(shown.smoothing).partition(":")
        values = replace(self._settings, recipe=shown).values | {SMOOTHING.key: self._smoothing}
        self._inputs: dict[str, Choice | PromptInput] = {
            option.key: _field_of(option, option.kind.write(values[option.key])) for option in SETTINGS
        }
        self._source = visible(recipe.source)
        is_same, is_bundled = shown.source == recipe.source, shown.source in CORPUS.choices
        self._corpus = _choice_of(CORPUS, shown.source if is_bundled and not is_same else self._source, self._source)
        self._path = PathField(
            "" if is_same or is_bundled else visible(shown.source),
            CORPUS.hint,
            partial(corpora_beginning_with, kiosk=session.kiosk),
        )
        self._parameter = PromptInput("", "")
        self._set_parameter(parameter)
        self._inputs |= {CORPUS.key: self._corpus, THEME.key: _field_of(THEME, theme_name(self.app))}
        self._model_for = _choice_of_lanes(session, model_for)
        # On a shared account nobody sets who trains, and where.
        self._groups = [group for group in SETTING_GROUPS if not (session.kiosk and group is TRAINER)]
        options = ((group.title, option) for group in self._groups for option in group.options)
        rows = [(title, *row) for title, option in options for row in self._rows(option)]
        if model_for or lane is not None:
            rows.insert(0, (SETTING_GROUPS[0].title, "Model for", self._model_for))
        self._fields = NamedFields(rows)
        self._help = Label("", classes="help")
        self._keys = KeyLine()

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = "Settings"
            if self._lane is not None:
                frame.border_subtitle = f"cuts, what T anneals: of lane {self._lane + 1}"
            yield self._fields
            yield self._help
            yield self._keys

    def _rows(self, option: Option[Any]) -> Iterator[tuple[str, Widget]]:
        """The fields of an option, each with its name."""
        yield option.label, self._inputs[option.key]
        if option is CORPUS:
            yield "or path", self._path
        elif option is SMOOTHING:
            yield "Parameter", self._parameter

    def on_mount(self) -> None:
        """Say which keys there are, and what the field with the focus takes."""
        self._keys.show(KEY_LINES[self.PLACE])
        self.watch(self, "focused", self._show_help)

    def on_resize(self, event: events.Resize) -> None:
        """Fit the fields into the lines and columns that there are now."""
        self._fields.set_class(event.size.width < _WIDTH, "-narrow")
        self._fields.styles.max_height = max(event.size.height - 3 - _HELP - self.lines_of_tour, 1)
        self.call_after_refresh(self._show_help)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Take back the complaint about a value: the value has changed."""
        event.stop()
        self._show_help()

    def on_choice_changed(self, event: Choice.Changed) -> None:
        """Take back the complaint about a value: the value has changed."""
        event.stop()
        self._fit_parameter()
        self._show_help()

    def on_path_field_offered(self, event: PathField.Offered) -> None:
        """Name what the path can go on with."""
        event.stop()
        self._tell("  ".join(event.entries) or "no such file here")

    async def action_apply(self) -> None:
        """Close with the settings; or say what is wrong, and go to the field that is."""
        self._fit_parameter()
        try:
            chosen = self._chosen()
        except WrongField as wrong:
            self.set_focus(wrong.field)
            self._tell(wrong.reason, trouble=True)
            return
        self.dismiss(chosen)
        if (theme := self._inputs[THEME.key].value) != theme_name(self.app):
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
        field = self.focused
        if field is self._parameter:
            return (PARAMETERS.get(self._smoothing, ""),)
        if field is self._path:
            named = () if self._session.kiosk else filter(None, map(machine_texts, OF_THE_MACHINE))
            corpora = "; ".join(f"{texts.name}, {texts.what}" for texts in named)
            neural = "or a .gguf file, a folder with safetensors, or the address of a server"
            completes = key_names(self).fill("{complete-path} completes the path")
            return completes, "" if self._session.kiosk else neural, corpora and f"or a name: {corpora}"
        options = (option for group in self._groups for option in group.options)
        option = next((option for option in options if self._inputs[option.key] is field), None)
        if field is self._model_for:
            return ("which lanes draw their tokens from this model",)
        if option is None:
            return ()
        takes = option.kind.range
        hidden = field.hidden if isinstance(field, Choice) and field.what not in option.help else ""
        if option is CORPUS:  # whose help names more than can be chosen here
            return hidden, "the field below takes any other text"
        return hidden, option.help, "" if option.choices or takes in option.help else takes

    def _fit_parameter(self) -> None:
        """Where another smoothing is chosen, begin with its default parameter, if it takes one."""
        smoothing = self._inputs[SMOOTHING.key].value
        if smoothing != self._smoothing:
            self._smoothing = smoothing
            self._set_parameter(SMOOTHING.kind.check(smoothing).partition(":")[2])

    def _set_parameter(self, text: str) -> None:
        """Show the parameter of the smoothing; "" where it takes none."""
        self._parameter.value, self._parameter.disabled = text, not text
        self._parameter.placeholder = "the default" if text else "none"

    def _chosen(self) -> Settings:
        """What the fields hold; `WrongField` where one cannot hold that."""
        recipe = self._chosen_recipe()
        values = {option.key: self._value(option) for option in SETTINGS}
        if values[SCHEDULER.key] and values[ENGINE.key] != DASK:
            reason = f"a scheduler is for the engine {DASK}; choose that, or leave this empty"
            raise WrongField(self._inputs[SCHEDULER.key], reason)
        try:
            return Settings.of(recipe, values, self._settings.resources, ModelFor(self._model_for.value))
        except SettingError as error:
            raise WrongField(self._inputs[ANNEAL.key], str(error)) from None

    def _chosen_recipe(self) -> Recipe:
        """The recipe that the fields ask for, as it is to be used."""
        before = self._settings.recipe
        path, corpus = self._path.value.strip(), self._corpus.value
        is_same = not path and corpus == self._source
        if before.is_trained_elsewhere and is_same:
            method = (before.order, _trainable(before.smoothing), before.tokenizer)
            if method != (self._value(ORDER), self._value(SMOOTHING), self._value(TOKENIZER)):
                reason = "this model was trained elsewhere; choose a corpus to set how one is trained"
                raise WrongField(self._corpus, reason)
            recipe = before
        else:
            neural = self._neural_recipe(path) if path else None
            recipe = neural or self._trained_recipe(before.corpora if is_same else (path or corpus,))
        try:
            return self._admit(recipe)
        except LmtuiError as error:
            raise WrongField(self._path if path else self._corpus, str(error)) from None

    def _neural_recipe(self, path: str) -> Recipe | None:
        """The recipe of the model of a server, a GGUF file or a folder; None for the path of a text."""
        from lmtui.library import neural_recipe  # brings numpy, which a model has

        try:
            return neural_recipe(path, folders=not self._session.kiosk)
        except LmtuiError as error:
            raise WrongField(self._path, str(error)) from None

    def _trained_recipe(self, corpora: tuple[str, ...]) -> Recipe:
        """The recipe of a model that is trained on some corpora as the fields say."""
        for field, option, check in (
            (self._parameter, SMOOTHING, check_smoothing),
            (self._inputs[PRUNE.key], PRUNE, thresholds_of),
        ):
            try:
                check(self._value(option), self._value(ORDER))
            except LmtuiError as error:
                raise WrongField(field, str(error)) from None
        return Recipe(corpora, **{option.key: self._value(option) for option in TRAINING})

    def _value(self, option: Option[T]) -> T:
        """The value that the field of an option holds; `WrongField` where that is none."""
        field, text = self._inputs[option.key], self._inputs[option.key].value
        if option is SMOOTHING and (parameter := self._parameter.value.strip()):
            field, text = self._parameter, f"{text}:{parameter}"
        try:
            return option.read_field(text)
        except LmtuiError as error:
            raise WrongField(field, str(error)) from None


def _trainable(smoothing: str) -> str:
    """A smoothing with its parameters; the default one where it is that of a model which was read."""
    try:
        return SMOOTHING.kind.check(smoothing)
    except SettingError:
        return str(SMOOTHING.default)


def _field_of(option: Option[Any], text: str) -> Choice | PromptInput:
    """The field of an option, which holds a text at first."""
    return _choice_of(option, text, text) if option.choices else PromptInput(text, option.hint)


_WHAT_IT_IS_FOR = {
    ModelFor.EVERY_LANE: "all have this model",
    ModelFor.THIS_LANE: "others keep theirs",
    ModelFor.NEW_LANE: "beside the others",
}


def _choice_of_lanes(session: Session, chosen: ModelFor | None) -> Choice:
    """A field with the lanes that a model can be for."""
    lanes, offered = len(session.text.state.lanes), list(_WHAT_IT_IS_FOR)
    if lanes == 1 and chosen:
        offered.remove(ModelFor.EVERY_LANE)
    if lanes == MAX_LANES or (lanes == 1 and chosen is None):
        offered.remove(ModelFor.NEW_LANE)
    value = (chosen or settings_of(session).model_for).value
    return Choice([(each.value, _WHAT_IT_IS_FOR[each]) for each in offered], value)


def _choice_of(option: Option[Any], text: str, current: str) -> Choice:
    """A field with the choices of an option, and the current value if it is none of these."""
    choices = [] if current in option.choices else [(current, "as it is now")]
    return Choice([*choices, *option.choices.items()], text)
