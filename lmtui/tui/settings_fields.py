"""The fields of the settings: what they show at first, and the settings that they hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from textual.widget import Widget

from lmtui.engines.resources import DASK
from lmtui.errors import LmtuiError, SettingError
from lmtui.options.model import CORPUS, ORDER, PRUNE, SMOOTHING, TOKENIZER, TRAINING
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
from lmtui.text.safety import visible
from lmtui.tui.widgets.choice import Choice
from lmtui.tui.widgets.path_field import PathField
from lmtui.tui.widgets.prompt import PromptInput

T = TypeVar("T")


class WrongField(Exception):
    """A field holds what it cannot hold.

    Attributes:
        field: the field.
        reason: what is wrong with it, and what to do.
    """

    def __init__(self, field: Widget, reason: str) -> None:
        super().__init__(reason)
        self.field, self.reason = field, reason


class SettingsFields:
    """Fields for every setting, which are put on the screen by `rows`.

    Args:
        session: has the settings that the fields show; it says what may be opened.
        admit: returns a recipe as it is to be used; raises an `LmtuiError` where its text or model cannot be used.
        theme: the name of the theme.
        draft: a recipe that was chosen before and could not be trained; the fields show it, to be mended.
        model_for: the lanes that a model is wanted for, before another choice is made; None where nobody asks.

    Attributes:
        groups: the groups of options that have fields here.
        inputs: the fields of options, by the options' keys.
        path: the field of a text, model or server that is none of the choices of `inputs[CORPUS.key]`.
        parameter: the field of the smoothing's parameter.
        model_for: the field of the lanes that a model is for.
    """

    def __init__(
        self,
        session: Session,
        admit: Callable[[Recipe], Recipe],
        theme: str,
        draft: Recipe | None = None,
        model_for: ModelFor | None = None,
    ) -> None:
        self._kiosk, self._settings, self._admit = session.kiosk, settings_of(session), admit
        recipe = self._settings.recipe
        shown = draft or recipe
        self._smoothing, _, parameter = _trainable(shown.smoothing).partition(":")
        values = replace(self._settings, recipe=shown).values | {SMOOTHING.key: self._smoothing}
        self.inputs: dict[str, Choice | PromptInput] = {
            option.key: _field_of(option, option.kind.write(values[option.key])) for option in SETTINGS
        }
        self._source = visible(recipe.source)
        is_same, is_bundled = shown.source == recipe.source, shown.source in CORPUS.choices
        self._corpus = _choice_of(CORPUS, shown.source if is_bundled and not is_same else self._source, self._source)
        entries = partial(corpora_beginning_with, kiosk=session.kiosk)
        self.path = PathField("" if is_same or is_bundled else visible(shown.source), CORPUS.hint, entries)
        self.parameter = PromptInput("", "")
        self._set_parameter(parameter)
        self.inputs |= {CORPUS.key: self._corpus, THEME.key: _field_of(THEME, theme)}
        self.model_for = _choice_of_lanes(session, model_for)
        # On a shared account nobody sets who trains, and where.
        self.groups = [group for group in SETTING_GROUPS if not (session.kiosk and group is TRAINER)]

    def rows(self, asks_for_lanes: bool) -> list[tuple[str, str, Widget]]:
        """The fields, each with the name of its group and its own.

        Args:
            asks_for_lanes: whether it is asked, too, which lanes the model is for.
        """
        options = ((group.title, option) for group in self.groups for option in group.options)
        rows = [(title, *row) for title, option in options for row in self._rows_of(option)]
        return [*([(SETTING_GROUPS[0].title, "Model for", self.model_for)] if asks_for_lanes else []), *rows]

    def _rows_of(self, option: Option[Any]) -> Iterator[tuple[str, Widget]]:
        """The fields of an option, each with its name."""
        yield option.label, self.inputs[option.key]
        if option is CORPUS:
            yield "or path", self.path
        elif option is SMOOTHING:
            yield "Parameter", self.parameter

    @property
    def theme(self) -> str:
        """The name of the theme that is chosen."""
        return self.inputs[THEME.key].value

    @property
    def smoothing(self) -> str:
        """The smoothing that is chosen, without its parameter."""
        return self._smoothing

    def fit_parameter(self) -> None:
        """Where another smoothing is chosen, begin with its default parameter, if it takes one."""
        smoothing = self.inputs[SMOOTHING.key].value
        if smoothing != self._smoothing:
            self._smoothing = smoothing
            self._set_parameter(SMOOTHING.kind.check(smoothing).partition(":")[2])

    def _set_parameter(self, text: str) -> None:
        """Show the parameter of the smoothing; "" where it takes none."""
        self.parameter.value, self.parameter.disabled = text, not text
        self.parameter.placeholder = "the default" if text else "none"

    def chosen(self) -> Settings:
        """The settings that the fields hold.

        Raises:
            WrongField: a field cannot hold what stands there.
        """
        recipe = self._chosen_recipe()
        values = {option.key: self._value(option) for option in SETTINGS}
        if values[SCHEDULER.key] and values[ENGINE.key] != DASK:
            reason = f"a scheduler is for the engine {DASK}; choose that, or leave this empty"
            raise WrongField(self.inputs[SCHEDULER.key], reason)
        try:
            return Settings.of(recipe, values, self._settings.resources, ModelFor(self.model_for.value))
        except SettingError as error:
            raise WrongField(self.inputs[ANNEAL.key], str(error)) from None

    def _chosen_recipe(self) -> Recipe:
        """The recipe that the fields ask for, as it is to be used."""
        before = self._settings.recipe
        path, corpus = self.path.value.strip(), self._corpus.value
        is_same = not path and corpus == self._source
        if before.is_trained_elsewhere and is_same:
            method = (before.order, _trainable(before.smoothing), before.tokenizer)
            if method != (self._value(ORDER), self._value(SMOOTHING), self._value(TOKENIZER)):
                reason = "this model was trained elsewhere; choose a corpus to set how one is trained"
                raise WrongField(self._corpus, reason)
            recipe = before
        else:
            of_model = self._model_recipe(path) if path else None
            recipe = of_model or self._trained_recipe(before.corpora if is_same else (path or corpus,))
        try:
            return self._admit(recipe)
        except LmtuiError as error:
            raise WrongField(self.path if path else self._corpus, str(error)) from None

    def _model_recipe(self, path: str) -> Recipe | None:
        """The recipe of the model of a server, a file or a folder; None for the path of a text."""
        from lmtui.library import model_recipe  # brings numpy, which a model has

        try:
            return model_recipe(path, folders=not self._kiosk)
        except LmtuiError as error:
            raise WrongField(self.path, str(error)) from None

    def _trained_recipe(self, corpora: tuple[str, ...]) -> Recipe:
        """The recipe of a model that is trained on some corpora as the fields say."""
        for field, option, check in (
            (self.parameter, SMOOTHING, check_smoothing),
            (self.inputs[PRUNE.key], PRUNE, thresholds_of),
        ):
            try:
                check(self._value(option), self._value(ORDER))
            except LmtuiError as error:
                raise WrongField(field, str(error)) from None
        return Recipe(corpora, **{option.key: self._value(option) for option in TRAINING})

    def _value(self, option: Option[T]) -> T:
        """The value that the field of an option holds; `WrongField` where that is none."""
        field, text = self.inputs[option.key], self.inputs[option.key].value
        if option is SMOOTHING and (parameter := self.parameter.value.strip()):
            field, text = self.parameter, f"{text}:{parameter}"
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
