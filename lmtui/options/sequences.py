"""The options of whole sequences: the best of them, and samples."""

from __future__ import annotations

from typing import Final

from lmtui.options.option import Option, flag, whole
from lmtui.sequences.limits import LONGEST, MOST_BEST, MOST_SAMPLES, MOST_TOKENS, WIDEST_BEAM

SEARCHED_TOKENS: Final = Option(
    "tokens",
    whole("number of tokens", 1, LONGEST),
    12,
    "how many tokens the sequence has, </s> counted, which can only be the last (default: 12)",
    "L",
)
SEQUENCE_TOKENS: Final = Option(
    "tokens",
    whole("number of tokens", 1, LONGEST),
    12,
    "how many tokens a sequence has that is annealed as a whole (default: 12)",
    "L",
    label="Its tokens",
    hint="how many, in a whole sequence",
)
ENDS: Final = flag("ends", "of the sequences that end with </s> within so many tokens")
BEST_COUNT: Final = Option(
    "count",
    whole("number of sequences", 1, MOST_BEST),
    1,
    f"how many of the best, 1 to {MOST_BEST} (default: 1)",
    "K",
)
BEAM: Final = Option(
    "beam",
    whole("width of the beam", 1, WIDEST_BEAM),
    None,
    "of any model: what a beam of K beginnings finds, with no proof that there is no better sequence",
    "K",
)
SAMPLED_TOKENS: Final = Option(
    "tokens",
    whole("number of tokens", 1, MOST_TOKENS),
    12,
    "how many tokens each sequence has, </s> counted (default: 12)",
    "N",
)
SAMPLE_COUNT: Final = Option(
    "count",
    whole("number of sequences", 1, MOST_SAMPLES),
    1000,
    "how many sequences, each with a seed of its own: --seed and those after it (default: 1000)",
    "N",
)
SAMPLE_ROWS: Final = Option(
    "top",
    whole("number of rows", 1, words={"all": None}),
    20,
    "rows of the table, or all (default: 20; with --json always all)",
    "K",
)
SWEEP_RUNS: Final = Option(
    "runs",
    whole("number of runs", 1, MOST_SAMPLES),
    1,
    "how many texts at each temperature, each with a seed of its own; their figures are averaged (default: 1)",
    "N",
)
BY_TOKEN: Final = flag("by-token", "show the product: a row a token")
COMPARE: Final = flag("compare", "set two texts beside each other, token by token")
SUMMARY: Final = flag("summary", "print what all texts come to together, and no row a text")
