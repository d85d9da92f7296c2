"""What a model is made from; kept apart from the making so that it can be named without numpy."""

from __future__ import annotations

from dataclasses import dataclass

from lmtui.ngram.names import DEFAULT


@dataclass(frozen=True)
class Recipe:
    """What a model is made from; two equal recipes give equal models.

    Attributes:
        corpora: names of bundled corpora, files or folders, read one after another.
        order: n.
        smoothing: `NAME` or `NAME:PARAMETER`.
        tokenizer: its name.
        model: a trained folder or an ARPA file to use instead of training; "" is none.
    """

    corpora: tuple[str, ...]
    order: int = 3
    smoothing: str = DEFAULT
    tokenizer: str = "word"
    model: str = ""

    @property
    def source(self) -> str:
        """Where the model comes from."""
        return self.model or " + ".join(self.corpora)
