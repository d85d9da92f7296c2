"""A sweep over temperatures as a job whose rows come one by one."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from lmtui.errors import LmtuiError, ModelError
from lmtui.playground.bars import Band
from lmtui.playground.jobs import Job, give_back_memory
from lmtui.playground.prompt_name import prompt_name
from lmtui.playground.time_left import seconds_each
from lmtui.recipe import Recipe
from lmtui.sampling.settings import Sampling
from lmtui.sampling.temperature import SWEPT

if TYPE_CHECKING:
    from lmtui.insight.suffix_array import SuffixArray
    from lmtui.insight.sweep import SweepRow
    from lmtui.sampling.sampler import Sampler
    from lmtui.text.corpus import Corpus


LENGTHS = (50, 100, 200, 500, 1000, 2000, 5000)
"""The numbers of tokens at each temperature that a person can choose from."""

RUNS = (1, 10, 100)
"""The numbers of texts at each temperature that a person can choose from."""


class SweepJob(Job[Sequence["SweepRow"]]):
    """Generate a text, or several, at each of several temperatures, with the same luck at all, and measure them.

    Args:
        recipe: what the model was made from.
        sampler: the model.
        prompt: the text before the first token.
        sampling: the cuts and the seed; its temperature is not used.
        tokens: how many tokens to draw at each temperature.
        temperatures: in the order the rows are to come.
        corpus: the text of the model, in which copied tokens are looked up; None reads the text of the recipe.
        runs: how many texts at each temperature, each with a seed of its own.

    Attributes:
        rows: the rows of the temperatures done so far; the list grows.
    """

    def __init__(
        self,
        recipe: Recipe,
        sampler: Sampler,
        prompt: str,
        sampling: Sampling,
        tokens: int = LENGTHS[2],
        temperatures: Sequence[float] = SWEPT,
        corpus: Corpus | None = None,
        runs: int = RUNS[0],
    ) -> None:
        super().__init__()
        self.recipe, self.sampler, self.prompt, self.sampling = recipe, sampler, prompt, sampling
        self.tokens, self.temperatures, self.corpus, self.runs = tokens, tuple(temperatures), corpus, runs
        self.rows: list[SweepRow] = []
        self._not_copied = ""
        self.answers = tokens * len(self.temperatures) * runs
        self.seconds_each = seconds_each(sampler, prompt, self.temperatures, sampling.cuts)

    @property
    def name(self) -> str:
        """The prompt as running text, safe to show; for an empty prompt, the tokens that every text begins with."""
        return prompt_name(self.sampler.model, self.prompt)

    @property
    def shared_settings(self) -> list[str]:
        """The number of texts, the first seed and the cuts, which are the same at all temperatures."""
        texts = [f"{self.runs} texts"] if self.runs > 1 else []
        return [*texts, f"seed {self.sampling.seed}", *self.sampling.cuts.labels]

    @property
    def trouble(self) -> str:
        """Why copied tokens are not known, and how many tokens are not certain; "" where all is known."""
        tokens = sum(row.uncertain or 0 for row in self.rows)
        uncertain = f"{tokens:,} tokens are not certain: the model gives no more ranks" if tokens else ""
        return "; ".join(filter(None, (uncertain, self._not_copied)))

    def longer(self, steps: int) -> SweepJob:
        """The same sweep with more tokens at each temperature, or fewer: `steps` further among `LENGTHS`."""
        place = min(max(bisect_left(LENGTHS, self.tokens) + steps, 0), len(LENGTHS) - 1)
        return self._with(LENGTHS[place], self.runs)

    @property
    def with_other_runs(self) -> SweepJob:
        """The same sweep with the next number of texts among `RUNS`; after the last comes the first."""
        return self._with(self.tokens, RUNS[(RUNS.index(self.runs) + 1) % len(RUNS)])

    def _with(self, tokens: int, runs: int) -> SweepJob:
        return SweepJob(
            self.recipe, self.sampler, self.prompt, self.sampling, tokens, self.temperatures, self.corpus, runs
        )

    def run(self) -> Sequence[SweepRow]:
        """Generate and measure.

        Raises:
            LmtuiError: a temperature is out of range, or the memory is full.
            Cancelled: after `cancel`.
        """
        # A new sampler, since the playground's remembers the distributions that the screen shows.
        from lmtui.insight.sweep import sweep
        from lmtui.model.protocol import ids_of
        from lmtui.sampling.sampler import Sampler

        try:
            copies = self._index()
            sampler = Sampler(self.sampler.model)
            prompt = ids_of(sampler.model.tokens.encode(self.prompt))
            shared = self.sampling, self.temperatures, self.tokens, copies, self._report, self.runs
            for row in sweep(sampler, prompt, *shared):
                self.rows.append(row)
        except MemoryError:
            raise ModelError("there is not enough memory for a sweep; take less text") from None
        finally:
            copies = None
            if self.corpus:
                self.corpus.release()
            give_back_memory()
        self._report("done", 1.0)
        return self.rows

    def _index(self) -> SuffixArray | None:
        """An index of the training text; None where the text is not at hand."""
        from lmtui.insight.copying import index_of
        from lmtui.library import training_text

        try:
            text = training_text(self.recipe, self.sampler.model, self._report, self.corpus)
        except LmtuiError as error:
            self._not_copied = f"what is copied is not known: {error}"
            return None
        if text is None:
            what = "a model that was read" if self.recipe.model else "this model"
            self._not_copied = f"what is copied is not known: {what} comes without its text"
            return None
        return index_of(text, self._report)


def bars(rows: Sequence[SweepRow]) -> list[tuple[Band, Band, Band]]:
    """For each row, how much of a full bar its perplexity, distinct-2 and share of copied tokens fill, in [0, 1].

    A bar of the perplexity shows its logarithm; the largest finite perplexity and ∞ fill it. A figure that is not
    known fills nothing. Of several runs the band is a standard error to each side.
    """
    logs = [_log(row.perplexity) for row in rows]
    largest = max((log for log in logs if log < math.inf), default=0.0)

    def of_log(perplexity: float) -> float:
        log = _log(perplexity)
        return min(log / largest, 1.0) if largest else float(log > 0)

    def of_share(share: float) -> float:
        return min(max(share, 0.0), 1.0)

    return [
        (_band(row, "perplexity", of_log), _band(row, "distinct_2", of_share), _band(row, "copied", of_share))
        for row in rows
    ]


def _band(row: SweepRow, name: str, share_of: Callable[[float], float]) -> Band:
    """The band of a figure of a row, given how much of a full bar a value fills."""
    value = none_if_nan(getattr(row, name))
    error = none_if_nan(row.errors.get(name)) or 0.0
    if value is None:
        return Band(0.0, 0.0, 0.0)
    return Band(share_of(value - error), share_of(value), share_of(value + error))


def none_if_nan(value: float | None) -> float | None:
    """A figure; None where it is NaN or not known."""
    return None if value is None or math.isnan(value) else value


def _log(perplexity: float) -> float:
    return math.log(max(none_if_nan(perplexity) or 0.0, 1.0))
