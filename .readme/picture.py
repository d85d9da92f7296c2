"""Draw the README's picture: the real program, driven with the keyboard, as an SVG.

python .readme/picture.py [FILE.svg [COLUMNSxROWS [plain]]]
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from lmtui.playground.session import Session
from lmtui.playground.settings import Pace
from lmtui.recipe import Recipe
from lmtui.sampling.settings import Sampling
from lmtui.tui.app import PlaygroundApp
from lmtui.tui.connection import Connection

HERE = Path(__file__).parent


async def picture(path: Path, columns: int, rows: int, plain: bool) -> None:
    """Type a prompt, set a temperature, draw some tokens, and take a picture."""
    session = Session(Recipe(("fables",)), Sampling(seed=4), pace=Pace(speed=60))
    app = PlaygroundApp(session, Connection(colours=16 if plain else 1 << 24))
    async with app.run_test(size=(columns, rows)) as pilot:
        await app.workers.wait_for_complete()
        await pilot.press(*"The old owl", "escape", *"0.8", "enter")
        for _ in range(70):
            await pilot.press("n")
        await pilot.pause()
        path.write_text(app.export_screenshot(title="lmtui"))


if __name__ == "__main__":
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "screen.svg"
    size = sys.argv[2] if len(sys.argv) > 2 else "100x30"
    width, height = map(int, size.split("x"))
    asyncio.run(picture(file, width, height, plain="plain" in sys.argv))
