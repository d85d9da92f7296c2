"""A recipe becomes a language model: opened from a file or from the cache, or trained and stored there."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from lmtui.engines.resources import DASK, Resources
from lmtui.errors import ModelError, Progress, ignore_progress
from lmtui.model.protocol import LanguageModel
from lmtui.neural.model_files import is_gguf, is_transformers_folder
from lmtui.ngram import library
from lmtui.ngram.language_model import NgramLanguageModel
from lmtui.ngram.model import NgramTrie
from lmtui.ngram.store import holds_store
from lmtui.ngram.training import corpus_of, listed_words
from lmtui.recipe import ARPA_ENDINGS_READ, Recipe
from lmtui.text.corpus import Corpus
from lmtui.text.encoding import EncodedText
from lmtui.text.first_look import look_at
from lmtui.text.memory import BYTES_A_BYTE
from lmtui.text.safety import visible
from lmtui.text.sources import STANDARD_INPUT, standard_input_is_longer

if TYPE_CHECKING:
    from lmtui.insight.sources import Sources
    from lmtui.neural.connecting import ServedModel
    from lmtui.neural.transformers_model import TransformersModel


LARGE = 32 << 20
"""Bytes of text from which on processes and a working folder are worth their time; measured."""

_TINY = 1 << 20  # bytes of text, which any memory holds


@dataclass(frozen=True)
class LoadedModel:
    """A model, and where it came from.

    Attributes:
        recipe: the recipe that was given; for a model that was opened from a file, with the model's own settings.
        model: the model.
        undecodable: how many bytes of its text could not be decoded.
        skipped: why texts of a folder were passed over.
        notes: what a user should know about the text, or about a model from elsewhere, a line each.
        corpus: the text of the model, with its token ids if they were made; None where the recipe names a model.
        loaded: the answer of the n-gram library; None for a neural model.
    """

    recipe: Recipe
    model: LanguageModel
    undecodable: int
    skipped: tuple[str, ...]
    notes: tuple[str, ...]
    corpus: Corpus | None
    loaded: library.LoadedTrie | None

    @property
    def place(self) -> Path | None:
        """The folder that `load` has written the model to; None where it has not."""
        return self.loaded.place if self.loaded else None

    @property
    def is_new(self) -> bool:
        """Whether the model was trained just now, so that it can be stored in the cache."""
        return bool(self.loaded and self.loaded.key)

    @property
    def ngram_model(self) -> NgramLanguageModel:
        """The model, if it is an n-gram model; else a `ModelError`."""
        if not isinstance(self.model, NgramLanguageModel):
            raise ModelError("this needs an n-gram model, and not a neural one; take another model")
        return self.model

    def store(self) -> None:
        """Store a new model in the cache, if there is a cache, and let other processes go on."""
        if self.loaded:
            library.store_model(self.loaded)

    def release(self) -> None:
        """Let other processes train the model, since this process will not store it."""
        if self.loaded:
            self.loaded.release()


def load(
    recipe: Recipe,
    progress: Progress = ignore_progress,
    pipes_allowed: bool = False,
    resources: Resources | None = None,
    place: Path | None = None,
) -> LoadedModel:
    """The model of a recipe. Until a new model is stored or released, other processes wait for it.

    Args:
        pipes_allowed: whether the files that the recipe names may be pipes.
        resources: what the training of a large text may take; None trains every text in memory.
        place: a folder to which the model of a large text is written at once; None is the cache.

    Raises:
        LmtuiError: the recipe, its text or its file is unusable.
        Cancelled: by `progress`.
    """
    if resources and _is_large(recipe, resources, progress):
        from lmtui.engines.loading import load_large

        loaded = load_large(recipe, resources, progress, pipes_allowed, place)
        return _loaded(recipe, loaded, corpus_of(recipe, pipes_allowed=pipes_allowed))
    found = _load(recipe, progress, pipes_allowed)
    if found.corpus:
        found.corpus.release()
    return found


def _is_large(recipe: Recipe, resources: Resources, progress: Progress) -> bool:
    """Whether a text is worked on shard by shard, on the disk."""
    if recipe.model or recipe.server:
        return False
    if resources.engine == DASK:
        return True
    size = sum(look_at(name, progress).size for name in recipe.corpora)
    if STANDARD_INPUT in recipe.corpora and standard_input_is_longer(LARGE):
        return True
    return size >= LARGE or (size > _TINY and size * BYTES_A_BYTE > resources.bytes_of_memory)


def load_with_text(
    recipe: Recipe, progress: Progress = ignore_progress, pipes_allowed: bool = False
) -> tuple[LoadedModel, EncodedText | None]:
    """The model of a recipe, stored, and the text it was trained on; None where the recipe names a model.

    The text is read once for both, so that it may come from a pipe. See `load` for arguments and errors.
    """
    found = _load(recipe, progress, pipes_allowed)
    found.store()
    if not isinstance(found.model, NgramLanguageModel):
        return found, None
    return found, library.training_text(recipe, found.model.trie, progress, found.corpus)


def load_with_sources(
    recipe: Recipe,
    progress: Progress = ignore_progress,
    pipes_allowed: bool = False,
    model: LanguageModel | None = None,
) -> tuple[LoadedModel, Sources | None]:
    """The model of a recipe, stored, and its training text, in which any run of tokens is found.

    The index is opened from the cache; where that has none, it is built and stored. There is none where the recipe
    names a model. See `load` for the other arguments and errors.

    Args:
        model: was trained by this recipe before; an error says so if the text is another one by now.
    """
    from lmtui.insight.source_store import open_cached_sources, save_cached_sources
    from lmtui.insight.sources import sources_of
    from lmtui.ngram.cache import text_key_of
    from lmtui.text.lines import count_lines
    from lmtui.text.tokenizers import tokenizer_named

    if recipe.is_trained_elsewhere:
        return _load(recipe, progress, pipes_allowed), None
    corpus = corpus_of(recipe, pipes_allowed=pipes_allowed)
    corpus.hold(progress)
    key = text_key_of(recipe, corpus.documents(), listed_words(recipe, progress), progress)
    sources = open_cached_sources(key, [document.name for document in corpus.documents()])
    lines = None
    if sources is None:
        tokenizer = tokenizer_named(recipe.tokenizer, recipe.exact_text)
        lines = count_lines(corpus.documents(), tokenizer, recipe.unit, progress)
    found = _load(recipe, progress, pipes_allowed, corpus)
    found.store()
    if model and model.fingerprint != found.model.fingerprint:
        raise ModelError(f"the text '{visible(recipe.source)}' has changed since the training; train again")
    if sources is None and lines:
        text = library.training_text(recipe, found.ngram_model.trie, progress, corpus)
        sources = sources_of(text, lines, progress) if text else None
        if sources:
            save_cached_sources(sources, key)
    corpus.release()
    return found, sources


def model_recipe(named: str, folders: bool = True) -> Recipe | None:
    """The recipe of a model that a user names where a text may stand, too; else None.

    Args:
        named: the path of an ARPA file or of a trained folder, or what names a neural model.
        folders: whether a folder may be a model, so that it is looked into.

    Raises:
        SettingError: what begins as an address is none.
    """
    if neural := neural_recipe(named, folders):
        return neural
    path = os.path.expanduser(named)
    if path.lower().endswith(ARPA_ENDINGS_READ):
        return Recipe((), model=path, tokenizer="whitespace")
    return Recipe((), model=path) if folders and holds_store(Path(path)) else None


def neural_recipe(named: str, folders: bool = True) -> Recipe | None:
    """The recipe of a neural model that a user names: a file or folder, or the address of a server; else None.

    Args:
        folders: whether a folder may be a model, so that it is looked into.

    Raises:
        SettingError: what begins as an address is none.
    """
    if named.startswith(("http://", "https://")):
        from lmtui.neural.http_json import check_address, send_key_to

        address = check_address(named)
        send_key_to(address)
        return Recipe((), server=address)
    path = os.path.abspath(os.path.expanduser(named))
    return Recipe((), model=path) if is_gguf(path) or (folders and is_transformers_folder(path)) else None


def training_text(
    recipe: Recipe, model: LanguageModel, progress: Progress = ignore_progress, corpus: Corpus | None = None
) -> EncodedText | None:
    """The text a model was trained on, its ids the model's; None where the model did not come with one.

    Args:
        corpus: what the model was loaded with, whose text is read again only if it has no ids yet; None reads it.

    Raises:
        LmtuiError: the text cannot be read any more, or is another one by now.
        Cancelled: by `progress`.
    """
    if not isinstance(model, NgramLanguageModel) or not recipe.source:
        return None
    return library.training_text(recipe, model.trie, progress, corpus)


def _load(recipe: Recipe, progress: Progress, pipes_allowed: bool, corpus: Corpus | None = None) -> LoadedModel:
    """The model of a recipe, the text being held where no ids were made of it."""
    if recipe.server:
        from lmtui.neural.connecting import connect

        return _neural(recipe, connect(recipe.server, recipe.model, progress))
    if is_gguf(recipe.model):
        from lmtui.neural.llama_process import open_gguf

        return _neural(recipe, open_gguf(recipe.model, progress))
    if is_transformers_folder(recipe.model):
        from lmtui.neural.transformers_model import open_folder

        return _neural(recipe, open_folder(recipe.model, progress))
    if not recipe.model and corpus is None:
        corpus = corpus_of(recipe, pipes_allowed=pipes_allowed)
    return _loaded(recipe, library.load_model(recipe, progress, corpus, pipes_allowed), corpus)


def _loaded(recipe: Recipe, loaded: library.LoadedTrie, corpus: Corpus | None) -> LoadedModel:
    trie = loaded.model
    try:
        model = NgramLanguageModel(trie, recipe.source)
    except ModelError:
        loaded.release()
        raise
    return LoadedModel(
        _described_by(trie, recipe) if recipe.model else recipe,
        model,
        sum(count for _, count in loaded.undecodable),
        loaded.skipped,
        loaded.notes,
        corpus,
        loaded,
    )


def _neural(recipe: Recipe, model: ServedModel | TransformersModel) -> LoadedModel:
    """A neural model, which a note describes."""
    return LoadedModel(recipe, model, 0, (), (model.description,), None, None)


def _described_by(trie: NgramTrie, recipe: Recipe) -> Recipe:
    """A recipe that names a model, with what that model says of itself."""
    return replace(
        recipe,
        order=trie.order,
        smoothing=trie.smoothing,
        tokenizer=trie.tokenizer.name,
        unit=trie.unit_rule,
        closed=trie.closed,
        exact_text=trie.tokenizer.exact,
    )
