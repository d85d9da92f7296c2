"""Continuations of a prompt and their greedy rival, as a table for people and as records for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from lmtui.cli.output import print_columns, sequence_of
from lmtui.sequences.scoring import probability_of

if TYPE_CHECKING:
    from lmtui.model.protocol import Tokens
    from lmtui.sequences.best import Continuation


def record_of(continuation: Continuation, tokens: Tokens) -> dict[str, Any]:
    """A continuation as JSON objects have it."""
    return {"tokens": list(map(tokens.spelling, continuation.tokens)), "logprob": continuation.logprob}


def print_continuations(found: Sequence[Continuation], greedy: Continuation | None, tokens: Tokens) -> None:
    """Print a row for each continuation by rank, and one for the greedy one, if there is one."""
    named = [(str(rank), each) for rank, each in enumerate(found, 1)]
    named += [("greedy", greedy)] if greedy else []
    rows = [("rank", "log p", "p", "sequence")]
    rows += [
        (name, f"{each.logprob:.4f}", probability_of(each.logprob), sequence_of(tokens, each.tokens))
        for name, each in named
    ]
    print_columns(rows, right=(True, True, True, False))
