"""What was asked for last is remembered, and nothing more."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from lmtui.recent import RecentlyUsed


@given(st.integers(1, 4), st.lists(st.integers(0, 6), max_size=40))
def test_the_values_asked_for_last_are_not_made_again(size: int, keys: list[int]) -> None:
    remembered: RecentlyUsed[int, str] = RecentlyUsed(size)
    recent: list[int] = []
    for key in keys:
        made: list[int] = []
        value = remembered.get(key, lambda key=key, made=made: made.append(key) or str(key))  # type: ignore[misc]
        assert value == str(key)
        assert bool(made) == (key not in recent)
        recent = [*(other for other in recent if other != key), key][-size:]
        assert len(remembered) == len(recent)


def test_what_is_made_may_ask_for_other_keys() -> None:
    remembered: RecentlyUsed[int, int] = RecentlyUsed(3)

    def factorial(number: int) -> int:
        return remembered.get(number, lambda: number * factorial(number - 1) if number else 1)

    assert factorial(10) == 3_628_800


def test_what_is_found_counts_as_asked_for() -> None:
    remembered: RecentlyUsed[str, int] = RecentlyUsed(2)
    assert remembered.find("a") is None
    for key, value in (("a", 1), ("b", 2)):
        remembered.get(key, lambda value=value: value)  # type: ignore[misc]
    assert remembered.find("a") == 1
    remembered.get("c", lambda: 3)
    assert (remembered.find("a"), remembered.find("b"), remembered.find("c")) == (1, None, 3)
    assert len(remembered) == 2


def test_what_was_cleared_is_made_again() -> None:
    remembered: RecentlyUsed[str, object] = RecentlyUsed(3)
    first = remembered.get("a", object)
    assert remembered.get("a", object) is first
    remembered.clear()
    assert remembered.get("a", object) is not first


def test_several_threads_may_ask() -> None:
    remembered: RecentlyUsed[int, int] = RecentlyUsed(5)

    def ask(start: int) -> bool:
        return all(remembered.get(key % 9, lambda key=key: key % 9) == key % 9 for key in range(start, start + 5000))  # type: ignore[misc]

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(ask, range(4)))
    assert len(remembered) == 5
