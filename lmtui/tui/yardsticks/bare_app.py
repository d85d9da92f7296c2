"""The yardstick for start-up: the least that an app of Textual with numpy can do.

Run with `python -m lmtui.tui.yardsticks.bare_app`.
"""

from __future__ import annotations

import numpy
from textual.app import App, ComposeResult
from textual.widgets import Static

READY = "READY"


class BareApp(App[None]):
    """Shows one word."""

    def compose(self) -> ComposeResult:
        yield Static(f"{READY} {numpy.__version__}")


if __name__ == "__main__":
    BareApp().run()
