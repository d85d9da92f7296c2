"""All that a person has done in the playground, and all they can do next; no screen, no clock, no thread."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING

from lmtui.ngram.recipe import Recipe
from lmtui.playground.kiosk import Kiosk
from lmtui.playground.settings import DEFAULT_PACE, MAX_TOKENS, Pace, Settings
from lmtui.playground.transcript import Kind, Transcript
from lmtui.sampling.settings import Sampling
from lmtui.text.safety import clean
from lmtui.text.specials import EOS, UNK

if TYPE_CHECKING:
    from lmtui.playground.jobs import Trained
    from lmtui.playground.lane import Lane, LaneToken
    from lmtui.playground.table import TableView
    from lmtui.sampling.sampler import Sampler


class Playing(Enum):
    """What the generation is doing."""

    STOPPED = "stopped"
    RUNNING = "running"
    PAUSED = "paused"


class Session:
    """The state of the playground.

    Attributes:
        recipe: what the model was made from.
        sampler: the model; None until the first one is ready.
        prompt: as typed, controls made visible.
        sampling: how the next token will be drawn.
        pace: how a generation runs.
        rows: at most so many rows in the table; None for all there is room for.
        transcript: the prompt and the generated tokens as text; a new one whenever it did not only grow.
        playing: what the generation is doing.
        cursor: the position looked at; None is the end, where the next token comes.
        kiosk: what may be opened; None is everything.
    """

    def __init__(
        self,
        recipe: Recipe,
        sampling: Sampling,
        prompt: str = "",
        pace: Pace = DEFAULT_PACE,
        kiosk: Kiosk | None = None,
    ) -> None:
        self.kiosk = kiosk
        self.recipe, self.sampling, self.pace = recipe, sampling, pace
        self.prompt = clean(prompt)
        self.sampler: Sampler | None = None
        self.rows: int | None = None
        self.transcript = Transcript()
        self.playing = Playing.STOPPED
        self.cursor: int | None = None
        self._lane: Lane | None = None
        self._restart()

    @property
    def lane(self) -> list[LaneToken]:
        """The generated tokens."""
        return self._lane.tokens if self._lane else []

    def use(self, trained: Trained) -> None:
        """Take a new model; the prompt stays, the generation was the old model's and goes."""
        self.recipe, self.sampler = trained.recipe, trained.sampler
        self._restart()

    def set_prompt(self, text: str) -> None:
        """Take a new prompt; what was generated after the old one goes."""
        text = clean(text)
        if text != self.prompt:
            self.prompt = text
            self._restart()

    def set_temperature(self, temperature: float) -> None:
        """Set T for the tokens to come."""
        self.sampling = replace(self.sampling, temperature=temperature)

    def set_seed(self, seed: int) -> None:
        """Take another luck; what was generated with the old one goes."""
        if seed != self.sampling.seed:
            self.sampling = replace(self.sampling, seed=seed)
            self._restart()

    @property
    def settings(self) -> Settings:
        """What is set now."""
        return Settings(self.recipe, self.sampling.seed, self.rows, self.pace)

    def adopt(self, settings: Settings) -> bool:
        """Take other settings, but for the recipe: whether that needs another model is the answer."""
        self.pace, self.rows = settings.pace, settings.rows
        self.set_seed(settings.seed)
        return settings.recipe != self.recipe or self.sampler is None

    def admit(self, recipe: Recipe) -> Recipe:
        """The recipe, if it may be used here; a `SettingError` otherwise."""
        return self.kiosk.admit(recipe) if self.kiosk else recipe

    def clear(self) -> None:
        """Forget what was generated."""
        self._restart()

    def run(self) -> None:
        """Generate: go on from a pause, else begin after the prompt."""
        if self.playing is Playing.STOPPED:
            self._restart()
        self.cursor = None
        if self._lane is not None:
            self.playing = Playing.RUNNING

    def pause(self) -> None:
        """Hold a running generation."""
        if self.playing is Playing.RUNNING:
            self.playing = Playing.PAUSED

    def stop(self) -> None:
        """End the generation; its text stays until the next."""
        self.playing = Playing.STOPPED

    def step(self) -> None:
        """Generate one token and hold."""
        if self.playing is Playing.STOPPED and self._ended:
            self._restart()
        self.cursor = None
        if self._lane is not None:
            self.playing = Playing.PAUSED
            self.advance()

    def advance(self) -> None:
        """Draw the next token; a running or held generation stops where it ends."""
        if self._lane is None or self.sampler is None:
            return
        if not self._ended:
            drawn = self._lane.advance(self.sampling)
            token = self.sampler.model.vocabulary[drawn.token]
            self.transcript.add(token, Kind.GENERATED, drawn.index, drawn.model_prob)
        if self._ended:
            self.playing = Playing.STOPPED

    def look_at(self, index: int | None) -> None:
        """Move the cursor to a generated token, or to the end; out of range goes to the nearest."""
        if index is None or not self.lane or index >= len(self.lane):
            self.cursor = None
        else:
            self.cursor = max(index, 0)

    @property
    def unknown(self) -> list[str]:
        """The prompt's tokens that are not in the vocabulary."""
        if self.sampler is None:
            return []
        model = self.sampler.model
        return [token for token in model.tokenizer.split(self.prompt) if model.vocabulary.id(token) == UNK]

    def table(self, first: int, rows: int) -> TableView | None:
        """The distribution where the cursor is, from a rank on; None while there is no model.

        For a generated token it is the one that token was drawn from, with the temperature of then.
        """
        if self._lane is None:
            return None
        rows = min(rows, self.rows or rows)
        if self.cursor is None:
            return self._lane.table(len(self.lane), self.sampling, first, rows)
        return self._lane.table(self.cursor, self.lane[self.cursor].sampling, first, rows)

    @property
    def _ended(self) -> bool:
        if len(self.lane) >= MAX_TOKENS:
            return True
        return self.pace.stop and bool(self.lane) and self.lane[-1].drawn.token == EOS

    def _restart(self) -> None:
        """Begin again after the prompt."""
        self.playing = Playing.STOPPED
        self.cursor = None
        if self.sampler is None:
            self.transcript = Transcript()
            if self.prompt:
                self.transcript.add(self.prompt, Kind.PROMPT)
            return
        from lmtui.playground.lane import Lane  # the first model has brought numpy by now

        model = self.sampler.model
        prompt = model.tokenizer.split(self.prompt)
        self._lane = Lane(self.sampler, prompt)
        self.transcript = Transcript(model.tokenizer)
        for token in prompt:
            known = model.vocabulary.id(token) != UNK
            self.transcript.add(token, Kind.PROMPT if known else Kind.UNKNOWN)
