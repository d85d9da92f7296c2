"""Have an n-gram model: train it, or open it."""

from __future__ import annotations

import os
import warnings

from lmtui import library
from lmtui.api.arguments import flag_given, path_given, text_given
from lmtui.api.ngram_model import NgramModel
from lmtui.engines.resources import Resources
from lmtui.errors import ModelError
from lmtui.files import quoted
from lmtui.neural.model_files import is_neural
from lmtui.ngram.language_model import NgramLanguageModel
from lmtui.ngram.training import corpus_of, train_on
from lmtui.options.model import MIN_COUNT, ORDER, PRUNE, UNIT
from lmtui.recipe import DEFAULT_SMOOTHING, Recipe
from lmtui.text.document import Document
from lmtui.text.units import AUTO


def train(
    *corpora: str | os.PathLike[str],
    order: int = 3,
    smoothing: str = DEFAULT_SMOOTHING,
    tokenizer: str = "word",
    unit: str = AUTO,
    closed: bool = False,
    min_count: int = 1,
    exact_text: bool = False,
    encoding: str = "",
    prune: str = "",
    limit_vocab: str | os.PathLike[str] = "",
) -> NgramModel:
    """Train a model, or open it from the cache if it was trained before.

    A large text is worked on in shards, on the disk, in this process; see `lmtui train` for several processes.

    Args:
        corpora: names of bundled corpora, files, or folders of `*.txt` and `*.md`.
        order: n, from 1 to 16.
        smoothing: `kneser-ney`, `witten-bell`, `jelinek-mercer[:LAMBDA]` (or a weight for each order, the highest
            first), `add-k[:K]` or `mle`.
        tokenizer: `word`, `char` or `whitespace`.
        unit: what gets `<s>` and `</s>`: `line`, `paragraph`, `file`, nothing (`stream`), or lines or paragraphs as
            the text speaks for (`auto`).
        closed: V is the words seen, without `<unk>`.
        min_count: words seen less often are `<unk>`.
        exact_text: take text as it is, and not in its normal form (NFC, one apostrophe).
        encoding: of the corpora; "" is UTF-8, or what a byte-order mark says.
        prune: leave out n-grams that occur so often or less: a number an order, as in `0,0,1`; the last counts for
            all above.
        limit_vocab: a file of words with blanks between these; n-grams with other words are left out, and V is
            without these.

    Raises:
        LmtuiError: a corpus, or the file of words, cannot be read, or an argument makes no sense.
    """
    paths = tuple(path_given(corpus, "a corpus") for corpus in corpora)
    recipe = _recipe(
        paths, order, smoothing, tokenizer, unit, closed, min_count, exact_text, encoding, prune, limit_vocab
    )
    loaded = library.load(recipe, resources=Resources())
    loaded.store()
    return NgramModel(loaded.ngram_model)


def train_on_text(
    text: str,
    order: int = 3,
    smoothing: str = DEFAULT_SMOOTHING,
    tokenizer: str = "word",
    unit: str = AUTO,
    closed: bool = False,
    min_count: int = 1,
    exact_text: bool = False,
    prune: str = "",
    limit_vocab: str | os.PathLike[str] = "",
) -> NgramModel:
    """Train a model on a text that is at hand; see `train`."""
    recipe = _recipe(
        ("text",), order, smoothing, tokenizer, unit, closed, min_count, exact_text, "", prune, limit_vocab
    )
    trie = train_on(corpus_of(recipe, [Document("text", text_given(text, "the text"))]), recipe)
    return NgramModel(NgramLanguageModel(trie, "text"))


def _recipe(
    corpora: tuple[str, ...],
    order: int,
    smoothing: str,
    tokenizer: str,
    unit: str,
    closed: bool,
    min_count: int,
    exact_text: bool,
    encoding: str,
    prune: str,
    limit_vocab: str | os.PathLike[str],
) -> Recipe:
    """The arguments of a training, each of the type it must have, or a `SettingError`."""
    return Recipe(
        corpora,
        ORDER.kind.check(order),
        text_given(smoothing, "the smoothing"),
        text_given(tokenizer, "the tokenizer"),
        unit=UNIT.kind.check(text_given(unit, "the unit")),
        closed=flag_given(closed, "closed"),
        min_count=MIN_COUNT.kind.check(min_count),
        exact_text=flag_given(exact_text, "exact_text"),
        encoding=text_given(encoding, "the encoding"),
        prune=PRUNE.kind.check(text_given(prune, "prune")),
        limit_vocab=path_given(limit_vocab, "limit_vocab"),
    )


def load(
    path: str | os.PathLike[str], tokenizer: str = "whitespace", unit: str = AUTO, exact_text: bool = False
) -> NgramModel:
    """Load a trained folder, or an ARPA file (`.gz` too).

    Args:
        path: of the folder or file.
        tokenizer: how texts are cut for an ARPA file, which does not say; a folder does.
        unit: by which rule texts are cut into units for an ARPA file.
        exact_text: whether texts are taken as they are for an ARPA file.

    Warns:
        UserWarning: the probabilities do not sum to 1, or words are not UTF-8.

    Raises:
        LmtuiError: it is missing, malformed or damaged.
    """
    model = path_given(path, "the model")
    if not model:
        raise ModelError("no model was named; give the path of a folder or file")
    if is_neural(model):
        raise ModelError(f"{quoted(model)} is a neural model; open it with lmtui.connect")
    recipe = Recipe(
        (),
        tokenizer=text_given(tokenizer, "the tokenizer"),
        model=model,
        unit=UNIT.kind.check(text_given(unit, "the unit")),
        exact_text=flag_given(exact_text, "exact_text"),
    )
    loaded = library.load(recipe)
    for note in loaded.notes:
        warnings.warn(note, stacklevel=2)
    return NgramModel(loaded.ngram_model)
