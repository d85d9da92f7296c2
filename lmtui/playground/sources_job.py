"""The job that opens or builds the index of a training text, in which any run of tokens is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lmtui.errors import ModelError
from lmtui.playground.jobs import Job, give_back_memory
from lmtui.recipe import Recipe

if TYPE_CHECKING:
    from lmtui.insight.sources import Sources
    from lmtui.model.protocol import LanguageModel


class SourcesJob(Job["Sources"]):
    """Index the text that a model was trained on.

    Args:
        recipe: what the model was made from.
        model: the model.

    Attributes:
        sources: the index, once the job has run.
    """

    def __init__(self, recipe: Recipe, model: LanguageModel) -> None:
        super().__init__()
        self.recipe, self.model = recipe, model
        self.sources: Sources | None = None

    def run(self) -> Sources:
        """Open the index, or build it.

        Raises:
            LmtuiError: the model came without its text, or the text cannot be read any more, or the memory is full.
            Cancelled: after `cancel`.
        """
        from lmtui.library import load_with_sources

        if self.recipe.is_trained_elsewhere or not self.recipe.source:
            raise ModelError("no sources: this model came without its training text")
        try:
            _, sources = load_with_sources(self.recipe, self._report, model=self.model)
        except MemoryError:
            raise ModelError("there is not enough memory to index the text; take less text") from None
        finally:
            give_back_memory()
        if sources is None:
            raise ModelError("no sources: this model came without its training text")
        self._report("done", 1.0)
        self.sources = sources
        return sources
