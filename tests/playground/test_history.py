"""Undo and redo: beside the history stands a list of all states, and a finger on one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lmtui.playground.history import History


class Person:
    """Acts, and can go back; states are numbers, no two alike."""

    def __init__(self) -> None:
        self.history: History[int] = History()
        self.state = self._last = 0

    def act(self, kind: str = "") -> None:
        self.history.note(self.state, kind)
        self._last += 1
        self.state = self._last

    def undo(self) -> bool:
        return self._go(self.history.undo(self.state))

    def redo(self) -> bool:
        return self._go(self.history.redo(self.state))

    def _go(self, state: int | None) -> bool:
        self.state = self.state if state is None else state
        return state is not None


def test_at_the_beginning_there_is_nothing_to_undo_or_redo() -> None:
    person = Person()
    assert (person.undo(), person.redo(), person.state) == (False, False, 0)


def test_acts_are_undone_one_by_one_and_redone_in_their_order() -> None:
    person, met = Person(), []
    for _ in range(3):
        person.act()
    for go in (person.undo, person.undo, person.redo, person.undo, person.undo, person.undo, person.redo):
        met.append((go(), person.state))
    assert met == [(True, 2), (True, 1), (True, 2), (True, 1), (True, 0), (False, 0), (True, 1)]


def test_acts_of_a_kind_in_a_row_are_undone_together() -> None:
    person = Person()
    for kind in ("a", "a", "b", "b", "a", "", ""):
        person.act(kind)
    met = []
    while person.undo():
        met.append(person.state)
    assert met == [6, 5, 4, 2, 0]


def test_after_an_undo_an_act_of_the_same_kind_is_one_of_its_own() -> None:
    for go_back in (lambda person: person.undo(), lambda person: (person.undo(), person.redo())):
        person = Person()
        person.act("a")
        person.act("a")
        go_back(person)
        here = person.state
        person.act("a")
        person.undo()
        assert person.state == here


def test_what_was_undone_is_gone_after_another_act() -> None:
    for kind in ("", "a"):
        person = Person()
        person.act("a")
        person.undo()
        person.act(kind)
        assert not person.redo()


def test_the_last_two_hundred_acts_can_be_undone() -> None:
    person = Person()
    for _ in range(1000):
        person.act()
    undone = 0
    while person.undo():
        undone += 1
    assert (undone, person.state) == (200, 800)
    while person.redo():
        undone -= 1
    assert (undone, person.state) == (0, 1000)


@given(st.lists(st.sampled_from(("", "a", "b", "undo", "redo"))))
def test_any_walk_is_that_of_a_finger_on_a_list(walk: list[str]) -> None:
    person = Person()
    states, finger, last = [0], 0, ""
    for step in walk:
        if step == "undo":
            assert person.undo() == (finger > 0)
            finger = max(finger - 1, 0)
        elif step == "redo":
            assert person.redo() == (finger < len(states) - 1)
            finger = min(finger + 1, len(states) - 1)
        else:
            person.act(step)
            finger += not (step and step == last)
            states[finger:] = [person.state]
        last = "" if step in ("undo", "redo") else step
        assert person.state == states[finger]
