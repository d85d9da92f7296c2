"""A saved session as a value: what a session file says, ready to be opened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lmtui.errors import SettingError
from lmtui.files import FileStamp
from lmtui.playground.branches import Branch, Tree
from lmtui.playground.settings import Pace
from lmtui.playground.state import State
from lmtui.recipe import Recipe
from lmtui.text.display import shortened
from lmtui.text.safety import visible

if TYPE_CHECKING:
    from lmtui.model.protocol import Tokens


@dataclass(frozen=True)
class SavedSession:
    """A session as its file describes it. Tokens chosen by hand have spellings; their ids come with the model.

    Attributes:
        path: the file.
        stamp: the state of the file when the session was read.
        recipe: what the model is made from.
        fingerprint: identifies the model that the session was made with; "" for a session without a model.
        pinned: whether a run from the prompt uses the same luck again.
        pace: how a generation runs.
        state: what decides the text, with an empty tree.
        branches: each branch without choices, and its tokens chosen by hand as (position, token) pairs.
        at: the place of the branch that is shown.
        notes: what the person has written about the session.
        note: what the person is told when the session opens.
    """

    path: str
    stamp: FileStamp
    recipe: Recipe
    fingerprint: str
    pinned: bool
    pace: Pace
    state: State
    branches: tuple[tuple[Branch, tuple[tuple[int, str], ...]], ...]
    at: int
    notes: str
    note: str = ""

    def tree(self, tokens: Tokens) -> Tree:
        """The tree of the branches, with the ids of a model's tokens.

        Raises:
            SettingError: the model has no token of a spelling that was chosen.
        """
        branches = []
        for branch, choices in self.branches:
            ids = tuple((position, _found(tokens, spelling)) for position, spelling in choices)
            branches.append(replace(branch, choices=ids))
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
