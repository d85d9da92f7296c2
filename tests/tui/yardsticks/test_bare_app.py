"""The yardstick for start-up shows the word that the bench waits for."""

from __future__ import annotations

from textual.widgets import Static

from lmtui.tui.yardsticks.bare_app import READY, BareApp


async def test_the_word_is_shown() -> None:
    async with BareApp().run_test() as pilot:
        assert str(pilot.app.query_one(Static).content).startswith(READY)
