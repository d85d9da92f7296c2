"""The options of the model: its corpora, and how it is trained; or the file of a trained model."""

from __future__ import annotations

from typing import Any, Final

from lmtui.options.option import Option, flag, text, whole
from lmtui.recipe import ORDERS, SMOOTHING_METHODS, Recipe, check_prune, parse_smoothing, smoothing_label
from lmtui.text import bundled
from lmtui.text.decoding import check_encoding
from lmtui.text.tokenizers import check_tokenizer
from lmtui.text.units import UNITS, check_unit

MAX_MIN_COUNT = 1_000_000_000
"""The largest `--min-count`; no text has so many words."""

_ORDERS = {
    1: "no context: how often each token occurs",
    2: "bigrams: the token before",
    3: "trigrams: the two tokens before",
}
_SMOOTHING = {
    "kneser-ney": "discounts, then backs off",
    "witten-bell": "by how many followed",
    "jelinek-mercer": "one λ for all",
    "add-k": "k more of every token",
    "mle": "relative frequencies alone",
}
PARAMETERS: Final = {
    "jelinek-mercer": "λ, a number between 0 and 1; or a weight for each order, the highest first: 0.6,0.3,0.1",
    "add-k": "k, a number above 0 that is added to the count of every token",
}
"""What the parameter of each smoothing is that takes one."""


def _with_parameters(smoothing: str) -> str:
    """A smoothing with its parameters, the default filled in: `add-k:0.05` for `add-k`."""
    return smoothing_label(*parse_smoothing(smoothing))


def _address(url: str) -> str:
    """The address of a server in its own form; "" for none."""
    if not url.strip():
        return ""
    from lmtui.neural.http_json import check_address

    return check_address(url)


CORPUS: Final = Option(
    "corpus",
    text(),
    (bundled.DEFAULT,),
    f"train on a bundled corpus ({', '.join(bundled.CORPORA)}), a file, a folder of *.txt and *.md, - for "
    "standard input, an address as https:// or s3:// (with lmtui[dask]), or what `lmtui corpora` finds; may be "
    f"repeated (default: {bundled.DEFAULT})",
    "NAME|PATH",
    bundled.CORPORA,
    is_repeated=True,
    is_path=True,
    label="Corpus",
    hint="a file or a folder, instead of that",
)
ORDER: Final = Option(
    "order",
    whole("order", ORDERS[0], ORDERS[-1]),
    Recipe.order,
    f"n of the n-grams, {ORDERS[0]} to {ORDERS[-1]} (default: {Recipe.order})",
    "N",
    {str(n): _ORDERS.get(n, f"the {n - 1} tokens before") for n in ORDERS},
    label="Order n",
)
SMOOTHING: Final = Option(
    "smoothing",
    text(_with_parameters),
    Recipe.smoothing,
    f"{Recipe.smoothing} (default), witten-bell, jelinek-mercer[:LAMBDA] (or a weight for each order, the highest "
    "first), add-k[:K], mle",
    "NAME",
    {name: _SMOOTHING[name] for name in SMOOTHING_METHODS},
    label="Smoothing",
)
TOKENIZER: Final = Option(
    "tokenizer",
    text(check_tokenizer),
    Recipe.tokenizer,
    f"how text is cut (default: {Recipe.tokenizer}; for an .arpa file whitespace)",
    choices={
        "word": "words and punctuation marks",
        "char": "single characters",
        "whitespace": "what blanks separate",
    },
    label="Tokenizer",
)
UNIT: Final = Option(
    "unit",
    text(check_unit),
    Recipe.unit,
    f"what gets <s> and </s>: {'; '.join(map(', '.join, UNITS.items()))} (default: {Recipe.unit})",
    choices=UNITS,
    label="Unit",
)
CLOSED: Final = flag(
    "closed",
    "V is the words seen, without <unk>",
    {"open": "words never seen are <unk>", "closed": "the words seen, without <unk>"},
    "Vocabulary",
)
MIN_COUNT: Final = Option(
    "min-count",
    whole("min-count", 1, article="", most=MAX_MIN_COUNT),
    Recipe.min_count,
    "words seen fewer than K times are <unk> (default: 1, none)",
    "K",
    label="Min count",
    hint="rarer words are <unk>",
    may_be_empty=True,
)
PRUNE: Final = Option(
    "prune",
    text(check_prune),
    Recipe.prune,
    "leave out n-grams seen so often or less: a number an order, the last for all above (0,0,1: trigrams seen once); "
    "discounts stay (default: none)",
    "N",
    label="Prune",
    hint="as 0,0,1: no trigrams seen once",
    may_be_empty=True,
    may_be_words=True,
)
LIMIT_VOCAB: Final = Option(
    "limit-vocab",
    text(),
    Recipe.limit_vocab,
    "leave out n-grams with words that are not in this file (blanks between words); discounts stay (default: none)",
    "FILE",
    is_path=True,
    label="Limit V",
    hint="a file of words: no others in V",
    may_be_empty=True,
)
EXACT_TEXT: Final = flag(
    "exact-text",
    "take text as it is: no NFC, no one apostrophe (whitespace always does)",
    {"alike": "look-alikes are one: NFC, apostrophes", "exact": "as the file has it"},
    "Text",
)
ENCODING: Final = Option(
    "encoding",
    text(lambda name: check_encoding(name.strip())),
    "",
    "of the texts, as cp1252 (default: UTF-8, or what a byte-order mark says)",
    "NAME",
    label="Encoding",
    hint="utf-8, or as a byte-order mark says",
)
MODEL: Final = Option(
    "model",
    text(),
    "",
    "use a trained folder, an .arpa file (.gz, .bz2, .xz too), or a neural model instead of training: a .gguf file "
    "(smollm2 is that of a package), or a folder with safetensors; with --server, the name of its model",
    "PATH",
    is_path=True,
)
SERVER: Final = Option(
    "server",
    text(_address),
    "",
    "use the language model of llama.cpp's llama-server, vLLM, Ollama, or a server with /v1/completions at this "
    "address (a key: in LMTUI_API_KEY)",
    "URL",
    in_config=False,
)
LANE_MODEL: Final = Option(
    "lane-model",
    text(),
    (),
    "another lane with another model: an order (2), a corpus, a model's folder, an .arpa or .gguf file, or the "
    "address of a server; may be repeated",
    "MODEL",
    is_repeated=True,
    is_path=True,
    in_config=False,
)

TRAINING: Final[tuple[Option[Any], ...]] = (
    ORDER,
    SMOOTHING,
    TOKENIZER,
    UNIT,
    CLOSED,
    MIN_COUNT,
    PRUNE,
    LIMIT_VOCAB,
    EXACT_TEXT,
    ENCODING,
)
"""The options that say how a model is trained on its corpora; each is a field of a recipe."""
