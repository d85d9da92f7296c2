"""An n-gram model for Python programs."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from lmtui.api.answers import BestSequences
from lmtui.api.any_model import AnyModel
from lmtui.api.arguments import flag_given, path_given, text_given
from lmtui.ngram.arpa_writer import write_arpa
from lmtui.ngram.language_model import NgramLanguageModel
from lmtui.ngram.store import save
from lmtui.recipe import ARPA_ENDINGS_WRITTEN
from lmtui.sequences.best_and_greedy import best_and_greedy


@dataclass(frozen=True)
class NgramModel(AnyModel):
    """An n-gram model, ready to use. Get one from `train`, `train_on_text` or `load`."""

    model: NgramLanguageModel

    def best(self, prompt: str = "", tokens: int = 12, count: int = 1, ends: bool = False) -> BestSequences:
        """The exact most probable continuations of a prompt, and the greedy one beside them.

        Args:
            prompt: the beginning of a unit.
            tokens: L, from 1 to 1,000.
            count: how many of the best, from 1 to 100; fewer come where there are no more.
            ends: the continuations of at most L tokens that end in `</s>`; else those of exactly L tokens, of which
                `</s>` may be the last.

        Raises:
            SettingError: a value that is no number, or out of range; or texts of the model have no end.
            ModelError: nothing that was asked for has a probability above 0.
        """
        context, ends = self._context(prompt), flag_given(ends, "ends")
        with self._searches.lock:
            found = best_and_greedy(self._searches, context, tokens, ends, count)
        found.check_possible(ends)
        return BestSequences(tuple(map(self._sequence, found.best)), self._sequence(found.greedy))

    def units(self, text: str) -> list[str]:
        """Cut a text into units, by the rule that the model was trained with."""
        return list(self.model.units(text_given(text, "the text")))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the model: an ARPA file if the name ends in `.arpa` or `.arpa.gz`, else a folder.

        Raises:
            ModelError: it cannot be written.
        """
        target = Path(path_given(path, "the path"))
        if target.name.endswith(ARPA_ENDINGS_WRITTEN):
            write_arpa(self.model.trie, target)
        else:
            save(self.model.trie, target)
