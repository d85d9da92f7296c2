"""The tour is taken on the real screen: every step, with the keys that it asks for; left, and gone on with."""

from __future__ import annotations

from support.lecture import KEYS, WAIT
from support.player import Player, mouse_session, playing

from lmtui.tui.tours import tour_from
from lmtui.tui.widgets.tour_lines import TourLines

LECTURE = tour_from()


def heading(player: Player) -> str:
    return player.screen()[0]


async def take_step(player: Player, number: int) -> None:
    """Do what a step asks for, and see that the step is done then and not before."""
    await player.until(lambda: player.session.sampler, "the model of the tour")
    await player.settle()
    place = f" {number + 1}/{len(LECTURE.steps)} {LECTURE.steps[number].title}"
    assert heading(player).startswith(place)
    for key in KEYS[number]:
        if key == WAIT:
            while len(player.session.text.tokens) < 30:  # the generation would take its time
                player.session.playback.advance()
        else:
            assert not heading(player).startswith(f"{place} ✓") or key == KEYS[number][-1]
            await player.press(key)
            await player.until(lambda: not player.shows("Esc Stop"), "the answer of a dialog, which Esc would stop")
    assert heading(player).startswith(f"{place} ✓ done"), "\n".join(player.screen())


async def test_every_step_is_done_with_the_keys_that_its_text_asks_for() -> None:
    async with playing(mouse_session(), prompt="the ball") as player:
        own, state = player.session.text, player.session.text.state
        await player.press("ctrl+g")
        assert player.said("Ctrl+T begins the tour")
        before = player.screen()
        await player.press("ctrl+t", "ctrl+g")
        assert player.said("this is the first step")
        for number in range(len(LECTURE.steps)):
            await take_step(player, number)
            if number == 4:  # left and gone on with: what there was is there again, on either side
                tours_own = player.session.text
                await player.press("ctrl+t")
                assert player.said("Ctrl+T goes on with it")
                assert player.session.text is own
                assert player.screen()[:-1] == before[:-1]
                await player.press("ctrl+t")
                assert player.session.text is tours_own
                assert heading(player).startswith(" 5/14 Other luck ✓ done")
                await player.press("ctrl+g", "ctrl+n")
                assert heading(player).startswith(" 5/14 Other luck  ")
                await player.press("f9")
            player.session.playback.pause()
            await player.press("ctrl+n")
        assert player.said("Ctrl+T begins it again")
        assert not player.app.screen.query(TourLines)
        assert player.session.text.state == state


async def test_the_tour_is_seen_over_dialogs_and_covers_nothing_of_them() -> None:
    async with playing(mouse_session(), size=(60, 16)) as player:
        await player.press("ctrl+t")
        await player.until(lambda: player.session.sampler, "the model")
        for size, height in (((60, 16), 4), ((120, 40), 3)):
            await player.resize(*size)
            lines = player.app.screen.query_one(TourLines)
            assert lines.size.height == height
            for key in ("f1", "f2", "f12"):
                await player.press(key)
                shown = player.screen()
                assert shown[0].startswith(" 1/14 A probability")
                for part in ("╭", "╰", "Esc"):
                    assert any(part in line for line in shown[height:]), (key, part)
                await player.press("escape")
