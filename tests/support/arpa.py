"""A small ARPA file, and reading one from what it holds."""

from __future__ import annotations

import math
from pathlib import Path

from lmtui.ngram.arpa import read_arpa
from lmtui.ngram.model import NgramTrie
from lmtui.text.tokenizers import tokenizer_named

BLANKS = tokenizer_named("whitespace")


SMALL = """\
\\data\\
ngram 1=5
ngram 2=4
ngram 3=2

\\1-grams:
-1.2\t<unk>\t0
-99\t<s>\t-0.3
-0.9\t</s>\t0
-0.5\ta\t-0.2
-0.6\tb\t-0.4

\\2-grams:
-0.25\t<s> a\t-0.1
-0.35\ta b\t-0.15
-0.45\tb </s>\t0
-0.55\tb a\t0

\\3-grams:
-0.05\t<s> a b
-0.15\ta b </s>

\\end\\
"""


def read(path: Path, data: str | bytes) -> NgramTrie:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_arpa(path, BLANKS)


def log10(model: NgramTrie, *tokens: str) -> float:
    """log10 p of the last token after the others."""
    *context, word = model.vocabulary.encode(tokens)
    prob, _ = model.prob(model.match(context), word)
    return math.log10(prob) if prob else -math.inf
