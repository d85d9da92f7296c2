"""Where a text comes from: the places in the training text where the run at a token stands, to leaf through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lmtui.model.protocol import TextToken, Tokens, running_text
from lmtui.playground.transcript import END_MARK
from lmtui.text.safety import visible

if TYPE_CHECKING:
    from lmtui.insight.sources import Sources

_LISTED = 200  # places
_AROUND = 20  # tokens before a run, and behind it
_LONGEST = 50  # tokens of a run that is no copied one


@dataclass(frozen=True)
class SourceLine:
    """A place in the training text.

    Attributes:
        where: document and line.
        before: the text before the run.
        run: the run.
        after: the text behind the run.
    """

    where: str
    before: str
    run: str
    after: str


@dataclass(frozen=True)
class SourcesView:
    """Where a run stands.

    Attributes:
        run: the run.
        tokens: how many tokens the run has.
        count: how often the run stands in the training text.
        lines: the first places.
        copied: whether the run is one of the copied ones, of 5 tokens or more.
        runs: how many copied runs the text has.
    """

    run: str
    tokens: int
    count: int
    lines: Sequence[SourceLine]
    copied: bool
    runs: int


class SourceReader:
    """Finds the run that a token of a text belongs to, and goes from one copied run to another.

    Args:
        sources: the training text.
        tokens: of the model.
        ids: the text, one token or more; an unknown token has an id that stands nowhere.
        position: of the token that is looked at.
    """

    def __init__(self, sources: Sources, tokens: Tokens, ids: Sequence[int], position: int) -> None:
        self._sources, self._tokens, self._ids = sources, tokens, ids
        self._runs = [slice(run.start, run.stop) for run in sources.copied_runs(ids)]
        self._run = self._run_at(position)

    def _run_at(self, position: int) -> slice:
        """The longest copied run with a token in it; if there is none, the longest run that ends with the token."""
        around = [run for run in self._runs if run.start <= position < run.stop]
        if around:
            return max(around, key=lambda run: int(run.stop - run.start))
        start = position
        while start and position - start < _LONGEST and len(self._sources.find(self._ids[start - 1 : position + 1])):
            start -= 1
        return slice(start, position + 1)

    def go(self, runs: int) -> None:
        """Go to the next copied run, or to the one before."""
        behind = [run for run in self._runs if run.start > self._run.start]
        before = [run for run in self._runs if run.start < self._run.start]
        wanted = behind[:1] if runs > 0 else before[-1:]
        self._run = wanted[0] if wanted else self._run

    @property
    def view(self) -> SourcesView:
        """The present run and its places."""
        run = self._ids[self._run]
        found = self._sources.find(run)
        return SourcesView(
            run=self._text(run),
            tokens=len(run),
            count=len(found),
            lines=[self._line(int(start), run) for start in found[:_LISTED]],
            copied=self._run in self._runs,
            runs=len(self._runs),
        )

    def _line(self, start: int, run: Sequence[int]) -> SourceLine:
        place = self._sources.place(start, len(run), _AROUND)
        before, text, after = self._text(place.before), self._text(run), self._text(place.after)
        return SourceLine(f"{visible(place.document)}:{place.line}", before, text, after)

    def _text(self, ids: Sequence[int]) -> str:
        known = [token if token < len(self._tokens) else -1 for token in ids]
        if -1 in known:
            return " ".join("<unk>" if token < 0 else self._tokens.label(token) for token in known)
        return visible(running_text(self._tokens, map(TextToken, known)).strip().replace("\n", f"{END_MARK} "))
