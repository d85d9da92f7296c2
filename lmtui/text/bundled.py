"""The corpora that come with the program."""

from __future__ import annotations

import importlib
from pathlib import Path

from lmtui.errors import SourceError

DEFAULT = "fables"

CORPORA = {
    "fables": "short fables in simple words: low entropy, frequent returns",
    "kitchen": "recipes and home advice: formulaic",
    "voyage": "letters from a sea voyage: rich vocabulary, high entropy",
    "verse": "rhymed poems, one unit a line",
    "mouse": "the lecture's little world of five words",
    "python": "Python's language reference, which comes with this Python",
}
"""Every bundled corpus with its description, in the order in which the screen lists them."""


def text_of(name: str) -> str:
    """The text of a bundled corpus.

    Raises:
        SourceError: the text is missing from the installation, or cannot be read.
    """
    if name == "python":
        return _python_reference()
    for folder in _folders():
        try:
            return (folder / f"{name}.txt").read_text(encoding="utf-8")
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, ValueError):
            raise SourceError(f"the bundled corpus '{name}' cannot be read; install lmtui again") from None
    raise SourceError(f"the bundled corpus '{name}' is missing from this installation; install lmtui again")


def _folders() -> tuple[Path, Path]:
    """Where the texts are in an installed package, and in a checkout."""
    package = Path(__file__).resolve().parent.parent
    return package / "corpora", package.parent / "corpora"


def _python_reference() -> str:
    """The language reference as `help()` shows it, its topics in alphabetical order."""
    try:
        topics: dict[str, str] = importlib.import_module("pydoc_data.topics").topics
    except (ImportError, AttributeError):
        raise SourceError("this Python comes without its reference (pydoc_data); choose another corpus") from None
    return "\n\n".join(topics[name] for name in sorted(topics))
