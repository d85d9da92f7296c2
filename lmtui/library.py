"""A recipe becomes a language model: opened from a file or from the cache, or trained and stored there."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lmtui.errors import ModelError, Progress, ignore_progress
from lmtui.model.protocol import LanguageModel
from lmtui.ngram import library
from lmtui.ngram.language_model import NgramLanguageModel
from lmtui.ngram.model import Model
from lmtui.ngram.training import corpus_of
from lmtui.recipe import Recipe
from lmtui.text.corpus import Corpus
from lmtui.text.encoding import EncodedText


@dataclass(frozen=True)
class LoadedModel:
    """A model, and what is to be known of how it was had.

    Attributes:
        recipe: what was asked for; of a model that was opened from a file, with what the model says of itself.
        model: the model.
        undecodable: how many bytes of its text could not be decoded.
        skipped: why texts of a folder were passed over.
        notes: what a user should know about the text, or about a model from elsewhere, a line each.
        corpus: the text of the model, with its token ids if they were made; None where the recipe names a model.
        loaded: the same as the n-gram library gave it.
    """

    recipe: Recipe
    model: NgramLanguageModel
    undecodable: int
    skipped: tuple[str, ...]
    notes: tuple[str, ...]
    corpus: Corpus | None
    loaded: library.Loaded

    @property
    def is_new(self) -> bool:
        """Whether the model was trained just now, and is to be stored for the next time."""
        return bool(self.loaded.key)

    def store(self) -> None:
        """Store a new model in the cache, where there is one; other processes no longer wait for it."""
        library.keep(self.loaded)

    def release(self) -> None:
        """Let other processes train the model, as it will not be stored."""
        self.loaded.release()


def load(recipe: Recipe, progress: Progress = ignore_progress, pipes_allowed: bool = False) -> LoadedModel:
    """The model of a recipe. While a new one is neither stored nor released, other processes wait for it.

    Args:
        pipes_allowed: the files that the recipe names may be pipes.

    Raises:
        LmtuiError: the recipe, its text or its file is unusable.
        Cancelled: by `progress`.
    """
    found = _load(recipe, progress, pipes_allowed)
    if found.corpus:
        found.corpus.release()
    return found


def load_with_text(
    recipe: Recipe, progress: Progress = ignore_progress, pipes_allowed: bool = False
) -> tuple[LoadedModel, EncodedText | None]:
    """The model of a recipe, stored, and the text it was trained on; None where the recipe names a model.

    The text is read once for both, so that it may come from a pipe. See `load` for arguments and errors.
    """
    found = _load(recipe, progress, pipes_allowed)
    found.store()
    return found, library.training_text(recipe, found.model.trie, progress, found.corpus)


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


def _load(recipe: Recipe, progress: Progress, pipes_allowed: bool) -> LoadedModel:
    """The model of a recipe, the text being held where no ids were made of it."""
    corpus = None if recipe.model else corpus_of(recipe, pipes_allowed=pipes_allowed)
    loaded = library.load_model(recipe, progress, corpus, pipes_allowed)
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


def _described_by(trie: Model, recipe: Recipe) -> Recipe:
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
