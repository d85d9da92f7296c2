"""A language model that is no n-gram model: 300 tokens of bytes, dense answers, all of the context in sight."""

from __future__ import annotations

import codecs
import threading
import time
from collections.abc import Sequence
from functools import cached_property
from hashlib import blake2b

import numpy as np

from lmtui.errors import ModelError
from lmtui.model.protocol import ModelFacts, TextToken
from lmtui.model.ranking import DenseRanking
from lmtui.playground.training_job import TrainedModel
from lmtui.recipe import Recipe
from lmtui.sampling.sampler import Sampler
from lmtui.text.display import token_label

_BYTES = [bytes([byte]) for byte in range(256)]
_WORDS = (
    " the mouse ate cheese and a ball of wool in house on hill while owl slept so very quietly that nobody heard it "
    "come down from old tree again until morning was bright"
)
_STRINGS = [f" {word}".encode() for word in dict.fromkeys(_WORDS.split())]
_PARTS = [b"\xe2\x82", b"\xc3\xa9", b"\xf0\x9f", b"\x90\xad", "né".encode(), b"\n\n", b"th", b"in", b"er", b"ou"]
END = 299
_DOUBLED = [bytes([97 + i]) * 2 for i in range(26)]
SPELLINGS = [*[*_BYTES, *_STRINGS, *_PARTS, *_DOUBLED][:END], b"<end>"]
"""The bytes of each token; those from 128 to 255 and some of the last are no text by themselves."""

COST = 0.05  # seconds that one answer is said to take


class ByteTokens:
    """Text ↔ ids by the longest spelling that fits; every byte is a token, so nothing is unknown."""

    start = ()
    end = END
    spaced = False

    def __len__(self) -> int:
        return len(SPELLINGS)

    def encode(self, text: str) -> list[TextToken]:
        rest = text.encode(errors="surrogateescape")
        tokens = []
        while rest:
            token = max((t for t in range(END) if rest.startswith(SPELLINGS[t])), key=lambda t: len(SPELLINGS[t]))
            tokens.append(TextToken(token))
            rest = rest[len(SPELLINGS[token]) :]
        return tokens

    def speller(self) -> ByteSpeller:
        return ByteSpeller()

    def spelling(self, token: int) -> str:
        return SPELLINGS[token].decode(errors="surrogateescape")

    def label(self, token: int) -> str:
        return token_label(self.spelling(token))

    def find(self, spelling: str) -> int | None:
        return self._ids.get(spelling)

    @cached_property
    def _ids(self) -> dict[str, int]:
        return {self.spelling(token): token for token in reversed(range(len(self)))}


class ByteSpeller:
    """Puts bytes together to characters."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def spell(self, token: TextToken) -> tuple[str, str]:
        if token.id == END:
            return "", self.finish() + "\n"
        text = self._decoder.decode(SPELLINGS[token.id])
        return (" ", text[1:]) if len(text) > 1 and text[0] == " " else ("", text)

    def finish(self) -> str:
        return self._decoder.decode(b"", final=True)


class ByteModel:
    """Probabilities made of a hash of the last three ids; some are equal, and some are 0.

    Args:
        sleeps: seconds that every answer really takes.
        cost: seconds that one answer is said to take; at 0, the playground does not wait for answers.

    Attributes:
        asked: the states that were asked for, in order.
    """

    def __init__(self, sleeps: float = 0.0, cost: float = 0.0) -> None:
        self.tokens = ByteTokens()
        self.window = None
        self.facts = ModelFacts("bytes", vocabulary=len(SPELLINGS), support=len(SPELLINGS), cost=cost)
        self.fingerprint = blake2b(repr(SPELLINGS).encode(), digest_size=8).hexdigest()
        self.asked: list[tuple[int, ...]] = []
        self._sleeps = sleeps

    def state(self, context: Sequence[int]) -> tuple[int, ...]:
        return tuple(context[-3:])

    def ranking(self, state: tuple[int, ...]) -> DenseRanking:
        self.asked.append(state)
        time.sleep(self._sleeps)
        return DenseRanking(self.probs_after(state))

    def probs_after(self, state: tuple[int, ...]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """p of every token after a state."""
        seed = blake2b(repr(state).encode(), digest_size=8).digest()
        weights = np.random.default_rng(int.from_bytes(seed, "little")).integers(0, 12, len(SPELLINGS)) ** 6
        prob: np.ndarray[tuple[int], np.dtype[np.float64]] = weights / weights.sum()
        return prob


class HeldByteModel(ByteModel):
    """Takes time: each answer waits, in the thread that asks, until the test lets it go.

    Attributes:
        answered: how many answers were given, or refused.
        refuses: whether answers are refused, with an error.
    """

    def __init__(self) -> None:
        super().__init__(cost=COST)
        self.answered = 0
        self.refuses = False
        self._let_go = threading.Semaphore(0)

    @property
    def outstanding(self) -> int:
        """How many questions wait for their answer."""
        return len(self.asked) - self.answered

    def let_go(self, answers: int = 1) -> None:
        """Give so many answers, those to come too."""
        self._let_go.release(answers)

    def ranking(self, state: tuple[int, ...]) -> DenseRanking:
        self.asked.append(state)
        self._let_go.acquire()
        self.answered += 1
        if self.refuses:
            raise ModelError("the line is down")
        return DenseRanking(self.probs_after(state))


def ready(model: ByteModel | None = None) -> TrainedModel:
    """A model, or one that takes no time, as a session takes it; no recipe leads to it."""
    return TrainedModel(Recipe(()), Sampler(model or ByteModel()), 0)
