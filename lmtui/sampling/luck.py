"""Luck: the uniform number that decides one token, fixed by (seed, position) and by nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from lmtui import numbers

_ADVICE = "give a number from 0 up, below 1"


def luck(seed: int, position: int) -> float:
    """The luck u of a position, in [0, 1), a multiple of 2^−53.

    A counter-based generator: BLAKE2b (RFC 7693) of the position, the seed being the key. So the luck of a position
    is computed without the lucks before it, is the same on every machine, and does not depend on the temperature.
    """
    generator = _generator(seed).copy()
    generator.update(position.to_bytes(8, "little"))
    return (int.from_bytes(generator.digest(), "little") >> 11) * 2.0**-53


@lru_cache(maxsize=64)
def _generator(seed: int) -> blake2b:
    """The generator of a seed, which is copied for each position: the key is taken in once."""
    return blake2b(digest_size=8, key=key_of(seed))


def key_of(seed: int) -> bytes:
    """The key that a seed is for the generator."""
    return seed.to_bytes(8, "little")


def lucks(keys: Iterable[bytes], position: int) -> npt.NDArray[np.float64]:
    """The luck of one position for each of many seeds, given by their keys: `luck(seed, position)`."""
    message = position.to_bytes(8, "little")
    digests = [blake2b(message, digest_size=8, key=key).digest() for key in keys]
    return (np.frombuffer(b"".join(digests), "<u8") >> np.uint64(11)).astype(np.float64) * 2.0**-53


def check_luck(luck: numbers.Number) -> float | Fraction:
    """Return the luck if it is a number and 0 ≤ u < 1, else raise a `SettingError`.

    A float means itself, and not its shortest decimal: lucks come from `luck`, not from people.
    """
    if type(luck) is float and 0 <= luck < 1:
        return luck
    value = numbers.share(luck, "luck", _ADVICE)
    if not 0 <= value < 1:
        raise numbers.refusal("luck", luck, _ADVICE)
    return value
