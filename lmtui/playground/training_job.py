"""The training of a model as a job."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lmtui.errors import ModelError
from lmtui.playground.jobs import Job, give_back_memory
from lmtui.recipe import Recipe

if TYPE_CHECKING:
    from lmtui.engines.resources import Resources
    from lmtui.library import LoadedModel
    from lmtui.sampling.sampler import Sampler
    from lmtui.text.corpus import Corpus


@dataclass(frozen=True)
class TrainedModel:
    """The result of a training.

    Attributes:
        recipe: what the model was made from.
        sampler: the model, ready to sample from.
        undecodable: how many bytes of the text could not be decoded.
        skipped: why texts of a folder were passed over, one line a text.
        notes: what a person should know about the text, or about a model from elsewhere; a line each.
        corpus: the text of the model, with its token ids if they were made; None for a model from elsewhere.
    """

    recipe: Recipe
    sampler: Sampler
    undecodable: int
    skipped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    corpus: Corpus | None = None


class TrainingJob(Job[TrainedModel]):
    """Train a model by a recipe, or open the model that the recipe names.

    Args:
        resources: what the training of a large text may take; None trains every text in memory.

    Attributes:
        recipe: what the model is made from.
    """

    def __init__(self, recipe: Recipe, resources: Resources | None = None) -> None:
        super().__init__()
        self.recipe, self._resources = recipe, resources
        self._loaded: LoadedModel | None = None

    def run(self) -> TrainedModel:
        """Train the model.

        Raises:
            LmtuiError: the recipe or its text is unusable.
            Cancelled: after `cancel`.
        """
        try:
            return self._run()
        except BaseException as error:
            self._release()
            if not isinstance(error, MemoryError):
                raise
            raise ModelError("there is not enough memory for this model; take less text or a lower order") from None

    def _run(self) -> TrainedModel:
        # Imported in the thread, as numpy comes with these: the screen is drawn first.
        from lmtui.library import load
        from lmtui.sampling.sampler import Sampler

        loaded = load(self.recipe, self._report, resources=self._resources)
        self._loaded = loaded
        self._report("ready", 1.0)
        return TrainedModel(
            loaded.recipe,
            Sampler(loaded.model),
            loaded.undecodable,
            loaded.skipped,
            loaded.notes,
            loaded.corpus,
        )

    def finish(self) -> None:
        """Store the model for the next start, if there is room."""
        if self._loaded and self._loaded.is_new:
            with contextlib.suppress(MemoryError):
                self._loaded.store()
            give_back_memory()

    def cancel(self) -> None:
        """Have `run` end soon with `Cancelled`; a model that is ready already will not be stored."""
        super().cancel()
        self._release()

    def _release(self) -> None:
        """Let other processes train this model."""
        if self._loaded:
            self._loaded.release()
