"""Lines of the screen that get a place for what is made of them when something is made of them.

Textual gives each `Strip` seven such places at once, two objects each. Most stay empty, and the screen is drawn of
hundreds of strips: to make and to drop these places would take a tenth of the time of a drawing.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.segment import Segment
from textual.cache import FIFOCache
from textual.strip import Strip

_AS_MADE = Strip([])
_SIZES = {name: made._maxsize for name in Strip.__slots__ if isinstance(made := getattr(_AS_MADE, name), FIFOCache)}
"""The places, and how many things fit in each."""


def lighten_strips() -> None:
    """Make no places in advance from now on."""
    Strip.__init__ = _make  # type: ignore[method-assign, assignment]
    Strip.__getattr__ = _missing  # type: ignore[attr-defined]


def _make(strip: Strip, segments: Iterable[Segment], cell_length: int | None = None) -> None:
    strip._segments, strip._cell_length = list(segments), cell_length
    strip._render_cache = strip._link_ids = strip._cell_count = None  # asked for too often to go through `_missing`


def _missing(strip: Strip, name: str) -> object:
    """What a new strip has under a name, which it is given now."""
    if name not in Strip.__slots__:
        raise AttributeError(name)
    made = FIFOCache(_SIZES[name]) if name in _SIZES else getattr(_AS_MADE, name)
    setattr(strip, name, made)
    return made
