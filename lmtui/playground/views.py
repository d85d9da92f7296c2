"""What can be seen of the texts: the distribution at the cursor, every lane's beside each other, the branches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lmtui.errors import SettingError
from lmtui.playground.branches import BranchView
from lmtui.playground.generations import Generations
from lmtui.playground.settings import Pace
from lmtui.playground.state import State
from lmtui.text.display import meant
from lmtui.text.safety import visible

if TYPE_CHECKING:
    from lmtui.playground.table import TableView


class Views(Generations):
    """The texts, and what is shown beside them.

    Attributes:
        rows: at most so many rows in the table; None for all there is room for.
    """

    def __init__(self, state: State, pace: Pace) -> None:
        super().__init__(state, pace)
        self.rows: int | None = None

    @property
    def unknown(self) -> list[str]:
        """The prompt's tokens that are not in the vocabulary."""
        return self.lane.unknown if self.lane else []

    def table(self, first: int, rows: int) -> TableView | None:
        """The distribution where the cursor is, from a rank on; None while there is no model."""
        if self.lane is None:
            return None
        return self.lane.table(self.position, first, min(rows, self.rows or rows))

    def tables(self, first: int, rows: int) -> list[TableView | None]:
        """For the position looked at, every lane's distribution from a rank on; None where a lane is not that far."""
        position = self.length if self.cursor is None else self.cursor
        return [
            lane.table(position, first, rows)
            if position < len(lane.tokens) or (position == len(lane.tokens) and not lane.ended(self.pace.stop))
            else None
            for lane in self.lanes
        ]

    @property
    def order(self) -> int | None:
        """n of the model; None where it has no orders, or there is no model."""
        return self.sampler.model.facts.order if self.sampler else None

    @property
    def branched(self) -> bool:
        """Whether there are several branches."""
        return len(self.state.tree.branches) > 1

    @property
    def branches(self) -> list[BranchView]:
        """The branches as a tree is drawn."""
        tree, views = self.state.tree, []
        for line in tree.lines:
            branch = tree.branches[line.place]
            token = dict(branch.choices).get(branch.fork)
            name = "" if token is None or self.sampler is None else self.sampler.model.tokens.label(token)
            views.append(BranchView(line, branch, name, line.place == tree.at))
        return views

    def rank_of(self, text: str) -> int:
        """The rank that a token has where the cursor is; it may be given as the table shows it.

        Raises:
            SettingError: it is not in the vocabulary, or there is no model.
        """
        if self.lane is None or self.sampler is None:
            raise SettingError("there is no model yet; wait for it")
        tokens = self.sampler.model.tokens
        token = tokens.find(text)
        if token is None:
            token = tokens.find(meant(text))
        if token is None:
            raise SettingError(f"'{visible(text)}' is not in the vocabulary; type a token as the table shows it")
        return self.lane.distribution(self.position).of(token).rank

    def word(self, token: int) -> str:
        """The token of an id as text; there is a model."""
        assert self.sampler is not None
        return self.sampler.model.tokens.spelling(token)
