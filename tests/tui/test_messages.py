"""What is said in passing passes, and leaves nothing behind."""

from __future__ import annotations

import pytest
from support.player import mouse_session, playing
from textual._compositor import CompositorUpdate
from textual.screen import Screen

from lmtui.tui.app import PlaygroundApp
from lmtui.tui.wire.picture import Picture


@pytest.fixture
def picture(monkeypatch: pytest.MonkeyPatch) -> Picture:
    """What a terminal shows that is sent only what changed."""
    picture = Picture((80, 24), lambda sequence: None)

    def display(app: PlaygroundApp, screen: Screen[object], update: object) -> None:
        if isinstance(update, CompositorUpdate):
            picture.write(update.render_segments(app.console))

    monkeypatch.setattr(PlaygroundApp, "_display", display)
    return picture


def last_line(picture: Picture) -> str:
    return "".join(char for char, _ in picture.rows[-1])


async def test_a_message_that_goes_uncovers_the_keys_whatever_was_asked_meanwhile(picture: Picture) -> None:
    async with playing(mouse_session()) as player:
        player.app._playground.say("something")
        await player.settle()
        assert "something" in last_line(picture)
        # As after a part that is not on the screen has changed: places are worked out again when somebody asks.
        player.app.screen._compositor._full_map_invalidated = True
        player.app.clear_notifications()
        await player.settle()
        assert "something" not in last_line(picture)
        assert "F1 Help" in last_line(picture)


async def test_only_the_last_message_is_kept() -> None:
    async with playing(mouse_session()) as player:
        for number in range(5):
            player.app._playground.say(f"number {number}")
            if number % 2:  # sometimes the next one comes before this one is there
                await player.settle()
        await player.settle()
        assert player.shows("number 4")
        assert len(player.app.screen.query("ToastHolder")) == 1
        assert len(player.app.screen.query("Toast")) == 1
