"""Branches: where a person took another token than the dice, the text forks, and the old text stays a branch.

A text is decided by prompt, model, luck, temperature and cuts, and the choices made by hand; so a branch is no more
than its choices and how far it has come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Branch:
    """One text.

    Attributes:
        parent: the place in the tree of the branch it left; −1 for the first.
        choices: (position, token id) of every token that was chosen by hand, in the order of positions.
        length: how many tokens it has.
        fork: the position at which it left its parent; −1 for the first.
    """

    parent: int = -1
    choices: tuple[tuple[int, int], ...] = ()
    length: int = 0
    fork: int = -1


@dataclass(frozen=True)
class TreeLine:
    """A branch as a line of the drawn tree.

    Attributes:
        place: of the branch.
        last: from the first fork above it to its own: whether no other branch leaves the same one further down.
    """

    place: int
    last: tuple[bool, ...]


@dataclass(frozen=True)
class BranchView:
    """A branch as it is shown.

    Attributes:
        line: where it stands in the drawn tree.
        branch: the branch.
        token: the token taken by hand where the branch forks, safe to show; "" for the first branch, and where that
            token was rewound.
        current: whether the text of this branch is shown.
    """

    line: TreeLine
    branch: Branch
    token: str
    current: bool


@dataclass(frozen=True)
class Tree:
    """All branches after one prompt with one luck; every change gives a new tree.

    Attributes:
        branches: in the order they were made.
        at: the one that is shown.
    """

    branches: tuple[Branch, ...] = (Branch(),)
    at: int = 0

    @property
    def current(self) -> Branch:
        """The branch that is shown."""
        return self.branches[self.at]

    @property
    def choices(self) -> Mapping[int, int]:
        """Token ids chosen by hand in it, by position."""
        return dict(self.current.choices)

    @property
    def lines(self) -> list[TreeLine]:
        """The branches as a tree is drawn: each below the one it left, by where it left it."""
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
                waiting.append(TreeLine(place, (*line.last, number == len(below))))
        return lines

    def grown(self, length: int) -> Tree:
        """The current branch has so many tokens now."""
        return self if length == self.current.length else self._with(replace(self.current, length=length))

    def chosen(self, position: int, token: int) -> Tree:
        """A token was taken by hand: at the end the branch goes on with it, before that a new one begins there.

        The new branch leaves the one whose text stands before the position.
        """
        choices = (*((place, other) for place, other in self.current.choices if place < position), (position, token))
        if position >= self.current.length:
            return self._with(replace(self.current, choices=choices, length=position + 1))
        for place, branch in enumerate(self.branches):
            if branch.choices[: len(choices)] == choices and branch.length > position:
                return replace(self, at=place)  # it was taken before
        parent = self.at
        while position <= self.branches[parent].fork:
            parent = self.branches[parent].parent
        return Tree((*self.branches, Branch(parent, choices, position + 1, position)), len(self.branches))

    def cut(self, length: int) -> Tree:
        """Rewound: the current branch ends after so many tokens."""
        choices = tuple((place, token) for place, token in self.current.choices if place < length)
        fork = min(self.current.fork, length)
        return self._with(replace(self.current, choices=choices, length=length, fork=fork))

    def moved(self, steps: int) -> Tree:
        """Another branch is shown: so many lines further down the drawn tree, round and round."""
        places = [line.place for line in self.lines]
        return replace(self, at=places[(places.index(self.at) + steps) % len(places)])

    def _with(self, branch: Branch) -> Tree:
        return replace(self, branches=(*self.branches[: self.at], branch, *self.branches[self.at + 1 :]))
