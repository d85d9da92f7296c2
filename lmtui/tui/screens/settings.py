"""The settings: corpus and model, luck, pace, table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label

from lmtui.errors import SettingError
from lmtui.ngram.names import DEFAULT, METHODS, PARAMETERS
from lmtui.ngram.recipe import Recipe
from lmtui.playground.settings import Pace, Settings, number, parse_cuts, parse_rows, parse_seed, parse_speed
from lmtui.text import bundled
from lmtui.text.safety import visible
from lmtui.text.tokenizers import TOKENIZERS
from lmtui.tui.screens.steady import SteadyScreen
from lmtui.tui.widgets.choice import Choice
from lmtui.tui.widgets.prompt import PromptInput

Option = tuple[str, str]

_ORDERS: Sequence[Option] = (
    ("1", "no context: how often each token occurs"),
    ("2", "bigrams: the token before"),
    ("3", "trigrams: the two tokens before"),
    ("4", "the three tokens before"),
    ("5", "the four tokens before"),
)
_SMOOTHINGS: dict[str, str] = {
    "kneser-ney": "discounts, then backs off",
    "witten-bell": "by how many tokens followed",
    "jelinek-mercer": "one λ for every order",
    "add-k": "k more of every token",
    "mle": "relative frequencies alone",
}
_TOKENIZERS: dict[str, str] = {
    "word": "words and punctuation marks",
    "char": "single characters",
    "whitespace": "what stands between blanks",
}


class SettingsScreen(SteadyScreen[Settings | None], ModalScreen[Settings | None]):
    """Asks for settings; its result is None where nothing is to change."""

    DEFAULT_CSS = """
    SettingsScreen {
        align: center middle;
        & > Vertical {
            width: 76;
            max-width: 100%;
            height: auto;
            max-height: 100%;
            overflow-y: auto;
            padding: 0 2;
            border: round $focus;
            border-title-color: $focus;
            background: $background;
        }
        & Horizontal { height: 1; }
        & .name { width: 13; color: $foreground; }
        & .trouble { color: $error; width: 100%; height: auto; }
        & .keys { color: $faint; }
        & PromptInput { width: 1fr; background: $raised; }
        & PromptInput:focus { background: $picked; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "apply", "apply"),
        Binding("escape,f2", "cancel", "cancel"),
        Binding("down", "app.focus_next", "next setting"),
        Binding("up", "app.focus_previous", "setting before"),
    ]

    def __init__(self, settings: Settings, admit: Callable[[Recipe], Recipe], lane: int | None = None) -> None:
        super().__init__()
        self._lane = lane
        self._admit = admit
        recipe = settings.recipe
        self._settings = settings
        self._current = visible(recipe.source)
        corpora: list[Option] = list(bundled.CORPORA.items())
        if self._current not in bundled.CORPORA:
            corpora.insert(0, (self._current, "as it is now"))
        self._corpus = Choice(corpora, self._current)
        self._path = PromptInput("", "a file or a folder, instead of the above")
        self._order = Choice(_ORDERS, str(recipe.order))
        self._smoothing = Choice(*_smoothings(recipe.smoothing))
        self._tokenizer = Choice([(name, _TOKENIZERS[name]) for name in TOKENIZERS], recipe.tokenizer)
        self._untouched = (recipe.order, self._smoothing.value, recipe.tokenizer)
        self._speed = PromptInput(number(settings.pace.speed), "1 to 60 tokens a second, or inf")
        self._end = Choice(
            [("go on", "after </s> a new unit begins"), ("stop", "the text ends with its unit")],
            "stop" if settings.pace.stop else "go on",
        )
        self._seed = PromptInput(str(settings.seed), "a whole number")
        cuts = settings.cuts
        self._top_k = PromptInput(str(cuts.top_k or "off"), "keep so many tokens, or off")
        top_p = number(cuts.top_p) if cuts.top_p < 1 else "off"
        self._top_p = PromptInput(top_p, "keep the first whose p_T sum to this, or off")
        self._min_p = PromptInput(
            number(cuts.min_p) if cuts.min_p else "off", "keep what has this × the first's p_T, or off"
        )
        self._rows = PromptInput("fit" if settings.rows is None else str(settings.rows), "a whole number, or fit")
        self._trouble = Label("", classes="trouble")

    def compose(self) -> ComposeResult:
        fields = (
            ("Corpus", self._corpus),
            ("or path", self._path),
            ("Order n", self._order),
            ("Smoothing", self._smoothing),
            ("Tokenizer", self._tokenizer),
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
            for name, field in fields:
                with Horizontal():
                    yield Label(Content(name), classes="name")
                    yield field
            yield self._trouble
            yield Label(Content("up/down choose, left/right change, Enter apply, Esc leave"), classes="keys")

    def action_apply(self) -> None:
        """Close with the settings, or say what is wrong with them."""
        try:
            self.dismiss(self._chosen())
        except SettingError as error:
            self._trouble.update(Content(visible(str(error))))

    def action_cancel(self) -> None:
        """Close and change nothing."""
        self.dismiss(None)

    def _chosen(self) -> Settings:
        return Settings(
            recipe=self._admit(self._recipe()),
            seed=parse_seed(self._seed.value),
            rows=parse_rows(self._rows.value),
            cuts=parse_cuts(self._top_k.value, self._top_p.value, self._min_p.value),
            pace=Pace(parse_speed(self._speed.value), self._end.value == "stop"),
        )

    def _recipe(self) -> Recipe:
        before = self._settings.recipe
        path, corpus = self._path.value.strip(), self._corpus.value
        same = not path and corpus == self._current
        corpora = before.corpora if same else (path or corpus,)
        order, tokenizer = int(self._order.value), self._tokenizer.value
        if before.model and same:
            if (order, self._smoothing.value, tokenizer) != self._untouched:
                raise SettingError("this model was trained elsewhere; choose a corpus to set how one is trained")
            return before
        return Recipe(corpora, order, self._smoothing.value, tokenizer)

    def on_resize(self, event: events.Resize) -> None:
        """Keep the field with the focus in sight."""
        if self.focused:
            self.focused.scroll_visible(animate=False)


def _smoothings(current: str) -> tuple[list[Option], str]:
    """The methods to choose from, with their parameters, and the one in use."""
    labels = {name: f"{name}:{PARAMETERS[name][0]:g}" if name in PARAMETERS else name for name in METHODS}
    options = [(labels[name], _SMOOTHINGS[name]) for name in METHODS]
    current = labels.get(current, current)
    if current.partition(":")[0] not in METHODS:
        current = DEFAULT  # of a model that was read; it is for the next one
    if current not in labels.values():
        options.insert(0, (current, "as it is now"))
    return options, current
