"""The probability of a text at T ≠ 1, in both meanings: as generation makes it, and as a whole sequence annealed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from lmtui import numbers
from lmtui.errors import Progress, ignore_progress
from lmtui.model.protocol import TextToken, ids_of
from lmtui.recent import RecentlyUsed
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling
from lmtui.sampling.temperature import check_temperature
from lmtui.sequences.annealed_factors import annealed_factors
from lmtui.sequences.annealing import AnnealedSequences
from lmtui.sequences.sample_table import annealed_sequences
from lmtui.sequences.searches import Searches

_LENGTHS = 4
"""Of how many lengths the sums are remembered."""


class AnnealedScore(NamedTuple):
    """Natural logarithms of the probability of a text at T; −∞ where T makes the text impossible.

    Attributes:
        generated: ∑ ln p_T of its tokens, each annealed by itself.
        sequence: ln p(x)^(1/T) / Z, the sum Z being over all sequences of the same length; None where the model is no
            n-gram model, of which alone that is known.
    """

    generated: float
    sequence: float | None


class AnnealedScorer:
    """Scores texts at one temperature; the work that belongs to a length is done once for texts of that length.

    Args:
        sampler: the model.
        temperature: T, 0 ≤ T ≤ ∞.
        progress: told of the work.
    """

    def __init__(self, sampler: Sampler, temperature: numbers.Number, progress: Progress = ignore_progress) -> None:
        self._sampler, self._sampling = sampler, Sampling(check_temperature(temperature))
        self._progress, self._searches = progress, Searches(sampler.model)
        self._annealed: RecentlyUsed[int, AnnealedSequences] = RecentlyUsed(_LENGTHS)

    def score(self, text: Sequence[TextToken], end: bool = True) -> AnnealedScore:
        """Score one text, from the context that texts begin in.

        Args:
            text: its tokens.
            end: whether the end token is a factor, if there is one.

        Raises:
            SettingError: the text has more tokens than `limits.LONGEST`.
            ModelError: the model does not answer, or not about the whole support.
            Cancelled: by `progress`.
        """
        tokens = self._sampler.model.tokens
        ids = ids_of(text)
        if end and tokens.end is not None:
            ids.append(tokens.end)
        if not ids:
            return AnnealedScore(0.0, 0.0 if self._searches.available else None)
        generated = math.fsum(annealed_factors(self._sampler, tokens.start, ids, self._sampling))
        if not self._searches.available:
            return AnnealedScore(generated, None)
        return AnnealedScore(generated, self._annealed_at(len(ids)).logprob(tokens.start, ids))

    def _annealed_at(self, length: int) -> AnnealedSequences:
        return self._annealed.get(
            length, lambda: annealed_sequences(self._searches, self._sampling, length, self._progress)
        )
