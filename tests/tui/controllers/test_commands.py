"""The palette offers all that acts on the screen, the corpora and the themes, and nothing that a kiosk forbids."""

from __future__ import annotations

from support.dialog import SettingsDialog
from support.player import Player, mouse_session, playing

from lmtui.playground.kiosk import Kiosk
from lmtui.playground.session import Session
from lmtui.recipe import Recipe
from lmtui.sampling.settings import Sampling
from lmtui.text import bundled
from lmtui.tui.action import Place
from lmtui.tui.actions import ACTIONS
from lmtui.tui.controllers.commands import Commands
from lmtui.tui.theme import THEMES


def offered(player: Player) -> dict[str, str]:
    screen = player.app._playground
    return {command.row.name: command.row.note for command in Commands(screen, screen.models).all()}


async def test_everything_on_the_screen_is_offered_with_its_keys() -> None:
    async with playing(mouse_session(), prompt="the", ready=True) as player:
        names = offered(player)
        shown = {Place.PROGRAM, Place.PLAYGROUND, Place.SLIDER, Place.TEXT, Place.TABLE}
        expected = {action.id for action in ACTIONS if action.call and not shown.isdisjoint(action.places)}
        assert expected - {"palette"} | {f"theme {name}" for name in THEMES} <= set(names)
        assert {f"corpus {name}" for name in (*bundled.CORPORA, "man", "docstrings")} <= set(names)
        assert names["undo"] == "u"
        assert not {"next-measure", "sweep-stop", "palette"} & set(names)
        await player.press_ahead("ctrl+p", *"corpus kitchen", "enter")
        await player.until(lambda: player.shows("kitchen"), "another corpus")


async def test_a_kiosk_offers_no_files_and_no_cluster_and_a_plain_terminal_all_themes() -> None:
    session = Session(Recipe(("mouse",)), Sampling(), kiosk=Kiosk())
    async with playing(session, plain=True, ready=True) as player:
        names = set(offered(player))
        dialog = await SettingsDialog(player).open()
        assert not {"Engine", "Scheduler", "Workers", "Memory"} & set(dialog.names)
        await dialog.apply()
        assert (dialog.is_open, session.resources) == (False, None)
    forbidden = {"save-session", "open-session", "export", "copy-text", "suspend"}
    assert forbidden == {action.id for action in ACTIONS if not action.in_kiosk}
    assert not forbidden & names
    corpora, themes = {f"corpus {name}" for name in bundled.CORPORA}, {f"theme {name}" for name in THEMES}
    assert {name for name in names if " " in name} == corpora | themes
