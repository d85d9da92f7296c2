"""The settings: corpus and model, luck, pace, table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Label

from lmtui.errors import LmtuiError
from lmtui.playground.settings import (
    UNLIMITED,
    Pace,
    Settings,
    number,
    parse_encoding,
    parse_min_count,
    parse_min_p,
    parse_rows,
    parse_seed,
    parse_speed,
    parse_top_k,
    parse_top_p,
    speed_name,
)
from lmtui.recipe import DEFAULT_SMOOTHING, METHODS, ORDERS, PARAMETERS, Recipe, check_smoothing
from lmtui.sampling.cuts import Cuts
from lmtui.text import bundled
from lmtui.text.safety import visible
from lmtui.text.tokenizers import TOKENIZERS
from lmtui.text.units import UNITS
from lmtui.tui.actions import KEY_LINES, Place, bindings
from lmtui.tui.screens.steady import SteadyScreen
from lmtui.tui.widgets.choice import Choice
from lmtui.tui.widgets.lines import KeyLine
from lmtui.tui.widgets.prompt import PromptInput

T = TypeVar("T")
Option = tuple[str, str]

_ORDER_WORDS = {
    1: "no context: how often each token occurs",
    2: "bigrams: the token before",
    3: "trigrams: the two tokens before",
}
_ORDERS: Sequence[Option] = [(str(n), _ORDER_WORDS.get(n, f"the {n - 1} tokens before")) for n in ORDERS]
_VOCABULARIES: Sequence[Option] = (
    ("open", "words never seen are <unk>"),
    ("closed", "the words seen, without <unk>"),
)
_TEXTS: Sequence[Option] = (("alike", "look-alikes are one: NFC, apostrophes"), ("exact", "as the file has it"))
_SMOOTHINGS: dict[str, str] = {
    "kneser-ney": "discounts, then backs off",
    "witten-bell": "by how many followed",
    "jelinek-mercer": "one λ for all",
    "add-k": "k more of every token",
    "mle": "relative frequencies alone",
}
_TOKENIZERS: dict[str, str] = {
    "word": "words and punctuation marks",
    "char": "single characters",
    "whitespace": "what blanks separate",
}


class WrongField(Exception):
    """A field holds what it cannot hold.

    Attributes:
        field: the field.
        reason: what is wrong with it, and what to do.
    """

    def __init__(self, field: Widget, reason: str) -> None:
        super().__init__(reason)
        self.field, self.reason = field, reason


class Fields(Vertical):
    """The fields, which scroll where they are more than there is room for; that with the focus stays in sight."""

    DEFAULT_CSS = """
    Fields {
        height: auto;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        & > Horizontal { height: 1; }
    }
    """

    def on_resize(self) -> None:
        """There is less room, or more."""
        focused = self.screen.focused
        if focused:
            focused.scroll_visible(animate=False)


class SettingsScreen(SteadyScreen[Settings | None], ModalScreen[Settings | None]):
    """Asks for settings; its result is None where nothing is to change. It stays open while a field is wrong.

    Args:
        settings: those of now.
        admit: gives a recipe back as it is to be used, or raises an `LmtuiError` where its text or model cannot be.
        lane: the number of the lane whose cuts are set, from 0, where there are several.
        draft: a recipe that was asked for and could not be trained; it is shown, to be mended.
    """

    DEFAULT_CSS = """
    SettingsScreen {
        align: center middle;
        & > Vertical {
            width: 76;
            max-width: 100%;
            height: auto;
            max-height: 100%;
            padding: 0 2;
            border: round $focus;
            border-title-color: $focus;
            background: $background;
        }
        & .name { width: 13; color: $foreground; }
        & .trouble { display: none; color: $error; width: 100%; height: auto; max-height: 3; }
        &.-trouble .trouble { display: block; }
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
        self._add_model_fields(settings.recipe, draft or settings.recipe)
        pace, cuts = settings.pace, settings.cuts
        self._speed = PromptInput(speed_name(pace.speed), f"1 to 60 tokens a second, or {UNLIMITED}")
        self._end = Choice(
            [("go on", "after </s> a new unit begins"), ("stop", "the text stops with its unit")],
            "stop" if pace.stop else "go on",
        )
        self._seed = PromptInput(str(settings.seed), "a whole number")
        self._top_k = PromptInput(str(cuts.top_k or "off"), "keep so many tokens, or off")
        top_p = number(cuts.top_p) if cuts.top_p < 1 else "off"
        self._top_p = PromptInput(top_p, "the first that make up this, or off")
        min_p = number(cuts.min_p) if cuts.min_p else "off"
        self._min_p = PromptInput(min_p, "least share of the first one's, or off")
        self._rows = PromptInput("fit" if settings.rows is None else str(settings.rows), "a whole number, or fit")
        self._fields = Fields()
        self._trouble = Label("", classes="trouble")
        self._keys = KeyLine()

    def _add_model_fields(self, recipe: Recipe, shown: Recipe) -> None:
        """Make the fields that say what the model is made from.

        Args:
            recipe: of the model in use.
            shown: what the fields hold at first.
        """
        self._current = visible(recipe.source)
        corpora: list[Option] = list(bundled.CORPORA.items())
        if self._current not in bundled.CORPORA:
            corpora.insert(0, (self._current, "as it is now"))
        same, bundled_one = shown.source == recipe.source, shown.source in bundled.CORPORA
        self._corpus = Choice(corpora, shown.source if bundled_one and not same else self._current)
        path = "" if same or bundled_one else visible(shown.source)
        self._path = PromptInput(path, "a file or a folder, instead of that")
        self._order = Choice(_ORDERS, str(shown.order))
        self._smoothing = Choice(*_smoothings(shown.smoothing))
        self._tokenizer = Choice([(name, _TOKENIZERS[name]) for name in TOKENIZERS], shown.tokenizer)
        self._unit = Choice(list(UNITS.items()), shown.unit)
        self._vocabulary = Choice(_VOCABULARIES, "closed" if shown.closed else "open")
        self._min_count = PromptInput(str(shown.min_count), "rarer words are <unk>")
        self._text = Choice(_TEXTS, "exact" if shown.exact_text else "alike")
        self._encoding = PromptInput(shown.encoding, "utf-8, or as a byte-order mark says")
        self._untouched = (str(recipe.order), _smoothings(recipe.smoothing)[1], recipe.tokenizer)

    def compose(self) -> ComposeResult:
        fields: tuple[tuple[str, Widget], ...] = (
            ("Corpus", self._corpus),
            ("or path", self._path),
            ("Order n", self._order),
            ("Smoothing", self._smoothing),
            ("Tokenizer", self._tokenizer),
            ("Unit", self._unit),
            ("Vocabulary", self._vocabulary),
            ("Min count", self._min_count),
            ("Text", self._text),
            ("Encoding", self._encoding),
            ("Speed", self._speed),
            ("At unit end", self._end),
            ("Seed", self._seed),
            ("Top-k", self._top_k),
            ("Top-p", self._top_p),
            ("Min-p", self._min_p),
            ("Table rows", self._rows),
        )
        with Vertical() as frame:
            frame.border_title = "Settings"
            if self._lane is not None:
                frame.border_subtitle = f"cuts: of lane {self._lane + 1}"
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
        """There is another number of lines for the fields."""
        self._make_room()

    def on_input_changed(self, event: Input.Changed) -> None:
        """A value that was wrong is another one now."""
        event.stop()
        self._say("")

    def on_choice_changed(self, event: Choice.Changed) -> None:
        """A value that was wrong is another one now."""
        event.stop()
        self._say("")

    def action_apply(self) -> None:
        """Close with the settings; or say what is wrong, and go to the field that is."""
        try:
            self.dismiss(self._chosen())
        except WrongField as wrong:
            self.set_focus(wrong.field)
            self._say(wrong.reason)

    def action_cancel(self) -> None:
        """Close and change nothing."""
        self.dismiss(None)

    def _say(self, trouble: str) -> None:
        """Tell what is wrong below the fields; "" is nothing."""
        self._trouble.update(Content(visible(trouble)))
        self.set_class(bool(trouble), "-trouble")
        self._make_room()

    def _make_room(self) -> None:
        """Leave the fields what the frame, the keys and a complaint do not need."""
        around = 3 + 3 * self.has_class("-trouble")
        self._fields.styles.max_height = max(self.app.size.height - around, 1)

    def _chosen(self) -> Settings:
        """What the fields hold; `WrongField` where one cannot hold that."""
        return Settings(
            recipe=self._chosen_recipe(),
            pace=Pace(_read(self._speed, parse_speed), self._end.value == "stop"),
            seed=_read(self._seed, parse_seed),
            cuts=Cuts(
                _read(self._top_k, parse_top_k),
                _read(self._top_p, parse_top_p),
                _read(self._min_p, parse_min_p),
            ),
            rows=_read(self._rows, parse_rows),
        )

    def _chosen_recipe(self) -> Recipe:
        before = self._settings.recipe
        path, corpus = self._path.value.strip(), self._corpus.value
        same = not path and corpus == self._current
        method = (self._order.value, self._smoothing.value, self._tokenizer.value)
        if before.model and same:
            if method != self._untouched:
                reason = "this model was trained elsewhere; choose a corpus to set how one is trained"
                raise WrongField(self._corpus, reason)
            recipe = before
        else:
            recipe = self._trained_recipe(before.corpora if same else (path or corpus,))
        try:
            return self._admit(recipe)
        except LmtuiError as error:
            raise WrongField(self._path if path else self._corpus, str(error)) from None

    def _trained_recipe(self, corpora: tuple[str, ...]) -> Recipe:
        """What the fields say of how a model is trained on some corpora."""
        order, smoothing = int(self._order.value), self._smoothing.value
        try:
            check_smoothing(smoothing, order)
        except LmtuiError as error:
            raise WrongField(self._smoothing, str(error)) from None
        return Recipe(
            corpora,
            order,
            smoothing,
            self._tokenizer.value,
            unit=self._unit.value,
            closed=self._vocabulary.value == "closed",
            min_count=_read(self._min_count, parse_min_count),
            exact_text=self._text.value == "exact",
            encoding=_read(self._encoding, parse_encoding),
        )


def _read(field: PromptInput, parse: Callable[[str], T]) -> T:
    """The value a field holds; `WrongField` where it is none."""
    try:
        return parse(field.value)
    except LmtuiError as error:
        raise WrongField(field, str(error)) from None


def _smoothings(current: str) -> tuple[list[Option], str]:
    """The methods to choose from, with their parameters, and the one in use."""
    labels = {name: f"{name}:{PARAMETERS[name][0]:g}" if name in PARAMETERS else name for name in METHODS}
    options = [(labels[name], _SMOOTHINGS[name]) for name in METHODS]
    current = labels.get(current, current)
    if current.partition(":")[0] not in METHODS:
        current = DEFAULT_SMOOTHING  # of a model that was read; it is for the next one
    if current not in labels.values():
        options.insert(0, (current, "as it is now"))
    return options, current
