"""The lines of a corpus by their tokens, so that a place among the token ids leads back to file and line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lmtui.errors import Progress, ignore_progress
from lmtui.text.document import Document
from lmtui.text.encoding import with_rules
from lmtui.text.tokenizers import Tokenizer
from lmtui.text.units import lines_of

_REPORT_EVERY = 1 << 12  # lines


@dataclass(frozen=True)
class Lines:
    """The L lines of several documents that have tokens.

    Attributes:
        begins: int64 [L], how many tokens of all documents stand before each line, `<s>` and `</s>` not counted.
        numbers: int64 [L], its number in its document, from 1.
        tokens: how many tokens there are altogether.
    """

    begins: npt.NDArray[np.int64]
    numbers: npt.NDArray[np.int64]
    tokens: int


def count_lines(
    documents: Iterable[Document], tokenizer: Tokenizer, unit: str, progress: Progress = ignore_progress
) -> Lines:
    """Cut documents into lines, and count the tokens of each; no token reaches across the end of a line.

    Args:
        unit: the rule by which text is cut into units; see `lmtui.text.units`.

    Raises:
        Cancelled: by `progress`.
    """
    begins: list[int] = []
    numbers: list[int] = []
    tokens = 0
    for _, text, rule in with_rules(documents, tokenizer, unit, lambda _: progress("counting lines", 0.0)):
        for number, line in lines_of(text, rule, tokenizer.has_empty_units):
            if number % _REPORT_EVERY == 0:
                progress("counting lines", 0.0)
            found = len(tokenizer.split(line))
            if found:
                begins.append(tokens)
                numbers.append(number)
                tokens += found
    return Lines(np.array(begins, np.int64), np.array(numbers, np.int64), tokens)
