"""What stock Textual does at the terminal and should not."""

from __future__ import annotations

from codecs import getincrementaldecoder
from functools import partial

from textual.drivers import linux_driver


def tolerate_undecodable_input() -> None:
    """Read bytes that are no UTF-8 (a paste in Latin-1, an old mouse report) as U+FFFD, instead of ending the app.

    Textual's input thread makes its decoder by this name; it has no setting for what the decoder does with errors.
    """
    tolerant = partial(getincrementaldecoder("utf-8"), errors="replace")
    setattr(linux_driver, "getincrementaldecoder", lambda encoding: tolerant)  # noqa: B010 (mypy knows better)
