"""Stops Hypothesis from saving and restoring the global random state, that of `random` and of numpy.

For each example Hypothesis saves that state, compares it for each argument, sets it to the same and sets it back: a
tenth of a millisecond, as long as many an example takes. Neither the program nor the tests draw from the global
random numbers: whoever draws has numbers of their own. `shared_draws` finds who does not.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from hypothesis import control
from hypothesis import core as hypothesis_core
from hypothesis.internal import entropy
from hypothesis.strategies._internal import core

_OWN = {"Random", "SystemRandom"}
_SHARED = re.compile(
    rf"(?<![\w.])random\.(?:{'|'.join(set(random.__all__) - _OWN)})\b"
    r"|\bfrom (?:numpy\.)?random import .*"
    r"|\b(?:np|numpy)\.random\.(?!default_rng\b|Generator\b|SeedSequence\b)\w+",
)


class _NoNumpyRandom:
    """Stands for numpy's random state, which Hypothesis would else save and restore once numpy is imported."""


def leave_shared_random_numbers() -> None:
    """Have Hypothesis save and restore nothing. Another release that has other names still does."""
    if hasattr(entropy, "RANDOMS_TO_MANAGE") and hasattr(entropy, "NP_RANDOM"):
        entropy.NP_RANDOM = _NoNumpyRandom()  # type: ignore[assignment]
        entropy.RANDOMS_TO_MANAGE.clear()
    if hasattr(hypothesis_core, "threadlocal") and hasattr(hypothesis_core.threadlocal, "_hypothesis_global_random"):
        hypothesis_core.threadlocal._hypothesis_global_random = random.Random()  # else Hypothesis makes and saves one
    for module in (control, core):
        if hasattr(module, "deprecate_random_in_strategy"):
            module.deprecate_random_in_strategy = _no_comparison  # type: ignore[attr-defined]


def _no_comparison(form: str, *values: object) -> AbstractContextManager[Any]:
    return nullcontext()


def shared_draws(source: str) -> Iterator[str]:
    """Where a source draws from the random numbers that all modules share."""
    return (found[0] for line in source.splitlines() if "random" in line for found in _SHARED.finditer(line))
