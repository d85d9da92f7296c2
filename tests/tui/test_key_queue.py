"""Keys wait for one another; whoever leaves does not wait for many."""

from __future__ import annotations

from typing import Any, cast

import pytest
from textual import events
from textual.app import App
from textual.message import Message

from lmtui.tui.key_queue import KeyQueue


class StandsStill:
    """An app in which no key ever has acted."""

    focused = screen = property(lambda self: self)
    mouse_captured = None

    def post_message(self, message: Message) -> bool:
        return True

    def set_timer(self, *arguments: Any) -> None:
        return None

    def get_widget_at(self, x: int, y: int) -> tuple[StandsStill, None]:
        return self, None


class Keys:
    """What an app was given to act on."""

    def __init__(self) -> None:
        self.acted: list[events.Event] = []
        self.order = KeyQueue(cast(App[None], StandsStill()), self._act, {"ctrl+c", "ctrl+q"}.__contains__)

    async def _act(self, event: events.Event) -> None:
        self.acted.append(event)

    async def take(self, *keys: str) -> None:
        for key in keys:
            await self.order.take(events.Key(key, None))

    async def all_act(self) -> list[str]:
        number = 0
        while not self.order.idle:
            number += 1
            await self.order.handled(number)
        return [event.key for event in self.acted if isinstance(event, events.Key)]


async def test_a_key_waits_for_the_one_before() -> None:
    keys = Keys()
    await keys.take("a", "b", "c")
    assert len(keys.acted) == 1
    assert keys.order.waiting == 2
    assert await keys.all_act() == ["a", "b", "c"]


@pytest.mark.parametrize("leave", ["ctrl+c", "ctrl+q"])
async def test_what_leaves_takes_the_place_of_many_keys_that_wait(leave: str) -> None:
    keys = Keys()
    await keys.take(*["a"] * 500, leave)
    assert keys.order.waiting == 1
    assert await keys.all_act() == ["a", leave]


async def test_what_leaves_comes_after_a_few_keys() -> None:
    keys = Keys()
    await keys.take("a", "b", "ctrl+c", "c")
    assert await keys.all_act() == ["a", "b", "ctrl+c", "c"]


def mouse(kind: type[events.MouseEvent], x: int) -> events.MouseEvent:
    return kind(None, x, 1, 0, 0, 0, False, False, False)


async def test_the_mouse_waits_for_keys_and_only_its_last_place_is_waited_for() -> None:
    keys = Keys()
    await keys.take("a")
    for x in range(100):
        await keys.order.take(mouse(events.MouseMove, x))
    await keys.order.take(mouse(events.MouseScrollUp, 5))
    await keys.order.take(mouse(events.MouseMove, 7))
    assert keys.order.waiting == 3
    await keys.all_act()
    assert [type(event) for event in keys.acted[1:]] == [events.MouseMove, events.MouseScrollUp, events.MouseMove]
    assert [event.x for event in keys.acted[1:] if isinstance(event, events.MouseEvent)] == [99, 5, 7]
