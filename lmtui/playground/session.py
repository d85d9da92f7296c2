"""All that a person has done in the playground, and all they can do next; no screen, no clock, no thread."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lmtui.errors import SettingError
from lmtui.playground.branches import Tree
from lmtui.playground.history import History
from lmtui.playground.kiosk import Kiosk
from lmtui.playground.settings import DEFAULT_PACE, MAX_BRANCHES, MAX_LANES, MAX_TOKENS, Pace, Settings
from lmtui.playground.state import Playing, State
from lmtui.playground.views import Views
from lmtui.recipe import Recipe
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.settings import SEEDS, Sampling
from lmtui.text.normal_form import as_typed
from lmtui.text.safety import clean
from lmtui.text.sources import STANDARD_INPUT

if TYPE_CHECKING:
    from lmtui.playground.saved_session import SavedSession
    from lmtui.playground.training_job import TrainedModel
    from lmtui.text.corpus import Corpus


class Session(Views):
    """The state of the playground. The text follows from it: whatever is changed and changed back, it is the same.

    Attributes:
        recipe: what the model was made from.
        pinned: whether a run from the prompt keeps the luck, or takes the next.
        playing: what the generation is doing.
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
        super().__init__(State(clean(as_typed(prompt)), (sampling,)), pace)
        self.recipe, self.kiosk = recipe, kiosk
        self.corpus: Corpus | None = None
        self.pinned = True
        self.playing = Playing.STOPPED
        self._history: History[State] = History()

    # What is so

    @property
    def settings(self) -> Settings:
        """What is set now."""
        return Settings(self.recipe, self.sampling.seed, self.rows, self.pace, self.sampling.cuts)

    # The model

    def admit(self, recipe: Recipe) -> Recipe:
        """The recipe, if it may be used here; a `SettingError` otherwise."""
        if self.kiosk:
            return self.kiosk.admit(recipe)
        if STANDARD_INPUT in recipe.corpora:
            raise SettingError("standard input is the keyboard here; give the text as a file")
        return recipe

    def use(self, trained: TrainedModel) -> None:
        """Take a new model; the prompt stays, the generation was the old model's and goes."""
        self.recipe, self.sampler, self.corpus = trained.recipe, trained.sampler, trained.corpus
        self._history = History()
        self.lanes = []
        self._begin(replace(self.state, tree=Tree()))

    def open(self, saved: SavedSession, trained: TrainedModel) -> None:
        """Open a saved session with its model; a `SettingError` leaves everything as it was."""
        tree = saved.tree(trained.sampler.model.tokens)
        self.use(trained)
        self.pinned, self.pace = saved.pinned, saved.pace
        self._begin(replace(saved.state, tree=tree))
        self._hold()

    def adopt(self, settings: Settings) -> bool:
        """Take other settings, but for the recipe: whether that needs another model is the answer."""
        self.pace, self.rows = settings.pace, settings.rows
        self._resample(replace(self.sampling, cuts=settings.cuts, seed=settings.seed), "")
        return settings.recipe != self.recipe or self.sampler is None

    # What decides the text

    def set_prompt(self, text: str) -> None:
        """Take a new prompt; what was generated after the old one goes."""
        text = clean(as_typed(text))
        if text != self.prompt:
            self._history.note(self.state, "prompt")
            self._begin(replace(self.state, prompt=text, tree=Tree()))

    def set_temperature(self, temperature: float) -> None:
        """Set T of the active lane; its text becomes what the same luck makes of it."""
        self._resample(replace(self.sampling, temperature=temperature), f"temperature {self.state.active}")

    def set_cuts(self, cuts: Cuts) -> None:
        """Set the cuts of the active lane; its text becomes what the same luck makes of it."""
        self._resample(replace(self.sampling, cuts=cuts), "")

    def set_seed(self, seed: int) -> None:
        """Take another luck: as many tokens are generated with it; what was taken by hand stays."""
        self._resample(replace(self.sampling, seed=seed), "")

    def reroll(self) -> None:
        """Take the next luck."""
        self.set_seed((self.sampling.seed + 1) % SEEDS)

    def choose_rank(self, position: int, rank: int) -> bool:
        """Take the token of a rank by hand at a position; whether that was possible."""
        self.look_at(position)
        return self.lane is not None and self.choose(self.lane.distribution(self.position).at(rank).token)

    def choose(self, token: int) -> bool:
        """Take a token by hand where the cursor is; if others followed, that is a new branch.

        Returns:
            Whether that was possible: after the end of a text it is not.

        Raises:
            SettingError: there are as many branches as there may be.
        """
        if self.lane is None:
            return False
        position = self.position
        if position < len(self.tokens) and self.tokens[position].drawn.token == token:
            self.look_at(position + 1)
            return True
        if position >= MAX_TOKENS or (position == len(self.tokens) and self.lane.ended(self.pace.stop)):
            return False
        tree = self.state.tree.chosen(position, token)
        if len(tree.branches) > MAX_BRANCHES:
            raise SettingError(f"there are {MAX_BRANCHES:,} branches, which is all there is room for")
        self._history.note(self.state, "")
        self._grow_anew(replace(self.state, tree=tree))
        self._hold()
        self.look_at(position + 1)
        return True

    def look_into(self, lane: int, index: int | None) -> None:
        """Look at a token of a lane, which becomes the active one; a running generation holds."""
        self.pause()
        self.go_to_lane(lane - self.state.active)
        self.look_at(index)

    def rewind(self) -> bool:
        """Forget the token under the cursor and all after it; whether there is one."""
        looked_at = self.cursor is not None
        if looked_at:
            self._history.note(self.state, "")
            self._grow_anew(replace(self.state, tree=self.state.tree.cut(self.position)))
            self._hold()
        return looked_at

    def go_to_branch(self, steps: int) -> None:
        """Show another branch: so many further, round and round."""
        if self.branched:
            self._history.note(self.state, "branch")
            self._grow_anew(replace(self.state, tree=self.state.tree.moved(steps)))
            self._hold()

    def undo(self) -> bool:
        """Go back to the state before; whether there was one."""
        return self._return_to(self._history.undo(self.state))

    def redo(self) -> bool:
        """Take back an undo; whether there was one."""
        return self._return_to(self._history.redo(self.state))

    # Lanes

    def add_lane(self, temperature: float | None = None) -> None:
        """Add a lane like the active one, with another temperature if one is given; it becomes the active one."""
        if len(self.state.samplings) >= MAX_LANES:
            raise SettingError(f"there are {MAX_LANES} lanes, which is all there is room for; remove one first")
        sampling = self.sampling if temperature is None else replace(self.sampling, temperature=temperature)
        self._history.note(self.state, "")
        samplings = (*self.state.samplings, sampling)
        self._grow_anew(replace(self.state, samplings=samplings, active=len(samplings) - 1))

    def remove_lane(self) -> None:
        """Remove the active lane, unless it is the only one."""
        if len(self.state.samplings) > 1:
            self._history.note(self.state, "")
            active = self.state.active
            samplings = (*self.state.samplings[:active], *self.state.samplings[active + 1 :])
            self._grow_anew(replace(self.state, samplings=samplings, active=min(active, len(samplings) - 1)))

    def go_to_lane(self, steps: int) -> None:
        """Make another lane the active one: so many further, round and round."""
        self.state = replace(self.state, active=(self.state.active + steps) % len(self.state.samplings))

    # Generation

    def clear(self) -> None:
        """Forget what was generated."""
        if self.state.tree != Tree():
            self._history.note(self.state, "")
        self._begin(replace(self.state, tree=Tree()))

    def run(self) -> None:
        """Generate: go on from a pause, else begin after the prompt."""
        self._history.close()
        if self.playing is Playing.STOPPED:
            self._from_the_prompt()
        self.cursor = None
        if self.lanes:
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
        self._history.close()
        if self.playing is Playing.STOPPED and self._ended:
            self._from_the_prompt()
        self.cursor = None
        if self.lanes:
            self.playing = Playing.PAUSED
            self.advance()

    def advance(self) -> None:
        """Have every lane draw its next token; a running or held generation stops where all of them end."""
        if not self.lanes:
            return
        if not self._ended:
            self._set_length(self.length + 1)
            self._catch_up_at_once()
        if self._ended:
            self.playing = Playing.STOPPED

    @property
    def _ended(self) -> bool:
        return self.length >= MAX_TOKENS or all(lane.ended(self.pace.stop) for lane in self.lanes)

    def _set_length(self, length: int) -> None:
        self.state = replace(self.state, tree=self.state.tree.grown(length))

    def _from_the_prompt(self) -> None:
        if not self.lanes:
            return
        samplings = self.state.samplings
        if not self.pinned:
            samplings = self._with_seed((self.sampling.seed + 1) % SEEDS)
        state = replace(self.state, samplings=samplings, tree=Tree())
        if state != self.state:
            self._history.note(self.state, "")
        self._begin(state)

    def _with_seed(self, seed: int) -> tuple[Sampling, ...]:
        return tuple(replace(sampling, seed=seed) for sampling in self.state.samplings)

    def _resample(self, sampling: Sampling, kind: str) -> None:
        """Take another sampling for the active lane; its seed is for all."""
        if sampling != self.sampling:
            self._history.note(self.state, kind)
            active, samplings = self.state.active, self._with_seed(sampling.seed)
            samplings = (*samplings[:active], sampling, *samplings[active + 1 :])
            self._grow_anew(replace(self.state, samplings=samplings))

    def _return_to(self, state: State | None) -> bool:
        if state is not None:
            self._grow_anew(state)
            self._hold()
        return state is not None

    def _hold(self) -> None:
        """Stand still; where there is text, the next run goes on after it."""
        self.playing = Playing.PAUSED if self.length else Playing.STOPPED

    def _begin(self, state: State) -> None:
        """Begin again after the prompt."""
        self.playing = Playing.STOPPED
        self.cursor = None
        self._grow_anew(state)
