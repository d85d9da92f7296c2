"""What a model is made from; kept apart from the making so that it can be named without numpy."""

from __future__ import annotations

from dataclasses import dataclass

from lmtui.ngram.names import DEFAULT
from lmtui.text.units import AUTO


@dataclass(frozen=True)
class Recipe:
    """What a model is made from; two equal recipes give equal models.

    Attributes:
        corpora: names of bundled corpora, files or folders, read one after another.
        order: n.
        smoothing: `NAME` or `NAME:PARAMETER`.
        tokenizer: its name.
        model: a trained folder or an ARPA file to use instead of training; "" is none.
        unit: the rule by which text is cut into units; see `lmtui.text.units`.
        closed: V is the words seen, without `<unk>`.
        min_count: words seen less often are `<unk>`.
        exact_text: text is taken as it is, and not in its normal form.
        encoding: of the corpora; "" is UTF-8, or what a byte-order mark says.
    """

    corpora: tuple[str, ...]
    order: int = 3
    smoothing: str = DEFAULT
    tokenizer: str = "word"
    model: str = ""
    unit: str = AUTO
    closed: bool = False
    min_count: int = 1
    exact_text: bool = False
    encoding: str = ""

    @property
    def source(self) -> str:
        """Where the model comes from."""
        return self.model or " + ".join(self.corpora)
