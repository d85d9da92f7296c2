"""What is worked out once for a model and serves every question about its sequences."""

from __future__ import annotations

from functools import cached_property
from threading import Lock

from lmtui.errors import Progress, ignore_progress
from lmtui.model.protocol import LanguageModel
from lmtui.ngram.language_model import NgramLanguageModel
from lmtui.recent import RecentlyUsed
from lmtui.sequences.automaton import Automaton, automaton_of
from lmtui.sequences.best import BestSearch

_SEARCHES = 2
"""How many searches are remembered."""


class Searches:
    """The automaton of a model, and its latest searches, each made when it is asked for first.

    Args:
        model: the model.

    Attributes:
        model: the model.
        lock: to be held by a thread while it uses what is here; a search serves one thread at a time.
    """

    def __init__(self, model: LanguageModel) -> None:
        self.model = model
        self.lock = Lock()
        self._searches: RecentlyUsed[tuple[int, bool, bool], BestSearch] = RecentlyUsed(_SEARCHES)

    @property
    def available(self) -> bool:
        """Whether the model is an n-gram model: exact answers about all sequences are known for these alone."""
        return isinstance(self.model, NgramLanguageModel)

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

        return self._searches.get((length, ends, runs_on), make)
