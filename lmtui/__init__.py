"""A laboratory for language models that fits in a terminal.

`train`, `train_on_text` and `load` give an `NgramModel`, `connect` a neural model; these are imported when they are
first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lmtui.api import AnyModel, NgramModel, connect, load, train, train_on_text

__version__ = "0.1.0"
__all__ = ["AnyModel", "NgramModel", "__version__", "connect", "load", "train", "train_on_text"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'lmtui' has no attribute '{name}'")
    from lmtui import api

    return getattr(api, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
