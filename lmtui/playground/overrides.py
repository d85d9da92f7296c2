"""Open a saved session with another model, prompt, sampling or pace than it was saved with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lmtui.options.sampling import PROMPT
from lmtui.playground.branches import Branch
from lmtui.playground.saved_session import SavedSession
from lmtui.playground.state import State
from lmtui.recipe import Recipe
from lmtui.text.normal_form import as_typed
from lmtui.text.safety import clean


@dataclass(frozen=True)
class Overrides:
    """The values on the command line that replace values of a session file; None leaves the file's value.

    Attributes:
        prompt: the beginning of the text.
        seed: gives every position its luck.
        temperature: T of the active lane.
        cuts: the names of cuts of the active lane, each with its value.
        pace: the names of fields of the pace, each with its value.
        whole: whether T anneals the whole sequence in the active lane.
        sequence_length: how many tokens a whole sequence has.
    """

    prompt: str | None = None
    seed: int | None = None
    temperature: float | None = None
    cuts: Mapping[str, Any] = field(default_factory=dict)
    pace: Mapping[str, Any] = field(default_factory=dict)
    whole: bool | None = None
    sequence_length: int | None = None

    def of(self, state: State) -> State:
        """A state with these values in place of its own; a `SettingError` where a value makes no sense."""
        lane = state.lane
        changed = replace(
            lane,
            temperature=lane.temperature if self.temperature is None else self.temperature,
            cuts=replace(lane.cuts, **self.cuts),
            whole=lane.whole if self.whole is None else self.whole,
        )
        return replace(
            state.with_lane(changed),
            seed=state.seed if self.seed is None else self.seed,
            sequence_length=state.sequence_length if self.sequence_length is None else self.sequence_length,
        )


def override(saved: SavedSession, recipe: Recipe, given: Overrides) -> SavedSession:
    """The session with another recipe of the active lane's model, another prompt, sampling or pace.

    With another luck, temperature or cuts the text is made anew, as in the playground. With another model or prompt
    the generated text and its branches have no meaning. These are dropped, and the session has a note that says so.

    Raises:
        SettingError: a value makes no sense.
    """
    state = saved.state
    sampled = given.of(state)
    prompt = state.prompt if given.prompt is None else clean(as_typed(PROMPT.kind.check(given.prompt)))
    changes = {"model": recipe != saved.recipe, "prompt": prompt != state.prompt}
    changed = [what for what, is_another in changes.items() if is_another]
    pace = replace(saved.pace, **given.pace)
    saved = replace(saved, state=replace(sampled, prompt=prompt), pace=pace)
    if not changed:
        return saved
    if recipe != saved.recipe:
        saved = saved.with_recipe(recipe)
    had_text = len(saved.branches) > 1 or any(branch.length for branch, _ in saved.branches)
    note = f"another {' and another '.join(changed)} than the session's: its text was not kept" if had_text else ""
    return replace(saved, branches=((Branch(), ()),), at=0, note=note)
