"""Luck: the uniform number that decides one token, fixed by (seed, position) and by nothing else."""

from __future__ import annotations

from hashlib import blake2b


def luck(seed: int, position: int) -> float:
    """The luck u of a position, in [0, 1), a multiple of 2^−53.

    A counter-based generator: BLAKE2b (RFC 7693) with the seed for its key, of the position. So a position's luck
    can be had without drawing those before it, is the same on every machine, and does not change when the
    temperature does.
    """
    digest = blake2b(position.to_bytes(8, "little"), digest_size=8, key=seed.to_bytes(8, "little")).digest()
    return (int.from_bytes(digest, "little") >> 11) * 2.0**-53
