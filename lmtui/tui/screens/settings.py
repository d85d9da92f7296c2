"""The settings: corpus and model, luck, pace, table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Label

from lmtui.errors import LmtuiError, SettingError
from lmtui.options.model import CORPUS, ORDER, SMOOTHING, TOKENIZER, TRAINING
from lmtui.options.option import Option
from lmtui.options.sampling import ANNEAL
from lmtui.options.table import SETTINGS
from lmtui.playground.settings import Settings
from lmtui.recipe import Recipe, check_smoothing
from lmtui.text.safety import visible
from lmtui.tui.action import Place
from lmtui.tui.actions import bindings
from lmtui.tui.key_lines import KEY_LINES
from lmtui.tui.screens.base import BaseDialog
from lmtui.tui.widgets.choice import Choice
from lmtui.tui.widgets.lines import KeyLine
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


class ScrollingFields(Vertical):
    """Fields below each other. Where there is no room for all, they scroll; the one with the focus stays in sight."""

    DEFAULT_CSS = """
    ScrollingFields {
        height: auto;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        & > Horizontal { height: 1; }
    }
    """

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Bring the field that gets the focus in sight."""
        self.call_after_refresh(event.widget.scroll_visible, animate=False)

    def on_resize(self) -> None:
        """Bring the field with the focus in sight again."""
        focused = self.screen.focused
        if focused:
            focused.scroll_visible(animate=False)


class SettingsScreen(BaseDialog[Settings | None]):
    """Asks for settings; its result is None where nothing is to change. It stays open while a field is wrong.

    Args:
        settings: the present settings.
        admit: returns a recipe as it is to be used; raises an `LmtuiError` where its text or model cannot be used.
        lane: the number of the lane whose cuts and annealing are set, from 0, where there are several.
        draft: a recipe that was chosen before and could not be trained; the fields show it, to be mended.
    """

    DEFAULT_CSS = """
    SettingsScreen {
        & > Vertical {
            width: 76;
            height: auto;
            padding: 0 2;
        }
        & .name { width: 13; color: $foreground; }
        & .trouble { max-height: 3; }
        & PromptInput { width: 1fr; background: $raised; }
        & PromptInput:focus { background: $picked; }
    }
    """
    PLACE = Place.SETTINGS
    BINDINGS = bindings(PLACE)

    def __init__(
        self,
        settings: Settings,
        admit: Callable[[Recipe], Recipe],
        lane: int | None = None,
        draft: Recipe | None = None,
    ) -> None:
        super().__init__()
        self._settings, self._admit, self._lane = settings, admit, lane
        recipe, shown = settings.recipe, draft or settings.recipe
        values = replace(settings, recipe=shown).values | {SMOOTHING.key: _trainable(shown.smoothing)}
        self._inputs: dict[str, Choice | PromptInput] = {
            option.key: _field_of(option, option.kind.write(values[option.key])) for option in SETTINGS
        }
        self._source = visible(recipe.source)
        is_same, is_bundled = shown.source == recipe.source, shown.source in CORPUS.choices
        self._corpus = _choice_of(CORPUS, shown.source if is_bundled and not is_same else self._source, self._source)
        self._path = PromptInput("" if is_same or is_bundled else visible(shown.source), CORPUS.hint)
        self._fields = ScrollingFields()
        self._trouble = Label("", classes="trouble")
        self._keys = KeyLine()

    def compose(self) -> ComposeResult:
        fields: list[tuple[str, Widget]] = [(CORPUS.label, self._corpus), ("or path", self._path)]
        fields += [(option.label, self._inputs[option.key]) for option in SETTINGS]
        with Vertical() as frame:
            frame.border_title = "Settings"
            if self._lane is not None:
                frame.border_subtitle = f"cuts, what T anneals: of lane {self._lane + 1}"
            with self._fields:
                for name, field in fields:
                    with Horizontal():
                        yield Label(Content(name), classes="name")
                        yield field
            yield self._trouble
            yield self._keys

    def on_mount(self) -> None:
        """Say which keys there are."""
        self._keys.show(KEY_LINES[self.PLACE])

    def on_resize(self, event: events.Resize) -> None:
        """Fit the fields into the lines that there are now."""
        self._make_room()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Take back the complaint about a value: the value has changed."""
        event.stop()
        self._show_trouble("")

    def on_choice_changed(self, event: Choice.Changed) -> None:
        """Take back the complaint about a value: the value has changed."""
        event.stop()
        self._show_trouble("")

    def action_apply(self) -> None:
        """Close with the settings; or say what is wrong, and go to the field that is."""
        try:
            self.dismiss(self._chosen())
        except WrongField as wrong:
            self.set_focus(wrong.field)
            self._show_trouble(wrong.reason)

    def action_cancel(self) -> None:
        """Close and change nothing."""
        self.dismiss(None)

    def _show_trouble(self, trouble: str) -> None:
        """Tell what is wrong below the fields; "" is nothing."""
        self._trouble.update(Content(visible(trouble)))
        self._trouble.display = bool(trouble)
        self._make_room()

    def _make_room(self) -> None:
        """Leave the fields what the frame, the keys and a complaint do not need."""
        around = 3 + 3 * self._trouble.display + self.lines_of_tour
        self._fields.styles.max_height = max(self.app.size.height - around, 1)

    def _chosen(self) -> Settings:
        """What the fields hold; `WrongField` where one cannot hold that."""
        recipe = self._chosen_recipe()
        values = {option.key: self._value(option) for option in SETTINGS}
        try:
            return Settings.of(recipe, values)
        except SettingError as error:
            raise WrongField(self._inputs[ANNEAL.key], str(error)) from None

    def _chosen_recipe(self) -> Recipe:
        """The recipe that the fields ask for, as it is to be used."""
        before = self._settings.recipe
        path, corpus = self._path.value.strip(), self._corpus.value
        is_same = not path and corpus == self._source
        if before.model and is_same:
            method = (before.order, _trainable(before.smoothing), before.tokenizer)
            if method != (self._value(ORDER), self._value(SMOOTHING), self._value(TOKENIZER)):
                reason = "this model was trained elsewhere; choose a corpus to set how one is trained"
                raise WrongField(self._corpus, reason)
            recipe = before
        else:
            recipe = self._trained_recipe(before.corpora if is_same else (path or corpus,))
        try:
            return self._admit(recipe)
        except LmtuiError as error:
            raise WrongField(self._path if path else self._corpus, str(error)) from None

    def _trained_recipe(self, corpora: tuple[str, ...]) -> Recipe:
        """The recipe of a model that is trained on some corpora as the fields say."""
        try:
            check_smoothing(self._value(SMOOTHING), self._value(ORDER))
        except LmtuiError as error:
            raise WrongField(self._inputs[SMOOTHING.key], str(error)) from None
        return Recipe(corpora, **{option.key: self._value(option) for option in TRAINING})

    def _value(self, option: Option[T]) -> T:
        """The value that the field of an option holds; `WrongField` where that is none."""
        field = self._inputs[option.key]
        try:
            return option.read_field(field.value)
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


def _choice_of(option: Option[Any], text: str, current: str) -> Choice:
    """A field with the choices of an option, and the current value if it is none of these."""
    choices = [] if current in option.choices else [(current, "as it is now")]
    return Choice([*choices, *option.choices.items()], text)
