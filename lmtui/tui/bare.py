"""The yardstick for start-up: the least a Textual app with numpy can do. Run with `python -m lmtui.tui.bare`."""

from __future__ import annotations

import numpy
from textual.app import App, ComposeResult
from textual.widgets import Static

READY = "READY"


class Bare(App[None]):
    """Shows one word."""

    def compose(self) -> ComposeResult:
        yield Static(f"{READY} {numpy.__version__}")


if __name__ == "__main__":
    Bare().run()
