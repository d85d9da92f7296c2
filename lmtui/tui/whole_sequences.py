"""What the screen says of sequences that T anneals as a whole."""

from __future__ import annotations

from rich.cells import cell_len

from lmtui.playground.snapshots import CompleteSequence
from lmtui.sampling.temperature import format_temperature
from lmtui.sequences.scoring import probability_of
from lmtui.tui.glyphs import Glyphs

_WHY = (
    "Token by token, p_T weighs each token alone; as a whole, what can follow, too.",
    "as a whole: p_T weighs what can follow, too",
    "p_T weighs what can follow, too",
)
"""Why the two ways to anneal differ, in one sentence, and what is left of it where there is less room."""


def why_they_differ(columns: int) -> str:
    """Why annealing each token and annealing the whole sequence differ, as much as fits into so many columns."""
    return next((text for text in _WHY if cell_len(text) <= columns), _WHY[-1])


def complete_lines(sequence: CompleteSequence, glyphs: Glyphs) -> list[str]:
    """What stands in the table's place when all tokens of a whole sequence are there."""
    temperature = glyphs.named(format_temperature(sequence.temperature))
    return [
        f"All {sequence.length} tokens are there." if sequence.length > 1 else "Its one token is there.",
        f"p of all together  {probability_of(sequence.model_logprob, 4)}",
        f"p_T at T {temperature}  {probability_of(sequence.logprob, 4)}",
        "",
        _WHY[0],
    ]
