"""What is worked out once for a model and serves every question about its sequences."""

from __future__ import annotations

from functools import cached_property
from threading import Lock

import numpy as np

from lmtui.errors import Progress, SettingError, ignore_progress
from lmtui.model.protocol import LanguageModel
from lmtui.ngram.language_model import NgramLanguageModel
from lmtui.recent import RecentlyUsed
from lmtui.sampling.sampler import Sampler
from lmtui.sequences.automaton import Automaton, automaton_of
from lmtui.sequences.beam import BeamSearch
from lmtui.sequences.best import BestSearch
from lmtui.sequences.limits import LONGEST, check_searched_length
from lmtui.text.specials import EOS

_SEARCHES = 2
"""How many searches are remembered."""

_MOST_SUMS = 1 << 24
"""The most sums (contexts × tokens) that are worked out for annealed sequences; 8 bytes each, twice."""


class Searches:
    """The automaton of a model, and its latest searches, each made when it is asked for first.

    Args:
        model: the model.
        sampler: of the model, knows how long answers take, and is told; None where nobody asks for that.

    Attributes:
        model: the model.
        sampler: as given.
        times: of the sampler; None where answers take no time.
        lock: to be held by a thread while it uses what is here; a search serves one thread at a time.
    """

    def __init__(self, model: LanguageModel, sampler: Sampler | None = None) -> None:
        self.model, self.sampler = model, sampler
        self.times = sampler.times if sampler else None
        self.lock = Lock()
        self._searches: RecentlyUsed[tuple[int, bool, bool], BestSearch] = RecentlyUsed(_SEARCHES)

    @property
    def available(self) -> bool:
        """Whether the model is an n-gram model: exact answers about all sequences are known for these alone."""
        return isinstance(self.model, NgramLanguageModel)

    def check_annealed(self, length: int) -> None:
        """Check that sequences of a length can be annealed as a whole, before anything is worked out.

        Raises:
            SettingError: the model is no n-gram model, or knows no word, or is too large for sequences so long.
        """
        if not isinstance(self.model, NgramLanguageModel):
            raise SettingError("only an n-gram model knows all its sequences, so here T can only anneal each token")
        trie = self.model.trie
        if length > 1 and not np.count_nonzero(trie.base.ranked != EOS):
            raise SettingError("this model knows no word, so it has no sequence of this length; use another corpus")
        contexts = sum(len(level.token) for level in trie.levels[:-1])
        if length > LONGEST or contexts * (length + 1) > _MOST_SUMS:
            raise SettingError(f"sequences of {length:,} tokens are too long for this model; ask for fewer tokens")

    def steps(self, length: int) -> int:
        """How many n-grams are passed, over all L tokens, when the sequences of a length are annealed."""
        assert isinstance(self.model, NgramLanguageModel)  # `check_annealed` has said so
        return length * sum(len(level.token) for level in self.model.trie.levels)

    @cached_property
    def beam(self) -> BeamSearch:
        """The beam search, which any model can do."""
        return BeamSearch(self.model, self.times)

    @cached_property
    def automaton(self) -> Automaton:
        """The automaton; a `ModelError` where the model is no n-gram model."""
        return automaton_of(self.model)

    def search(
        self, length: int, ends: bool = False, progress: Progress = ignore_progress, runs_on: bool = False
    ) -> BestSearch:
        """The search for the best sequences of a length; see `BestSearch` for the other arguments and errors.

        Args:
            runs_on: another text begins after `</s>`, which so may be any of the tokens.
        """

        def make() -> BestSearch:
            return BestSearch(self.automaton.going_on if runs_on else self.automaton, length, ends, progress)

        length = check_searched_length(length)
        return self._searches.get((length, ends, runs_on), make)
