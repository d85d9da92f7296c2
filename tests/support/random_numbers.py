"""Hypothesis without its care for the random numbers that all modules share, those of `random` and of numpy.

For each example it has their states saved, compared for each argument, set to the same and set back: a tenth of a
millisecond, as long as many an example takes. Neither the program nor the tests draw from them: whoever draws has
numbers of their own. `shared_draws` finds who does not.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from hypothesis import control
from hypothesis.internal import entropy
from hypothesis.strategies._internal import core

_OWN = {"Random", "SystemRandom"}
_SHARED = re.compile(
    rf"(?<![\w.])random\.(?:{'|'.join(set(random.__all__) - _OWN)})\b"
    r"|\bfrom (?:numpy\.)?random import .*"
    r"|\b(?:np|numpy)\.random\.(?!default_rng\b|Generator\b|SeedSequence\b)\w+",
)


class _NobodysNumbers:
    """Stands for numpy's, which Hypothesis would else look after once numpy is imported."""


def leave_shared_random_numbers() -> None:
    """Let Hypothesis look after them no longer. Where another release has other names, it still does."""
    if hasattr(entropy, "RANDOMS_TO_MANAGE") and hasattr(entropy, "NP_RANDOM"):
        entropy.NP_RANDOM = _NobodysNumbers()  # type: ignore[assignment]
        entropy.RANDOMS_TO_MANAGE.clear()
    for module in (control, core):
        if hasattr(module, "deprecate_random_in_strategy"):
            module.deprecate_random_in_strategy = _no_comparison  # type: ignore[attr-defined]


def _no_comparison(form: str, *values: object) -> AbstractContextManager[Any]:
    return nullcontext()


def shared_draws(source: str) -> Iterator[str]:
    """Where a source draws from the random numbers that all modules share."""
    return (found[0].strip() for found in _SHARED.finditer(source))
