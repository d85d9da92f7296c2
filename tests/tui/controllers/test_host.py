"""What controllers ask of the screen: that it shows the session as it is now."""

from __future__ import annotations

from support.player import Player, mouse_session, playing

from lmtui.tui.controllers.host import Host


def host_of(player: Player) -> Host:
    """The playground, as a controller knows it."""
    host: Host = player.app._playground
    assert host.session is player.session
    assert host.app is player.app
    assert host.screen is player.app.screen
    return host


async def test_prompt_slider_text_and_table_are_shown_as_the_session_has_them() -> None:
    async with playing(mouse_session(), prompt="the") as player:
        host = host_of(player)
        player.session.set_prompt("the mouse")
        player.session.set_temperature(0.5)
        host.show_inputs()
        await player.settle()
        assert player.prompt.value == "the mouse"
        assert (player.temperature, player.text) == ("0.50", "the mouse")
        assert player.shows_table_of("the mouse", 0.5)


async def test_the_temperature_is_shown_without_touching_what_is_typed() -> None:
    async with playing(mouse_session(), prompt="the") as player:
        host = host_of(player)
        player.session.set_temperature(2.0)
        host.show_temperature()
        await player.settle()
        assert (player.temperature, player.prompt.value) == ("2", "the")
        assert player.shows_table_of("the", 2.0)


async def test_a_token_that_was_drawn_and_the_next_seed_are_shown() -> None:
    async with playing(mouse_session(seed=3), prompt="the", size=(120, 24)) as player:
        host = host_of(player)
        player.session.playback.step()
        host.show_session()
        await player.settle()
        assert player.text == player.spelled("the", 1)
        player.session.reroll()
        host.show_status()
        await player.settle()
        assert "seed 4" in player.status
