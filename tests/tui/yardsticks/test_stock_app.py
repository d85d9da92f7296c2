"""The yardstick for the wire does what the playground does, with the keys that the bench presses."""

from __future__ import annotations

import asyncio

from support.mouse import session as mouse_session
from textual.widgets import DataTable

from lmtui.playground.state import Playing
from lmtui.tui.yardsticks.stock_app import StockApp


async def test_its_keys_type_warm_generate_and_stop() -> None:
    session = mouse_session("")
    app = StockApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.query_one(DataTable).row_count > 2
        await pilot.press(*"the")
        assert session.text.prompt == "the"
        before = session.text.sampling.temperature
        await pilot.press("up")
        assert session.text.sampling.temperature > before
        await pilot.press("enter")
        for _ in range(1000):
            if session.text.tokens:
                break
            await asyncio.sleep(0.01)
        assert session.text.tokens
        await pilot.press("f7")
        assert session.playback.playing is not Playing.RUNNING
