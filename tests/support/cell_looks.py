"""Looks of cells, as the wire sends them, beside the styles that a terminal has."""

from __future__ import annotations

from lmtui.tui.wire.cell_style import CellStyle
from support.emulator import Style


def style_of(look: CellStyle) -> Style:
    """A look that is sent, as a terminal has it."""

    def numbers(colour: str) -> tuple[int, ...]:
        return tuple(map(int, colour.split(";"))) if colour else ()

    return Style(frozenset(map(int, look.attributes)), numbers(look.ink), numbers(look.ground))
