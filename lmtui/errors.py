"""Errors that a user can mend; how long work is reported, and stopped."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Progress = Callable[[str, float], None]
"""Called by long work with (stage, fraction done in [0, 1]); it may raise `Cancelled` to end that work."""


class LmtuiError(Exception):
    """An error whose one-line message says what is wrong and what to do; shown without a traceback."""


class SourceError(LmtuiError):
    """A text cannot be found, read or used."""


class ModelError(LmtuiError):
    """A model cannot be trained, opened or written, or cannot do what it is asked for."""


class NoAnswerError(ModelError):
    """A model says nothing about one context, and may answer about others."""


class SettingError(LmtuiError):
    """A setting (an order, a temperature, a cut, ...) has a value that makes no sense."""


class Cancelled(Exception):
    """Raised inside a job when the user stopped it."""


Result = TypeVar("Result")

_BETWEEN_REPORTS = 0.1  # seconds


def meanwhile(report: Callable[[], None], work: Callable[[], Result]) -> Result:
    """Do long work that cannot report by itself, and report before it and every tenth of a second.

    Args:
        report: may raise `Cancelled`; the work then goes on to its end in a thread that nobody waits for.
        work: changes nothing that others see.

    Raises:
        Exception: whatever `work` or `report` raises.
    """
    import threading  # rarely needed

    results: list[Result] = []
    errors: list[Exception] = []

    def do() -> None:
        try:
            results.append(work())
        except Exception as error:
            errors.append(error)

    report()
    thread = threading.Thread(target=do, daemon=True)
    thread.start()
    thread.join(_BETWEEN_REPORTS)
    while thread.is_alive():
        report()
        thread.join(_BETWEEN_REPORTS)
    if errors:
        raise errors[0]
    return results[0]


def ignore_progress(stage: str, fraction: float) -> None:
    """Report progress to nobody and never stop."""
