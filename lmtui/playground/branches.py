"""Branches: where a person took another token than the dice, the text forks, and the old text stays a branch.

A text is decided by prompt, model, luck, temperature and cuts, and the choices made by hand; so a branch is no more
than its choices and how far it has come.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple


class Choice(NamedTuple):
    """A token that was chosen by hand.

    Attributes:
        position: where.
        token: its id.
        model: the number of the model whose token that is.
    """

    position: int
    token: int
    model: int = 0


@dataclass(frozen=True)
class Branch:
    """One text.

    Attributes:
        parent: the place in the tree of the branch that this one left; −1 for the first branch.
        choices: every token that was chosen by hand, in the order of positions.
        length: how many tokens the text has.
        fork: the position at which the branch left its parent; −1 for the first branch.
    """

    parent: int = -1
    choices: tuple[Choice, ...] = ()
    length: int = 0
    fork: int = -1

    @property
    def taken(self) -> Choice | None:
        """The token that was chosen where the branch forks; None where none was, or that one was rewound."""
        return next((choice for choice in self.choices if choice.position == self.fork), None)


@dataclass(frozen=True)
class TreeLine:
    """A branch as a line of the drawn tree.

    Attributes:
        place: of the branch.
        last_at_fork: for each fork on the way from the first branch to this one, this branch's own fork last:
            whether no line below leaves the same branch as the line at that fork.
    """

    place: int
    last_at_fork: tuple[bool, ...]


@dataclass(frozen=True)
class BranchView:
    """A branch as it is shown.

    Attributes:
        line: where it stands in the drawn tree.
        branch: the branch.
        token: the token taken by hand where the branch forks, safe to show; "" for the first branch, and where that
            token was rewound.
        current: whether the text of this branch is shown.
        words: its first words behind that token, or from the prompt on, safe to show; as far as they are known.
        logprob: ln p of all its generated tokens together, at T = 1; None where that is not known.
    """

    line: TreeLine
    branch: Branch
    token: str
    current: bool
    words: str = ""
    logprob: float | None = None


@dataclass(frozen=True)
class Tree:
    """All branches after one prompt with one luck; every change gives a new tree.

    Attributes:
        branches: in the order they were made.
        at: the place of the branch that is shown.
    """

    branches: tuple[Branch, ...] = (Branch(),)
    at: int = 0

    @property
    def current(self) -> Branch:
        """The branch that is shown."""
        return self.branches[self.at]

    @property
    def models(self) -> set[int]:
        """The numbers of the models whose tokens were chosen by hand in any branch."""
        return {choice.model for branch in self.branches for choice in branch.choices}

    @property
    def lines(self) -> list[TreeLine]:
        """A line for each branch: below the branch that it left, in the order of the forks."""
        children: dict[int, list[int]] = {}
        for place, branch in enumerate(self.branches):
            children.setdefault(branch.parent, []).append(place)
        lines: list[TreeLine] = []
        waiting = [TreeLine(0, ())]
        while waiting:
            line = waiting.pop()
            lines.append(line)
            below = sorted(children.get(line.place, ()), key=lambda place: self.branches[place].fork)
            for number, place in reversed(list(enumerate(below, 1))):
                waiting.append(TreeLine(place, (*line.last_at_fork, number == len(below))))
        return lines

    def with_length(self, length: int) -> Tree:
        """The tree whose shown branch has this many tokens."""
        return self if length == self.current.length else self._with(replace(self.current, length=length))

    def with_choice(self, position: int, token: int, model: int = 0) -> Tree:
        """The tree after a token of a model was taken by hand.

        At the end of the shown branch, that branch goes on with the token. Before its end a new branch begins, which
        leaves the branch whose text stands before the position.
        """
        choice = Choice(position, token, model)
        choices = (*(other for other in self.current.choices if other.position < position), choice)
        if position >= self.current.length:
            return self._with(replace(self.current, choices=choices, length=position + 1))
        for place, branch in enumerate(self.branches):
            if branch.choices[: len(choices)] == choices and branch.length > position:
                return replace(self, at=place)  # the token was taken there before
        parent = self.at
        while position <= self.branches[parent].fork:
            parent = self.branches[parent].parent
        return Tree((*self.branches, Branch(parent, choices, position + 1, position)), len(self.branches))

    def cut_to(self, length: int) -> Tree:
        """The tree whose shown branch ends after this many tokens."""
        choices = tuple(choice for choice in self.current.choices if choice.position < length)
        fork = min(self.current.fork, length)
        return self._with(replace(self.current, choices=choices, length=length, fork=fork))

    def moved_by(self, steps: int) -> Tree:
        """The tree that shows the branch this many lines further down the drawing; after the last comes the first."""
        places = [line.place for line in self.lines]
        return replace(self, at=places[(places.index(self.at) + steps) % len(places)])

    def _with(self, branch: Branch) -> Tree:
        return replace(self, branches=(*self.branches[: self.at], branch, *self.branches[self.at + 1 :]))
