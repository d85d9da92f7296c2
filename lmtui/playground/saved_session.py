"""A saved session as a value: what a session file says, ready to be opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from lmtui.errors import SettingError
from lmtui.files import FileStamp
from lmtui.playground.branches import Branch, Choice, Tree
from lmtui.playground.settings import Pace
from lmtui.playground.state import State
from lmtui.recipe import Recipe
from lmtui.text.display import shortened
from lmtui.text.safety import visible

if TYPE_CHECKING:
    from lmtui.model.protocol import Tokens


@dataclass(frozen=True)
class SavedModel:
    """A model of a saved session.

    Attributes:
        recipe: what the model is made from.
        fingerprint: identifies the model that the session was made with; "" where there was none yet.
    """

    recipe: Recipe
    fingerprint: str


class SavedChoice(NamedTuple):
    """A token that was chosen by hand: where, how it is spelled, and the number of its model."""

    position: int
    spelling: str
    model: int


@dataclass(frozen=True)
class SavedSession:
    """A session as its file describes it. Tokens chosen by hand have spellings; their ids come with the model.

    Attributes:
        path: the file.
        stamp: the state of the file when the session was read.
        models: what each model is made from, by its number, and its fingerprint; there is at least one.
        pinned: whether a run from the prompt uses the same luck again.
        pace: how a generation runs.
        state: what decides the text, with an empty tree.
        branches: each branch without choices, and its tokens chosen by hand.
        at: the place of the branch that is shown.
        notes: what the person has written about the session.
        note: what the person is told when the session opens.
    """

    path: str
    stamp: FileStamp
    models: tuple[SavedModel, ...]
    pinned: bool
    pace: Pace
    state: State
    branches: tuple[tuple[Branch, tuple[SavedChoice, ...]], ...]
    at: int
    notes: str
    note: str = ""

    @property
    def recipe(self) -> Recipe:
        """What the model of the active lane is made from."""
        return self.models[self.state.lane.model].recipe

    def with_recipe(self, recipe: Recipe) -> SavedSession:
        """The session with another recipe of the active lane's model, whose fingerprint is not known."""
        models, number = self.models, self.state.lane.model
        return replace(self, models=(*models[:number], SavedModel(recipe, ""), *models[number + 1 :]))

    def tree(self, tokens: Sequence[Tokens]) -> Tree:
        """The tree of the branches, with the ids of tokens.

        Args:
            tokens: of each model.

        Raises:
            SettingError: the model has no token of a spelling that was chosen.
        """
        branches = []
        for branch, saved in self.branches:
            choices = (Choice(place, _found(tokens[model], spelling), model) for place, spelling, model in saved)
            branches.append(replace(branch, choices=tuple(choices)))
        return Tree(tuple(branches), self.at)


def _found(tokens: Tokens, spelling: str) -> int:
    """The token of this spelling that can be drawn; a `SettingError` where there is none."""
    token = tokens.find(spelling)
    if token is None:
        raise SettingError(
            f"the session's '{visible(shortened(spelling))}' is not in this vocabulary: its text is another "
            "one now; restore it, or open another session"
        )
    return token
