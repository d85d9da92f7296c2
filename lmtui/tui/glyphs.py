"""The characters the screen is drawn with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Glyphs:
    """One set of characters.

    Attributes:
        rule: a pane's title line; `focused_rule` where the keys go to it.
        divider: between panes.
        track_left, track_right: the slider, before and after its knob.
        knob: the slider's knob.
        tick: stands above a marked temperature; `infinity`, `quarter`, `half` label three of them.
        chosen: marks the row the luck decides on.
        upper, lower, both: a cell of the double bar: p, p_T, both.
        two_colours: `lower` fills the lower half of a cell, so that its ground shows as the upper.
        cursor: where typed text goes.
        ellipsis: text was cut here.
        dot: between facts on one line.
        prompt: before the prompt.
        choose_left, choose_right: around a value that left and right change.
    """

    rule: str = "─"
    focused_rule: str = "━"
    divider: str = "│"
    track_left: str = "━"
    track_right: str = "─"
    knob: str = "●"
    infinity: str = "∞"
    quarter: str = "¼"
    half: str = "½"
    chosen: str = "▸"
    upper: str = "▀"
    lower: str = "▄"
    both: str = "█"
    two_colours: bool = True
    cursor: str = "▏"
    ellipsis: str = "…"
    dot: str = "·"
    choose_left: str = "◂"
    choose_right: str = "▸"


UNICODE = Glyphs()
