"""The end of the program, by its keys or by its limits. Only the hands of the test's own clock say how late it is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from types import SimpleNamespace

import pytest
from support.player import Player, fables_session, mouse_session, playing
from textual import events

from lmtui.playground.kiosk import Limits
from lmtui.playground.session import Session
from lmtui.playground.state import Playing
from lmtui.tui import app as app_module
from lmtui.tui.app import PlaygroundApp

# The app looks at the clock anew so many real seconds after it last did; how late it is then is up to the test.
LIMIT = 0.1
LONG = 1e6
NEARLY = LIMIT * 0.75


class Clock:
    """Stands still until it is turned."""

    def __init__(self) -> None:
        self._now, self._reads = 1000.0, 0

    def monotonic(self) -> float:
        self._reads += 1
        return self._now

    def turn(self, seconds: float) -> None:
        self._now += seconds

    async def be_looked_at(self, player: Player) -> None:
        """Wait until the app must have seen how late it is."""
        before = self._reads
        await player.until(lambda: self._reads >= before + 3 or gone(player), "a look at the clock")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(app_module, "time", SimpleNamespace(monotonic=clock.monotonic))
    return clock


def gone(player: Player) -> bool:
    return player.app._exit


@asynccontextmanager
async def limited(
    monkeypatch: pytest.MonkeyPatch, limits: Limits, session: Session | None = None, ready: bool = True
) -> AsyncIterator[Player]:
    """A playground that may run for so long."""

    monkeypatch.setattr("support.player.PlaygroundApp", partial(PlaygroundApp, limits=limits))
    async with playing(session or mouse_session(), prompt="the" if ready else "", ready=ready) as player:
        yield player


async def the_end(player: Player) -> str:
    """Wait for it; what is said then."""
    await player.until(lambda: gone(player), "the end")
    assert (player.app.return_code or 0) == 0
    return player.app.farewell


# Who is not there


async def test_without_a_key_for_too_long_it_ends(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    async with limited(monkeypatch, Limits(idle=LIMIT)) as player:
        clock.turn(NEARLY)
        await clock.be_looked_at(player)
        assert not gone(player)
        clock.turn(NEARLY)
        assert "without a key" in await the_end(player)


async def press_a_key(player: Player) -> None:
    await player.press("x")


async def press_a_key_that_does_nothing(player: Player) -> None:
    await player.press("f20")


async def paste(player: Player) -> None:
    await player.paste("the")


async def move_the_mouse(player: Player) -> None:
    await player.pilot.hover(offset=(3, 3))


@pytest.mark.parametrize("act", [press_a_key, press_a_key_that_does_nothing, paste, move_the_mouse])
async def test_whatever_a_person_does_puts_it_off(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, act: Callable[[Player], Awaitable[None]]
) -> None:
    async with limited(monkeypatch, Limits(idle=LIMIT)) as player:
        for _ in range(3):
            clock.turn(NEARLY)
            await act(player)
            await clock.be_looked_at(player)
            assert not gone(player)
        clock.turn(LIMIT)
        assert "without a key" in await the_end(player)


@pytest.mark.parametrize("key", ["f1", "f2"])
async def test_a_dialog_neither_puts_it_off_nor_do_keys_in_it_count_less(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, key: str
) -> None:
    async with limited(monkeypatch, Limits(idle=LIMIT)) as player:
        await player.press(key)
        for _ in range(2):
            clock.turn(NEARLY)
            await player.press("down")
            await clock.be_looked_at(player)
            assert not gone(player)
        clock.turn(LIMIT)
        assert "without a key" in await the_end(player)


async def test_a_running_generation_does_not_put_it_off(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    async with limited(monkeypatch, Limits(idle=LIMIT)) as player:
        await player.press("enter")
        await player.until(lambda: len(player.session.text.tokens) > 3, "tokens")
        clock.turn(NEARLY)
        await clock.be_looked_at(player)
        made = len(player.session.text.tokens)
        await player.until(lambda: len(player.session.text.tokens) > made + 3, "more tokens")
        assert player.session.playback.playing is Playing.RUNNING
        clock.turn(NEARLY)
        assert "without a key" in await the_end(player)


async def test_what_the_terminal_does_by_itself_does_not_put_it_off(
    monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    async with limited(monkeypatch, Limits(idle=LIMIT)) as player:
        clock.turn(NEARLY)
        await player.resize(100, 30)
        for event in (events.AppBlur(), events.AppFocus(), events.CursorPosition(1, 1)):
            player.app.post_message(event)
        await player.settle()
        clock.turn(NEARLY)
        assert "without a key" in await the_end(player)


# Who stays too long


async def test_a_session_ends_whatever_a_person_does(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    async with limited(monkeypatch, Limits(LIMIT, 2 * LIMIT)) as player:
        for _ in range(2):
            clock.turn(NEARLY)
            await player.press("x")
            await clock.be_looked_at(player)
            assert not gone(player)
        clock.turn(NEARLY)
        player._send("x")
        farewell = await the_end(player)
        assert "session" in farewell
        assert "without a key" not in farewell


async def test_a_session_ends_while_a_training_runs(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    async with limited(monkeypatch, Limits(session=LIMIT), ready=False) as player:
        await player.until(lambda: player.session.sampler, "the model that is trained at the start")
        player.app._playground.models.train(player.session.recipe)
        clock.turn(LIMIT)
        assert "session" in await the_end(player)
        assert player.app._playground.models._runner.current is None


# Limits that are far away


@pytest.mark.parametrize("limits", [None, Limits(), Limits(LONG, LONG), Limits(1e300, 1e300)])
async def test_limits_that_are_far_away_end_nothing(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, limits: Limits | None
) -> None:
    async with limited(monkeypatch, limits or Limits()) as player:
        clock.turn(LONG / 2)
        await player.press("x", "f6")
        await player.until(lambda: player.session.text.tokens, "a token")
        assert not gone(player)
        assert player.app.farewell == ""


async def test_who_leaves_is_told_nothing(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    async with limited(monkeypatch, Limits(LONG, LONG)) as player:
        player._send("ctrl+q")
        assert await the_end(player) == ""


async def test_on_the_real_clock_too_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    async with limited(monkeypatch, Limits(idle=LIMIT), ready=False) as player:
        assert "without a key" in await the_end(player)


# Leaving


async def test_control_c_stops_a_generation_and_leaves_the_program_open() -> None:
    async with playing(fables_session(), prompt="The") as player:
        await player.press("enter")
        await player.until(lambda: len(player.session.text.tokens) > 3, "tokens")
        await player.press("ctrl+c")
        assert "stopped" in player.text_note
        assert not gone(player)
        made = len(player.session.text.tokens)
        await player.pilot.pause(0.1)
        assert len(player.session.text.tokens) == made


async def test_control_c_says_that_a_second_one_quits_and_it_does() -> None:
    async with playing(mouse_session()) as player:
        await player.press("ctrl+c")
        assert not gone(player)
        assert player.said("again")
        await player.press("ctrl+c")
        await player.until(lambda: gone(player), "the end")
        assert player.app.return_code == 0


async def test_stopping_a_generation_does_not_count_as_the_first_of_two() -> None:
    async with playing(fables_session(), prompt="The") as player:
        await player.press("ctrl+c", "enter")
        await player.until(lambda: len(player.session.text.tokens) > 3, "tokens")
        await player.press("ctrl+c", "ctrl+c")
        assert not gone(player)
        await player.press("ctrl+c")
        await player.until(lambda: gone(player), "the end")


@pytest.mark.parametrize("keys", [[], ["tab"], ["f1"], ["f2"], ["enter"]])
async def test_control_q_quits_with_0_from_everywhere(keys: list[str]) -> None:
    async with playing(mouse_session(), prompt="the") as player:
        await player.press(*keys, "ctrl+q")
        await player.until(lambda: gone(player), "the end")
        assert player.app.return_code == 0
