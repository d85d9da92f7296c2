"""A picture of one screen, also where another screen stands over it: Textual's own is of what is on top."""

from __future__ import annotations

import io
from typing import TypeVar

from rich.console import Console
from textual._compositor import Compositor
from textual.screen import Screen

T = TypeVar("T")


def svg_of(screen: Screen[T]) -> str:
    """A screen as SVG, with the app's title; what the terminal shows does not change."""
    compositor = Compositor()
    compositor.reflow(screen, screen.size)
    console = Console(
        width=screen.size.width,
        height=screen.size.height,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        record=True,
        legacy_windows=False,
        safe_box=False,
    )
    console.print(compositor.render_update(full=True))
    return console.export_svg(title=screen.app.title)
