"""All that a person has done in the playground, and all they can do next; no screen, no clock, no thread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from lmtui.ngram.training import Recipe
from lmtui.playground.jobs import Trained
from lmtui.playground.settings import DEFAULT_PACE, MAX_TOKENS, Pace
from lmtui.playground.table import TableView, table_view
from lmtui.playground.transcript import Kind, Transcript
from lmtui.sampling.generation import DrawnToken, Sampling, after, draw, prompt_context
from lmtui.sampling.luck import luck
from lmtui.sampling.sampler import Sampler
from lmtui.text.safety import clean
from lmtui.text.vocabulary import EOS, UNK


class Playing(Enum):
    """What the generation is doing."""

    STOPPED = "stopped"
    RUNNING = "running"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class LaneToken:
    """A generated token and the settings it was drawn with."""

    drawn: DrawnToken
    sampling: Sampling


class Session:
    """The state of the playground.

    Attributes:
        recipe: what the model was made from.
        sampler: the model; None until the first one is ready.
        prompt: as typed, controls made visible.
        sampling: how the next token will be drawn.
        pace: how a generation runs.
        rows: at most so many rows in the table; None for all there is room for.
        lane: the generated tokens.
        transcript: the prompt and the generated tokens as text; a new one whenever it did not only grow.
        playing: what the generation is doing.
        cursor: the position looked at; None is the end, where the next token comes.
    """

    def __init__(self, recipe: Recipe, sampling: Sampling, prompt: str = "", pace: Pace = DEFAULT_PACE) -> None:
        self.recipe, self.sampling, self.pace = recipe, sampling, pace
        self.prompt = clean(prompt)
        self.sampler: Sampler | None = None
        self.rows: int | None = None
        self.lane: list[LaneToken] = []
        self.transcript = Transcript()
        self.playing = Playing.STOPPED
        self.cursor: int | None = None
        self._context: list[int] = []
        self._restart()

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

    def clear(self) -> None:
        """Forget what was generated."""
        self._restart()

    def run(self) -> None:
        """Generate: go on from a pause, else begin after the prompt."""
        if self.playing is Playing.STOPPED:
            self._restart()
        self.cursor = None
        if self.sampler is not None:
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
        if self.sampler is not None:
            self.playing = Playing.PAUSED
            self.advance()

    def advance(self) -> None:
        """Draw the next token; a running or held generation stops where it ends."""
        if self.sampler is None or self._ended:
            return
        drawn = draw(self.sampler, self._context, self.sampling, len(self.lane))
        self.lane.append(LaneToken(drawn, self.sampling))
        token = self.sampler.model.vocabulary[drawn.token]
        self.transcript.add(token, Kind.GENERATED, drawn.index, drawn.model_prob)
        self._context = after(self._context, drawn.token, self._context_length)
        if self._ended:
            self.playing = Playing.STOPPED

    def look_at(self, index: int | None) -> None:
        """Move the cursor to a generated token, or to the end; out of range goes to the nearest."""
        if index is None or index >= len(self.lane):
            self.cursor = None
        else:
            self.cursor = max(index, 0) if self.lane else None

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
        if self.sampler is None:
            return None
        rows = min(rows, self.rows or rows)
        at = len(self.lane) if self.cursor is None else self.cursor
        sampling = self.sampling if self.cursor is None else self.lane[self.cursor].sampling
        context = self._context_before(at)
        distribution = self.sampler.distribution(context, sampling.temperature, sampling.cuts)
        matched = self.sampler.model.match(context).length
        u = luck(sampling.seed, at)
        return table_view(distribution, self.sampler.model.vocabulary, context, matched, u, first, rows)

    @property
    def _context_length(self) -> int:
        return max(1, self.sampler.model.order - 1) if self.sampler else 1

    @property
    def _ended(self) -> bool:
        if len(self.lane) >= MAX_TOKENS:
            return True
        return self.pace.stop and bool(self.lane) and self.lane[-1].drawn.token == EOS

    def _context_before(self, index: int) -> list[int]:
        """The ids that the token at an index is conditioned on: the last n−1 of its unit."""
        assert self.sampler is not None
        keep = self.sampler.model.order - 1
        if index == len(self.lane):
            return self._context[-keep:] if keep else []
        context = self._prompt_context()
        for token in self.lane[max(0, index - keep) : index]:
            context = after(context, token.drawn.token, self._context_length)
        return context[-keep:] if keep else []

    def _prompt_context(self) -> list[int]:
        assert self.sampler is not None
        tokens = self.sampler.model.tokenizer.split(self.prompt)
        return prompt_context(self.sampler, tokens)[-self._context_length :]

    def _restart(self) -> None:
        """Begin again after the prompt."""
        self.lane = []
        self.playing = Playing.STOPPED
        self.cursor = None
        if self.sampler is None:
            self.transcript = Transcript()
            if self.prompt:
                self.transcript.add(self.prompt, Kind.PROMPT)
            return
        model = self.sampler.model
        self.transcript = Transcript(model.tokenizer)
        for token in model.tokenizer.split(self.prompt):
            known = model.vocabulary.id(token) != UNK
            self.transcript.add(token, Kind.PROMPT if known else Kind.UNKNOWN)
        self._context = self._prompt_context()
