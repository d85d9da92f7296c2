"""With the terminal's own colours, or with none, everything is there too."""

from __future__ import annotations

import pytest
from support.dialog import SettingsDialog
from support.player import fables_session, playing


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("no_color", [False, True])
async def test_a_tour_of_the_program(monkeypatch: pytest.MonkeyPatch, plain: bool, no_color: bool) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    async with playing(fables_session(), plain=plain) as player:
        await player.type("The fox")
        await player.press("enter")
        await player.until(lambda: len(player.session.text.tokens) >= 5, "tokens")
        await player.press("f7")
        made = len(player.session.text.tokens)
        text = player.spelled("The fox", made)
        assert player.text == text
        await player.press("tab", "right", "home")
        coldest = player.spelled("The fox", made)
        assert player.text == coldest != text
        assert player.shows_table_of(coldest, 0.0)
        await player.press("=")
        assert player.text == text
        await player.press("tab", "left", "escape", "tab", "pagedown")
        assert player.the_table().rows[0].rank > 1
        assert player.the_table().sums_to_one()
        await player.press("f1")
        assert player.shows("Help ─")
        await player.press("escape")
        dialog = await SettingsDialog(player).open()
        await dialog.fill("Seed", "x")
        await dialog.apply()
        assert player.shows("is no seed")
        await dialog.fill("Seed", "12")
        await dialog.apply()
        assert not dialog.is_open
        assert player.session.text.sampling.seed == 12


async def test_the_candidate_that_luck_chose_and_both_bars_are_seen_without_colours() -> None:
    async with playing(fables_session(temperature=0.5), prompt="The", plain=True) as player:
        assert player.the_table().marked is not None
        bars = "".join(player.part(player.table_pane)[2:])
        assert len({character for character in bars if "\u2580" <= character <= "\u259f"}) >= 2
