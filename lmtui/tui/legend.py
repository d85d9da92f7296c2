"""What the signs on the screen mean, and what to try first: for the empty text, and for the help."""

from __future__ import annotations

from collections.abc import Sequence

LEGEND: Sequence[tuple[str, str]] = (
    ("p", "probability by the model"),
    ("p_T", "at T: p^(1/T), sums to 1"),
    ("luck", "the number drawing a token"),
    ("n", "order: n−1 tokens of context"),
    ("bits", "entropy: how open it is"),
    ("V", "how many tokens there are"),
    ("<s>", "a unit of text begins"),
    ("¶", "it ends (</s>)"),
)
"""The signs, each with its meaning."""

TRIES: Sequence[tuple[str, str]] = (
    ("{restart}", "a text grows from the prompt"),
    ("{colder}", "turns T down to 0; {warmer} up to ∞"),
    ("{tour}", "the tour: all this, in steps"),
)
"""Things to try, one key each: templates of `KeyNames.fill` for the key, and for what the key does."""
