"""The job that counts the n-grams of a model's text again, for screens that show what probabilities are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lmtui.errors import LmtuiError, ModelError
from lmtui.playground.jobs import Job, give_back_memory
from lmtui.recipe import Recipe

if TYPE_CHECKING:
    from lmtui.insight.counted_model import CountedModel
    from lmtui.model.protocol import LanguageModel
    from lmtui.text.corpus import Corpus


class CountingJob(Job["CountedModel"]):
    """Count the n-grams of the text that a model was trained on.

    Args:
        recipe: what the model was made from.
        model: the model.
        corpus: the text of the model; None reads the text of the recipe.

    Attributes:
        counted: the model with its counts, once the job has run.
        trouble: why there are no counts, if the training text could not be read; else "".
    """

    def __init__(self, recipe: Recipe, model: LanguageModel, corpus: Corpus | None = None) -> None:
        super().__init__()
        self.recipe, self.model, self.corpus = recipe, model, corpus
        self.counted: CountedModel | None = None
        self.trouble = ""

    def run(self) -> CountedModel:
        """Read the text and count.

        Raises:
            ModelError: the model is no n-gram model, or the memory is full.
            Cancelled: after `cancel`.
        """
        from lmtui.insight.counted_model import CountedModel
        from lmtui.library import training_text

        try:
            CountedModel(self.model)  # refuses a model that is no n-gram model
            try:
                is_whole = not self.recipe.is_pruned
                text = training_text(self.recipe, self.model, self._report, self.corpus) if is_whole else None
            except LmtuiError as error:
                self.trouble, text = f"there are no counts: {error}", None
            else:
                if not is_whole:
                    self.trouble = "there are no counts: the model was pruned"
                elif text is None:
                    self.trouble = "there are no counts: a model that was read comes without its text"
            self.counted = counted = CountedModel(self.model, text, self._report)
        except MemoryError:
            raise ModelError("there is not enough memory to count again; take less text") from None
        finally:
            text = None
            if self.corpus:
                self.corpus.release()
            give_back_memory()
        self._report("done", 1.0)
        return counted
