"""What models of all servers have in common that may give no more than their first ranks.

Such a server may not tell its |V|. Then N, the number of other tokens, has an upper bound alone; all bounds of
`lmtui.model.partial_ranking` hold with that.
"""

from __future__ import annotations

import math
import time
from abc import ABC, abstractmethod
from collections.abc import Hashable, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np

from lmtui.errors import ModelError, NoAnswerError
from lmtui.model.partial_ranking import Bounds, PartialRanking, ranking_of_first
from lmtui.model.protocol import ModelFacts
from lmtui.model.ranking import Ranking
from lmtui.neural.http_json import JsonServer, words_of
from lmtui.neural.served_tokens import ServedTokens
from lmtui.neural.text_tokens import TextTokens

FEW_RANKS = 20
"""What any of these servers may be asked for, unless it says otherwise."""

LARGEST_LOG = 0.01
"""What no logarithm of p exceeds, however it was rounded."""

_ERROR = 2.0**-18  # of p, relatively, from a logarithm down to −32 as a float32
_SLACK = 2.0**-12  # how far the p of all V tokens may be from 1, added as float32


class Given(NamedTuple):
    """One token of an answer: its id, and the natural logarithm of its p."""

    token: int
    log: float


class FirstRanksModel(ABC):
    """See `lmtui.model.protocol.LanguageModel` and `GivesFirstRanks`.

    Args:
        server: is asked.
        kind: what the server is called, with its version.
        name: of the model.

    Attributes:
        server: as given.
        name: as given.
        tokens: text ↔ ids.
        window: how many of the last ids matter; None is all.
        most_ranks: how many an answer has at most.
        facts: what is known of the model.
        fingerprint: 16 hex digits of the name, and of the first ranks after a text.
    """

    tokens: ServedTokens
    window: int | None = None
    most_ranks: int
    facts: ModelFacts
    fingerprint: str
    _whole_cost = 0.0  # seconds, of an answer about all of V, where one was measured

    def __init__(self, server: JsonServer, kind: str, name: str) -> None:
        self.server, self.name, self._kind = server, name, kind

    def _meet(self, vocabulary: int | None) -> None:
        """Ask for a few ranks, and know the model by the answer.

        Args:
            vocabulary: |V|; None where the server does not tell.
        """
        state = self.state([*self.tokens.start, *(token.id for token in self.tokens.encode("The"))])
        begun = time.monotonic()
        found = self._first(state, min(8, self.most_ranks))
        cost = max(time.monotonic() - begun, 0.001)
        size = vocabulary or len(self.tokens)
        self.facts = ModelFacts(
            words_of(self.name),
            size,
            size,
            cost=cost,
            whole_cost=self._whole_cost,
            complete=self.most_ranks == vocabulary,
            cuts_texts=not isinstance(self.tokens, TextTokens),
        )
        known = [(self.tokens.spelling(one.token), round(one.log, 1)) for one in found]
        self.fingerprint = blake2b(repr((self.name, known)).encode(errors="replace"), digest_size=8).hexdigest()

    @property
    def description(self) -> str:
        """What the server is, and what it does not tell, in one line."""
        gives = "all of V" if self.facts.complete else f"the first {self.most_ranks:,} tokens, V is not told"
        return f"{words_of(self._kind)} at {self.server.address}: {self.facts.name}, gives {gives}"

    @abstractmethod
    def state(self, context: Sequence[int]) -> Hashable:
        """What the server is asked about."""

    @abstractmethod
    def _given(self, state: Any, ranks: int) -> list[Given]:
        """The first ranks after a context, in any order: so many, or a few more or less.

        Raises:
            ModelError: the server does not answer.
            AttributeError, KeyError, TypeError, ValueError, IndexError: the answer is of another form.
        """

    def ranking(self, state: Any) -> Ranking:
        """The whole support after a context.

        Raises:
            ModelError: the server does not answer, or gives no more than its first ranks.
        """
        found = self.first_ranks(state, self.most_ranks)
        if not isinstance(found, Ranking):
            raise ModelError(
                f"the server at {self.server.address} gives the first {self.most_ranks:,} tokens alone, and this "
                "needs all of V; leave that out, or take a server that gives all"
            )
        return found

    def first_ranks(self, state: Any, ranks: int) -> Ranking | PartialRanking:
        """The first ranks after a context.

        Raises:
            ModelError: the server does not answer.
        """
        found = self._first(state, ranks)
        tokens = np.array([one.token for one in found], np.int64)
        probs = np.exp(np.array([one.log for one in found], np.float64))
        total, size = Bounds(1 - _SLACK, 1 + _SLACK), self.facts.support
        if len(found) < min(ranks, self.most_ranks):
            # Tokens of one text are one in the answer. What is not there has no more p than is left of all.
            probs = probs[: int(np.sum(probs >= total.high - probs.sum()))]
            if not len(probs):
                raise NoAnswerError(
                    f"the server at {self.server.address} gives too few ranks here: several tokens have one text"
                )
        with self.server.reading():
            return ranking_of_first(tokens[: len(probs)], probs, size, total, _ERROR, not self.facts.complete)

    def _first(self, state: Any, ranks: int) -> list[Given]:
        """The first ranks by decreasing p, no more than asked for."""
        with self.server.reading():
            found = sorted(self._given(state, ranks), key=lambda one: (-one.log, one.token))[:ranks]
        are_tokens = all(0 <= one.token < len(self.tokens) and one.log <= LARGEST_LOG for one in found)
        if not found or not are_tokens or len({one.token for one in found}) < len(found):
            raise self.server.nonsense()
        return found


def text_asked(text: bytes) -> str:
    """A text as a server is asked about it.

    Raises:
        NoAnswerError: the text is empty, or ends within a character.
    """
    if not text:
        raise NoAnswerError("this server says nothing about an empty text; give a prompt")
    try:
        return text.decode()
    except UnicodeDecodeError:
        raise NoAnswerError("the text ends within a character, about which this server cannot be asked") from None


def number(value: object) -> float:
    """A logarithm of an answer; None is that of 0.

    Raises:
        ValueError: it is no number.
    """
    log = -math.inf if value is None else float(value)  # type: ignore[arg-type]
    if math.isnan(log):
        raise ValueError("no number")
    return log


def chosen_name(server: JsonServer, names: Sequence[str], name: str) -> str:
    """The name of the model to ask: the one that was named, or the only one.

    Raises:
        ModelError: the server does not have it, or has several.
    """
    names = names or [name] * bool(name)  # some servers list none
    found = [known for known in names if name in ("", known, known.removesuffix(":latest"), words_of(known))]
    if len(found) == 1:
        return found[0]
    listed = ", ".join(f"'{words_of(known)}'" for known in names[:5]) or "no model"
    if name:
        raise ModelError(f"the server at {server.address} has {listed} and not '{words_of(name)}'")
    raise ModelError(f"the server at {server.address} has {listed}; name one with --model")
