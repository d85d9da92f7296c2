"""Undo and redo, over states that are values."""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")

_MOST_STATES = 200  # that can be undone


class History(Generic[T]):
    """The states before this one, and those that were undone."""

    def __init__(self) -> None:
        self._before: list[T] = []
        self._after: list[T] = []
        self._kind = ""

    def note(self, state: T, kind: str) -> None:
        """Remember a state that is about to be left.

        Args:
            kind: of the change. Changes of the same kind in a row are undone together; each "" is undone alone.
        """
        if not kind or kind != self._kind:
            self._before = [*self._before[1 - _MOST_STATES :], state]
        self._kind = kind
        self._after.clear()

    def close(self) -> None:
        """Let the next change be undone apart from those before."""
        self._kind = ""

    def undo(self, state: T) -> T | None:
        """The state before; None where there is none."""
        return self._go(state, self._before, self._after)

    def redo(self, state: T) -> T | None:
        """The state that was undone last; None where there is none."""
        return self._go(state, self._after, self._before)

    def _go(self, state: T, here: list[T], there: list[T]) -> T | None:
        self._kind = ""
        if not here:
            return None
        there.append(state)
        return here.pop()
