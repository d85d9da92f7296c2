"""How long sequences may be, and how many may be asked for; each limit once. Nothing here imports numpy."""

from __future__ import annotations

from typing import Final

from lmtui import numbers
from lmtui.errors import SettingError

MOST_BEST: Final = 100
"""The most of the best sequences that can be asked for."""

LONGEST: Final = 1_000
"""The most tokens of a sequence that is searched for, or annealed as a whole: every token costs a pass over all
n-grams, and a float for every context."""

WIDEST_BEAM: Final = 1_000
"""The most beginnings that a beam search holds."""

MOST_SAMPLES: Final = 1_000_000
"""The most sequences that are sampled at once."""

MOST_TOKENS: Final = 100_000_000
"""The most tokens that are sampled at once, of all sequences together."""


def check_searched_length(length: int) -> int:
    """The length of a sequence that is searched for; a `SettingError` where it is no whole number in range."""
    return _check(length, "the number of tokens", LONGEST)


def check_best_count(count: int) -> int:
    """How many of the best sequences are asked for; a `SettingError` where that is no whole number in range."""
    return _check(count, "the number of sequences", MOST_BEST)


def check_beam_width(width: int) -> int:
    """How many beginnings a beam search holds; a `SettingError` where that is no whole number in range."""
    return _check(width, "the width of a beam", WIDEST_BEAM)


def check_samples(tokens: int, count: int) -> tuple[int, int]:
    """How long samples are and how many; a `SettingError` where one is no whole number in range, or both together
    are too many tokens."""
    tokens = _check(tokens, "the number of tokens", MOST_TOKENS)
    count = _check(count, "the number of sequences", MOST_SAMPLES)
    if tokens * count > MOST_TOKENS:
        raise SettingError(
            f"{count:,} sequences of {tokens:,} tokens are more than {MOST_TOKENS:,} tokens; ask for fewer"
        )
    return tokens, count


def most_answers(tokens: int, count: int, temperature: float) -> int:
    """How many answers of a model samples need at most: all share the first one, and at T = 0 every answer."""
    return tokens if temperature == 0 else 1 + count * (tokens - 1)


def _check(value: int, subject: str, most: int) -> int:
    advice = f"give a whole number from 1 to {most}"
    checked = numbers.whole(value, subject, advice)
    if not 1 <= checked <= most:
        raise numbers.refusal(subject, value, advice)
    return checked
