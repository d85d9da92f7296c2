"""Errors that a user can mend, and the way to stop a long job."""

from __future__ import annotations

from collections.abc import Callable

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


def ignore_progress(stage: str, fraction: float) -> None:
    """Report progress to nobody and never stop."""
