"""Long work, made so that a thread can do it and a person can stop it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lmtui.errors import Cancelled
from lmtui.ngram.recipe import Recipe

if TYPE_CHECKING:
    from lmtui.sampling.sampler import Sampler


@dataclass(frozen=True)
class Trained:
    """What a training gave.

    Attributes:
        recipe: what was asked for.
        sampler: the model, ready to sample from.
        undecodable: how many bytes of its text were no UTF-8.
    """

    recipe: Recipe
    sampler: Sampler
    undecodable: int


class Training:
    """Train a model by a recipe.

    `run` belongs in a thread; `stage` and `fraction` may be read, and `cancel` called, from another.

    Attributes:
        stage: what is being done.
        fraction: how much of that stage is done, in [0, 1].
    """

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.stage, self.fraction = "reading", 0.0
        self._cancelled = False

    def run(self) -> Trained:
        """Do it.

        Raises:
            LmtuiError: the recipe or its text is unusable.
            Cancelled: after `cancel`.
        """
        # Here, in the thread: the screen is drawn first, and numpy comes with the model.
        from lmtui.ngram.training import read_documents, train_on
        from lmtui.sampling.sampler import Sampler

        documents = read_documents(self.recipe, self._report)
        model = train_on(documents, self.recipe, self._report)
        self._report("ready", 1.0)
        return Trained(self.recipe, Sampler(model), sum(document.undecodable for document in documents))

    def cancel(self) -> None:
        """Have `run` end soon with `Cancelled`."""
        self._cancelled = True

    def _report(self, stage: str, fraction: float) -> None:
        if self._cancelled:
            raise Cancelled
        self.stage, self.fraction = stage, fraction
