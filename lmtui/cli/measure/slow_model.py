"""A dense model that takes time: 300 tokens, each of them a character, and 50 ms for every answer."""

from __future__ import annotations

import time
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np

from lmtui.model.protocol import ModelFacts, TextToken
from lmtui.model.ranking import DenseRanking
from lmtui.text.display import token_label

COST = 0.05  # seconds
_CHARACTERS = [chr(code) for code in range(0x20, 0x250) if chr(code).isprintable()][:300]


class CharacterTokens:
    """Text ↔ ids, a character each; what is not among them is read as a blank."""

    start = ()
    end = None
    spaced = False

    def __len__(self) -> int:
        return len(_CHARACTERS)

    def encode(self, text: str) -> list[TextToken]:
        """Cut a text into characters."""
        return [TextToken(self.find(character) or 0) for character in text]

    def speller(self) -> CharacterTokens:
        """Something that spells; characters are spelled the same wherever they stand."""
        return self

    def spell(self, token: TextToken) -> tuple[str, str]:
        """What stands before the token, and its text."""
        return ("", _CHARACTERS[token.id]) if token.id else (" ", "")

    def finish(self) -> str:
        """Nothing is left of a character."""
        return ""

    def spelling(self, token: int) -> str:
        """The character."""
        return _CHARACTERS[token]

    def label(self, token: int) -> str:
        """The character, safe to show."""
        return token_label(_CHARACTERS[token])

    def find(self, spelling: str) -> int | None:
        """The token of a character."""
        return _CHARACTERS.index(spelling) if spelling in _CHARACTERS else None


class SlowModel:
    """Probabilities made of a hash of the last three characters.

    Attributes:
        seconds: how long an answer takes; until it is set, no time at all.
        asked: how many answers were given.
    """

    def __init__(self) -> None:
        self.tokens = CharacterTokens()
        self.window = None
        self.facts = ModelFacts("slow", vocabulary=len(_CHARACTERS), support=len(_CHARACTERS), cost=COST)
        self.fingerprint = "0" * 16
        self.seconds = 0.0
        self.asked = 0

    def state(self, context: Sequence[int]) -> tuple[int, ...]:
        """The last three ids."""
        return tuple(context[-3:])

    def ranking(self, state: tuple[int, ...]) -> DenseRanking:
        """The support after a context, by decreasing probability."""
        self.asked += 1
        time.sleep(self.seconds)
        seed = blake2b(repr(state).encode(), digest_size=8).digest()
        weights = np.random.default_rng(int.from_bytes(seed, "little")).random(len(_CHARACTERS)) ** 9
        return DenseRanking(weights / weights.sum())
