"""Long work, made so that a thread can do it and a person can stop it."""

from __future__ import annotations

import contextlib
import gc
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lmtui.errors import Cancelled, ModelError
from lmtui.recipe import Recipe

if TYPE_CHECKING:
    from lmtui.ngram.library import Loaded
    from lmtui.sampling.sampler import Sampler


@dataclass(frozen=True)
class Trained:
    """What a training gave.

    Attributes:
        recipe: what was asked for.
        sampler: the model, ready to sample from.
        undecodable: how many bytes of its text could not be decoded.
        skipped: why texts of a folder were passed over.
        notes: what is to be known about its text or, if it is from elsewhere, about itself; a line each.
    """

    recipe: Recipe
    sampler: Sampler
    undecodable: int
    skipped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def give_back_memory() -> None:
    """Have glibc return to the system what is free: threads' heaps would else keep what a long job needed once."""
    import ctypes

    gc.collect()  # a sampler remembers by functions of its own, which refer to it
    with contextlib.suppress(OSError, AttributeError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)


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
        self._loaded: Loaded | None = None

    def run(self) -> Trained:
        """Do it.

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

    def _run(self) -> Trained:
        # Here, in the thread: the screen is drawn first, and numpy comes with the model.
        from lmtui.ngram.library import load_model
        from lmtui.sampling.sampler import Sampler

        loaded = load_model(self.recipe, self._report)
        self._loaded = loaded
        self._report("ready", 1.0)
        model = loaded.model
        recipe = self.recipe
        if recipe.model:  # which says itself what it is
            recipe = replace(
                recipe,
                order=model.order,
                smoothing=model.smoothing,
                tokenizer=model.tokenizer.name,
                unit=model.unit_rule,
                closed=model.closed,
                exact_text=model.tokenizer.exact,
            )
        undecodable = sum(count for _, count in loaded.undecodable)
        return Trained(recipe, Sampler(model), undecodable, loaded.skipped, loaded.notes)

    def keep(self) -> None:
        """Keep the model for the next start, if there is room; it belongs in a thread, too, after `run`."""
        from lmtui.ngram.library import keep

        if self._loaded and self._loaded.key:
            with contextlib.suppress(MemoryError):
                keep(self._loaded)
            give_back_memory()

    def cancel(self) -> None:
        """Have `run` end soon with `Cancelled`; what it gave, if it has ended, will not be kept."""
        self._cancelled = True
        self._release()

    def _release(self) -> None:
        """Let other processes train this model."""
        if self._loaded:
            self._loaded.release()

    def _report(self, stage: str, fraction: float) -> None:
        if self._cancelled:
            raise Cancelled
        self.stage, self.fraction = stage, fraction
