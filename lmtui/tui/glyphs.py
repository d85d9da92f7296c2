"""The characters that the screen is drawn with, in Unicode and in ASCII."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Glyphs:
    """A set of characters.

    Attributes:
        rule: a pane's title line; `focused_rule` where the keys go to it.
        track_left, track_right: the slider, before and after its knob.
        knob: the slider's knob.
        infinity, quarter, half: label three temperatures.
        chosen: marks the row that the luck decides on; `taken` the one that was taken by hand instead.
        bar, bar_tick: the marks of a bar's length, and of the tick on it.
        cursor: stands where typed text goes.
        ellipsis: stands where text was cut.
        dot: stands between facts on one line.
        choose_left, choose_right: stand around a value that left and right change.
        divides_cells: whether there are characters that fill parts of a cell: braille dots, eighths of a block.
        axis, tick: the y axis of a plot, and where a value stands beside it.
        now: a line down a plot, at the present temperature.
        limit: a line across a plot, at a value that nothing exceeds.
        curves: the marks of curves: of the present context, and of three that are compared.
        missing: stands for a number that is not known.
        above, below: something stands further up, or down.
        departs: stands before the token with which a lane leaves the first lane.
        blank: stands for a blank, where blanks have marks.
        uncertain: stands before a token that the ranks which a model gives do not decide on.
        copied_from_here, copied_to_here: stand around tokens that are copied.
        fork, last_fork, trunk: of a tree: where a branch leaves, where the last one does, and between them.
        dash: between the bounds of a number.
        prose: replacements in sentences, for `str.translate`.
    """

    rule: str = "─"
    focused_rule: str = "━"
    track_left: str = "━"
    track_right: str = "─"
    knob: str = "●"
    infinity: str = "∞"
    quarter: str = "¼"
    half: str = "½"
    chosen: str = "▸"
    taken: str = "✓"
    bar: str = "█"
    bar_tick: str = "│"
    cursor: str = "▏"
    ellipsis: str = "…"
    dot: str = "·"
    choose_left: str = "◂"
    choose_right: str = "▸"
    divides_cells: bool = True
    axis: str = "│"
    tick: str = "┤"
    now: str = "┃"
    limit: str = "─"
    curves: str = "●ABC"
    missing: str = "–"
    above: str = "↑"
    below: str = "↓"
    departs: str = "≠"
    blank: str = "␣"
    uncertain: str = "≈"
    copied_from_here: str = "«"
    copied_to_here: str = "»"
    fork: str = "├"
    last_fork: str = "└"
    trunk: str = "│"
    dash: str = "–"
    prose: Mapping[int, str] = field(default_factory=dict)

    def named(self, temperature: str) -> str:
        """A label of a temperature, with these characters for infinity and fractions."""
        return temperature.replace("∞", self.infinity).replace("¼", self.quarter).replace("½", self.half)


UNICODE = Glyphs()

ASCII = Glyphs(
    rule="-",
    focused_rule="=",
    track_left="=",
    track_right="-",
    knob="O",
    infinity="inf",
    quarter="1/4",
    half="1/2",
    chosen=">",
    taken="*",
    bar="#",
    bar_tick="|",
    cursor="|",
    ellipsis="~",
    dot="|",
    choose_left="<",
    choose_right=">",
    divides_cells=False,
    axis="|",
    tick="+",
    now=":",
    limit="-",
    curves="*o+x",
    missing="-",
    above="^",
    below="v",
    departs="^",
    blank="_",
    uncertain="?",
    copied_from_here="{",
    copied_to_here="}",
    fork="+",
    last_fork="+",
    trunk="|",
    dash="-",
    prose=str.maketrans(
        {
            "∞": "inf",
            "∏": "product of",
            "…": "...",
            "₁": "_1",
            "₂": "_2",
            "−": "-",
            "×": "x",
            "–": "-",
            "≥": ">=",
            "≤": "<=",
        }
        | {"↑": "up", "↓": "down", "←": "left", "→": "right"}
    ),
)

_ASCII_LOOKALIKES = (
    ("─━═▔▁", "-"),
    ("│┃║▏▎▍▌▐▕", "|"),
    ("┌┐└┘├┤┬┴┼╭╮╯╰┏┓┗┛┣┫┳┻╋╔╗╚╝", "+"),
    ("▀▂▃▄▅▆▇█▉▊▋■", "#"),
    ("●○◌", "o"),
    ("▸▶►→⇥", ">"),
    ("◂◀◄←", "<"),
    ("▲↑", "^"),
    ("▼↓", "v"),
    ("␣⍽", "_"),
    ("↵¶", "$"),
    ("≠", "^"),
    ("·•", "."),
    ("…", "~"),
    ("×", "x"),
    ("–—−", "-"),
    ("≥", ">"),
    ("≤", "<"),
    ("\ufffd", "?"),
)
DRAWN_IN_ASCII: Mapping[int, str] = {
    **{ord(char): lookalike for chars, lookalike in _ASCII_LOOKALIKES for char in chars},
    **{0x2400 + code: "?" for code in range(0x22)},  # pictures of control characters
}
"""The ASCII character of the same width for each character that the program or Textual draws by itself."""
