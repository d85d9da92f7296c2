"""A lane gets another model, and its text is read with both: with the keys alone, at 80 × 24."""

from __future__ import annotations

from support.dialog import SettingsDialog
from support.player import fables_session, playing

from lmtui.tui.screens.same_text import SameTextScreen


async def test_a_lane_gets_another_model_and_both_read_its_text() -> None:
    async with playing(fables_session(), prompt="The old owl") as player:
        await player.press("escape", *"nnnnnnnn", "V")
        assert player.said("there is one model; M gives a lane another one")
        await player.press("M")
        dialog = SettingsDialog(player)
        assert (dialog.field, dialog.value.split()[0:3]) == ("Model for", ["a", "new", "lane"])
        await dialog.choose("Order", "2")
        await dialog.apply()
        await player.until(lambda: len(player.session.text.lanes) == 2, "the second lane")
        await player.settle()
        session = player.session
        assert [lane.order for lane in session.text.lanes] == [3, 2]
        assert [len(lane.tokens) for lane in session.text.lanes] == [8, 8]
        assert player.shows("1: n=3 T 1")
        assert player.shows("2: n=2 T 1")
        assert "order 2" in player.status
        await player.press("v")
        await player.until(lambda: player.shows("2: n=2 T 1 · "), "the lanes' table")
        assert player.shows("TV ")
        await player.press("V")
        assert isinstance(player.app.screen, SameTextScreen)
        await player.until(lambda: player.shows("the probability"), "the totals")
        assert player.shows("The text of lane 2 under")
        assert player.shows("1: n=3")
        assert player.shows("a character")
        await player.press("right_square_bracket")
        await player.until(lambda: player.shows("The text of lane 1 under"), "the other lane's text")
        await player.until(lambda: player.shows("the probability"), "its totals")
        await player.press("pagedown", "up", "escape", "u")
        assert len(session.text.lanes) == 1
        await player.press("U", "left_square_bracket")
        dialog = await dialog.open()
        await dialog.go_to("Model for")
        assert dialog.value.startswith("this lane")
        await dialog.choose("Order", "2")
        await dialog.apply()
        await player.settle()
        assert not session.text.state.has_several_models  # the model that is there is taken
