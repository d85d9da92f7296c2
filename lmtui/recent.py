"""A mapping that holds the values asked for last, and no more than so many."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class RecentlyUsed(Generic[K, V]):
    """The values of the keys that were asked for last; any thread may ask.

    Unlike `functools.lru_cache` on a method, this holds no reference to the object whose values it remembers. So that
    object is freed as soon as nobody else refers to it.

    Args:
        size: at most so many values; the one that was not asked for longest goes first.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: K, make: Callable[[], V]) -> V:
        """The value of a key: the remembered one, or a new one.

        Args:
            make: makes the value. It may ask for other keys. Two threads that ask at once may both make the value.
        """
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        self.put(key, value)
        return value

    def put(self, key: K, value: V) -> None:
        """Remember the value of a key, instead of the one that is remembered."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            if len(self._values) > self._size:
                self._values.popitem(last=False)

    def find(self, key: K) -> V | None:
        """The remembered value of a key, which counts as asked for; None where there is none."""
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key]

    def clear(self) -> None:
        """Forget all values."""
        with self._lock:
            self._values.clear()
