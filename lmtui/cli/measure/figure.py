"""A figure of the bench, and the synthetic text most are taken on."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lmtui.text.encoding import EncodedText
from lmtui.text.specials import BOS, EOS, SPECIALS
from lmtui.text.vocabulary import Vocabulary

_UNIT = 20  # tokens in a unit of the synthetic text


@dataclass(frozen=True)
class Figure:
    """Something measured.

    Attributes:
        subject: what was measured: read, train, open, generate, slider, score, best, samples, start, wire, answers,
            ranks or sessions.
        what: in words, with the size of the task.
        value: the figure.
        unit: its unit.
        yardstick: what it is compared with, in words; "" for nothing.
        yardstick_value: the same unit.
        goal: in words, what it should be.
        reached: whether it is.
    """

    subject: str
    what: str
    value: float
    unit: str
    yardstick: str
    yardstick_value: float | None
    goal: str
    reached: bool


def zipf_text(tokens: int, types: int, seed: int = 0) -> EncodedText:
    """A text of independent draws from Zipf's law, p(rank) ∝ 1 / (rank + 2.7); no text has more different n-grams.

    Args:
        tokens: how many, a multiple of 20; `<s>` and `</s>` come on top.
        types: |V|, the specials counted.
        seed: of the draws.
    """
    weights = np.cumsum(1 / (np.arange(1, types - len(SPECIALS) + 1) + 2.7))
    dice = np.random.default_rng(seed)
    drawn = np.searchsorted(weights, dice.random(tokens) * weights[-1]) + len(SPECIALS)
    units = drawn.astype(np.int32).reshape(-1, _UNIT)
    ids: npt.NDArray[np.int32] = np.pad(units, ((0, 0), (1, 1)), constant_values=((0, 0), (BOS, EOS))).ravel()
    return EncodedText(ids, Vocabulary.from_tokens([*SPECIALS, *(f"w{i}" for i in range(types - len(SPECIALS)))]))


def zipf_lines(tokens: int, types: int, seed: int = 0) -> list[str]:
    """The units of `zipf_text` as they are written."""
    text = zipf_text(tokens, types, seed)
    words = text.vocabulary.decode(range(types))
    units = text.ids.reshape(-1, _UNIT + 2)[:, 1:-1].tolist()
    return [" ".join(map(words.__getitem__, unit)) for unit in units]


def seconds(task: Callable[[], object], times: int = 1) -> float:
    """How long a task takes: the shortest of several times."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        task()
        taken.append(time.perf_counter() - start)
    return min(taken)
