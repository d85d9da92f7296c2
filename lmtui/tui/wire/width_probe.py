"""How many columns this terminal gives to what terminals do not agree on: it is asked once, before the first frame.

A sample is drawn at the beginning of each of the first rows, and behind each the terminal is asked where its cursor
is (DSR and CPR, ECMA-48 8.3.35 and 8.3.14). It is blanked at once, so that nobody sees it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from lmtui.text.cells import Widths, use_widths, widths_in_use
from lmtui.tui.textual_fixes.cell_widths import patch_widths
from lmtui.tui.wire.cursor_reports import QUESTION

_PATIENCE = 5.0  # seconds; a terminal that has not answered by then does not answer
_BLANK = " " * 5

# For each sample: the first and last column it may end in, and what the column it ends in says of the widths.
_SAMPLES: tuple[tuple[str, tuple[int, int], Callable[[Widths, int], Widths]], ...] = (
    ("का", (1, 2), lambda widths, columns: replace(widths, spacing_mark=columns - 1)),
    ("ကွ", (1, 2), lambda widths, columns: replace(widths, new_mark=columns - 1)),
    ("👩\u200d🚀", (2, 5), lambda widths, columns: replace(widths, joined_picture=2 if columns > 2 else 0)),
    ("क\u200dष", (1, 3), lambda widths, columns: replace(widths, joined_letter=min(columns - 1, 1))),
    ("👍🏽", (2, 4), lambda widths, columns: replace(widths, skin_tone=2 if columns > 2 else 0)),
    ("🇸🇪", (2, 4), lambda widths, columns: replace(widths, flag=columns)),
    ("🇸", (1, 2), lambda widths, columns: replace(widths, lone_indicator=columns)),
    ("❤\ufe0f", (1, 2), lambda widths, columns: replace(widths, picture_selector=columns - 1)),
    ("1\ufe0f\u20e3", (1, 2), lambda widths, columns: replace(widths, keycap=columns - 1)),
    ("⌚\ufe0e", (1, 2), lambda widths, columns: replace(widths, text_selector=columns)),
)


class WidthProbe:
    """Asks how wide the samples are drawn, and understands the answers.

    Args:
        rows: rows of the screen.
        now: seconds of a monotonic clock.

    Attributes:
        questions: how many answers are expected.
        widths: how the terminal counts, once all answers have come and are those of a terminal; None otherwise.
    """

    def __init__(self, rows: int, now: float) -> None:
        self.questions = len(_SAMPLES) if rows >= len(_SAMPLES) else 0
        self.widths: Widths | None = None
        self._until = now + _PATIENCE
        self._answers: list[tuple[int, int]] = []

    @property
    def request(self) -> str:
        """The text to send: samples and questions."""
        samples = _SAMPLES[: self.questions]
        return "".join(f"\x1b[{row}H{sample}{QUESTION}\r{_BLANK}" for row, (sample, _, _) in enumerate(samples, 1))

    def waiting(self, now: float, patience: float) -> bool:
        """Whether answers may still come: the samples were sent less than `patience` seconds ago."""
        return len(self._answers) < self.questions and now < self._until - _PATIENCE + patience

    def take(self, row: int, column: int, now: float) -> bool:
        """Take an answer, with row and column counted from 0. Returns False if it is an answer to something else."""
        if len(self._answers) >= self.questions or now > self._until:
            return False
        self._answers.append((row, column))
        if len(self._answers) == self.questions:
            self.widths = self._understood()
        return True

    def _understood(self) -> Widths | None:
        widths = Widths(measured=True)
        for expected, ((row, column), (_, (least, most), set_to)) in enumerate(
            zip(self._answers, _SAMPLES, strict=True)
        ):
            if row != expected or not least <= column <= most:
                return None  # no terminal that was asked this answers so
            widths = set_to(widths, column)
        return widths


def use_measured_widths(widths: Widths | None) -> bool:
    """Count columns as the terminal does, if that is known. Returns True if that changes the way they are counted."""
    if widths is None:
        return False
    before = replace(widths_in_use(), measured=True)
    use_widths(widths)
    patch_widths()
    return widths != before
