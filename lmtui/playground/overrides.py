"""A saved session, opened with something else than it was saved with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

from lmtui.playground.branches import Branch
from lmtui.playground.saved_session import SavedSession
from lmtui.playground.settings import check_prompt
from lmtui.recipe import Recipe
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.settings import Sampling
from lmtui.text.normal_form import as_typed
from lmtui.text.safety import clean

T = TypeVar("T")


@dataclass(frozen=True)
class Overrides:
    """What is given beside a session file and wins over it; None leaves what the file says.

    Attributes:
        prompt: the beginning of the text.
        seed: of every lane.
        temperature, top_k, top_p, min_p: of the active lane.
    """

    prompt: str | None = None
    seed: int | None = None
    temperature: float | None = None
    top_k: int | None = None
    top_p: float | None = None
    min_p: float | None = None

    def of(self, sampling: Sampling) -> Sampling:
        """A sampling with the temperature and the cuts that are given; a `SettingError` where one makes no sense."""
        before = sampling.cuts
        cuts = Cuts(_else(self.top_k, before.top_k), _else(self.top_p, before.top_p), _else(self.min_p, before.min_p))
        return replace(sampling, temperature=_else(self.temperature, sampling.temperature), cuts=cuts)


def _else(given: T | None, otherwise: T) -> T:
    return otherwise if given is None else given


def override(saved: SavedSession, recipe: Recipe, given: Overrides) -> SavedSession:
    """The session with another recipe, prompt or sampling.

    Luck, temperature and cuts change what follows from them, as in the playground. With another model or prompt the
    generated text and its branches mean nothing any more: they are left out, and the session says so when it opens.

    Raises:
        SettingError: a value makes no sense.
    """
    state = saved.state
    samplings = list(state.samplings)
    samplings[state.active] = given.of(samplings[state.active])
    if given.seed is not None:
        samplings = [replace(sampling, seed=given.seed) for sampling in samplings]
    prompt = state.prompt if given.prompt is None else clean(as_typed(check_prompt(given.prompt)))
    changes = {"model": recipe != saved.recipe, "prompt": prompt != state.prompt}
    changed = [what for what, is_another in changes.items() if is_another]
    saved = replace(saved, recipe=recipe, state=replace(state, prompt=prompt, samplings=tuple(samplings)))
    if not changed:
        return saved
    had_text = len(saved.branches) > 1 or any(branch.length for branch, _ in saved.branches)
    note = f"another {' and another '.join(changed)} than the session's: its text was not kept" if had_text else ""
    return replace(saved, branches=((Branch(), ()),), at=0, fingerprint="", note=note)
