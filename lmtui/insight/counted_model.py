"""An n-gram model together with the counts of its text: what can be said of a model beyond its probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from lmtui.errors import ModelError, Progress, ignore_progress
from lmtui.insight.counts import (
    BigramTable,
    CountedNgram,
    bigram_table,
    counts_of,
    frequent_contexts,
    frequent_tokens,
    ngrams_by_count,
)
from lmtui.insight.explanation import Explainer, Explanation
from lmtui.model.protocol import LanguageModel
from lmtui.ngram.language_model import NgramLanguageModel
from lmtui.text.encoding import EncodedText


class CountedModel:
    """An n-gram model, and the counts of the text that it was trained on.

    Args:
        model: an n-gram model.
        text: the text that the model was trained on; None where the model came without its text.
        progress: told how far the counting is.

    Attributes:
        order: n.
        smoothing: how the model smooths.
        has_counts: whether there are counts.

    Raises:
        ModelError: the model is no n-gram model.
        Cancelled: by `progress`.
    """

    def __init__(
        self, model: LanguageModel, text: EncodedText | None = None, progress: Progress = ignore_progress
    ) -> None:
        if not isinstance(model, NgramLanguageModel):
            raise ModelError("this model is no n-gram model: its probabilities are not made of counts")
        self._trie = model.trie
        self._counts = counts_of(self._trie, text, progress) if text else None
        self.order, self.smoothing = self._trie.order, self._trie.smoothing
        self.has_counts = self._counts is not None

    @cached_property
    def _explainer(self) -> Explainer:
        return Explainer(self._trie, self._counts)

    def explain(self, context: Sequence[int], token: int) -> Explanation:
        """Take the probability of a token apart; see `Explainer.explain`."""
        return self._explainer.explain(context, token)

    def ngrams(self, order: int, most: int) -> tuple[list[CountedNgram], int]:
        """The most frequent n-grams of an order, and how many there are; none where there are no counts."""
        return ngrams_by_count(self._trie, self._counts, order, most=most) if self._counts else ([], 0)

    def bigrams(self, most: int) -> tuple[BigramTable, list[int]]:
        """The table of what follows the most frequent tokens, and the tokens of its columns.

        Args:
            most: how many rows there may be, and how many columns.

        Raises:
            ModelError: the model has no bigrams.
        """
        rows = frequent_contexts(self._trie, self._counts, most)
        return bigram_table(self._trie, rows, self._counts), frequent_tokens(self._trie, self._counts, most)
