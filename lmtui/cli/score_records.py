"""How `lmtui score --json` prints: an object a text, and of a long text part after part."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain
from typing import IO, TYPE_CHECKING, Any

from lmtui.cli.output import json_line, print_json, spool
from lmtui.sequences.summary import RunningTotal, Total, perplexity
from lmtui.text.safety import clean

if TYPE_CHECKING:
    from lmtui.sequences.annealed_scoring import AnnealedScore
    from lmtui.sequences.scoring import Score
    from lmtui.sequences.unit_scoring import ScoredUnits

_PIECE = 1 << 20  # characters that are printed at once


class JsonRecords:
    """Prints each text when its end has come.

    Args:
        temperature: that of the annealed scores.
    """

    def __init__(self, temperature: float) -> None:
        self._temperature = temperature
        self._begun: _RecordInParts | None = None

    def add(self, given: ScoredUnits, annealed: Sequence[AnnealedScore | None]) -> None:
        """Print the record of each unit, or take in a part of one.

        Args:
            annealed: the score of each unit at another temperature, if one was asked for.
        """
        if given.are_whole:
            for text, score, at in zip(given.units.texts, given.scored.scores(), annealed, strict=True):
                other = {"at": {"temperature": self._temperature, **at._asdict()}} if at else {}
                print_json(_record(text, score) | other)
            return
        self._begun = self._begun or _RecordInParts()
        self._begun.add(given)
        if given.units.ends:
            self._begun.print()
            self._begun = None


class _RecordInParts:
    """The record of one text. It waits in temporary files until the text, which stands first in it, has ended."""

    def __init__(self) -> None:
        self._text, self._tokens = spool(), spool()
        self._total, self._without_end = RunningTotal(), RunningTotal()
        self._running = 0.0
        self._ended = self._has_tokens = False

    def add(self, part: ScoredUnits) -> None:
        (score,), (text,) = part.scored.scores(), part.units.texts
        self._text.write(_inside(clean(text)))
        running = list(accumulate(part.scored.logprobs, initial=self._running))[1:]
        for token in _tokens(score, running):
            self._tokens.write((", " if self._has_tokens else "") + json_line(token)[:-1])
            self._has_tokens = True
        self._running = running[-1] if running else self._running
        self._ended = score.ended
        self._total.add(part.scored.logprobs, part.scored.known)
        own = slice(None, -1) if score.ended else slice(None)
        self._without_end.add(part.scored.logprobs[own], part.scored.known[own])

    def print(self) -> None:
        shorter = self._without_end.total if self._ended else None
        end = json_line(_sums(self._total.total, shorter))[1:]
        for piece in chain(
            ('{"text": "',), _read(self._text), ('", "tokens": [',), _read(self._tokens), ("], ", end)
        ):
            sys.stdout.write(piece)
        sys.stdout.flush()


def _inside(text: str) -> str:
    """A text as it stands between the quotation marks of JSON."""
    return json_line(text)[1:-2]


def _read(file: IO[str]) -> Iterator[str]:
    file.seek(0)
    while piece := file.read(_PIECE):
        yield piece


def _record(text: str, score: Score) -> dict[str, object]:
    total = Total(score.logprob, len(score.tokens), 0)
    shorter = score.without_end
    without_end = Total(shorter.logprob, len(shorter.tokens), 0) if score.ended else None
    return {"text": clean(text), "tokens": list(_tokens(score, score.running)), **_sums(total, without_end)}


def _tokens(score: Score, running: Iterable[float]) -> Iterator[dict[str, Any]]:
    """The records of the tokens, each with the logarithm of the product so far."""
    for token, context, product in zip(score.tokens, score.contexts, running, strict=True):
        yield {
            "token": token.token,
            "logprob": token.logprob,
            "order": token.order,
            "known": token.known,
            "context": context,
            "running": product,
            "surprise_bits": token.surprise_bits,
        }


def _sums(total: Total, without_end: Total | None) -> dict[str, object]:
    """What a text comes to, and what it comes to where its end is no factor, if it is one."""
    sums: dict[str, object] = {"logprob": total.logprob, "perplexity": perplexity(total.logprob, total.tokens)}
    if without_end:
        shorter = perplexity(without_end.logprob, without_end.tokens)
        sums["without_end"] = {"logprob": without_end.logprob, "perplexity": shorter}
    return sums
