"""The playground of a test is painted when somebody looks at it, and at the end.

A third of the time of the screen's tests went into frames at which nobody looked. What is to be painted is gathered
meanwhile, as the program gathers it between two of its frames.
"""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.screen import Screen

from lmtui.tui.app import PlaygroundApp

_paint = Screen._compositor_refresh


def _gather(screen: Screen[object]) -> None:
    """Leave what is to be painted to `paint`; any app but the playground is painted at once."""
    if screen is screen.app.screen and isinstance(screen.app, PlaygroundApp):
        screen._dirty_widgets.clear()  # the compositor has their regions
    else:
        _paint(screen)


def paint_at_rest() -> None:
    """Let every playground from now on be painted by `paint` alone."""
    Screen._compositor_refresh = _gather  # type: ignore[method-assign, assignment]


def paint_always() -> None:
    """Let every playground from now on be painted as it is when nobody tests it."""
    Screen._compositor_refresh = _paint  # type: ignore[method-assign]


def paint(app: App[Any]) -> None:
    """Paint what has changed."""
    if app.screen._compositor._dirty_regions:
        _paint(app.screen)
