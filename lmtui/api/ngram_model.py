"""An n-gram model for Python programs."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from lmtui.api.answers import BestSequences, SampledSequence
from lmtui.api.any_model import AnyModel, sampling_of
from lmtui.api.arguments import flag_given, path_given, text_given
from lmtui.model.protocol import ids_of
from lmtui.ngram.arpa_writer import write_arpa
from lmtui.ngram.language_model import NgramLanguageModel
from lmtui.ngram.store import save
from lmtui.options.sampling import ANNEAL, SEQUENCE
from lmtui.sampling import numbers
from lmtui.sequences.best_and_greedy import best_and_greedy
from lmtui.sequences.sample_table import sample_sequences, sample_tokens


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

    def sample(
        self,
        prompt: str = "",
        count: int = 1000,
        tokens: int = 12,
        temperature: numbers.Number = 1.0,
        seed: int = 0,
        top_k: int | None = None,
        top_p: numbers.Number = 1.0,
        min_p: numbers.Number = 0.0,
        top_n_sigma: numbers.Number | None = None,
        typical: numbers.Number = 1.0,
        temperature_last: bool = False,
        stop: bool = False,
        anneal: str = "token",
    ) -> list[SampledSequence]:
        """Draw many sequences after a prompt, and count them: the distinct ones, the most frequent first.

        Args:
            prompt: the beginning of a unit.
            count: N, how many sequences, from 1 to 1,000,000.
            tokens: how many to draw for each.
            temperature: T from 0 to `math.inf`.
            seed: of the first sequence; each following one has the next.
            top_k: see `next`.
            top_p: see `next`.
            min_p: see `next`.
            top_n_sigma: see `next`.
            typical: see `next`.
            temperature_last: see `next`.
            stop: a sequence ends with `</s>`; else another text begins after it.
            anneal: "token", as `generate` does, or "sequence": with the weights p(x)^(1/T) of whole sequences of
                exactly so many tokens, `</s>` only last, without cuts.

        Raises:
            SettingError: a value that is no number, or out of range.
        """
        sampling = sampling_of(temperature, seed, top_k, top_p, min_p, top_n_sigma, typical, temperature_last)
        ids = ids_of(self._tokens_of(prompt))
        stop = flag_given(stop, "stop")
        whole = ANNEAL.kind.check(text_given(anneal, "anneal")) == SEQUENCE
        with self._searches.lock:
            if whole:
                table = sample_sequences(self._searches, ids, sampling, tokens, count)
            else:
                table = sample_tokens(self._searches, ids, sampling, tokens, count, stop)
        return [
            SampledSequence(self._spellings(row.tokens), row.count, row.logprob, row.share, row.deviation)
            for row in table.rows
        ]

    def units(self, text: str) -> list[str]:
        """Cut a text into units, by the rule that the model was trained with."""
        return list(self.model.units(text_given(text, "the text")))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the model: an ARPA file if the name ends in `.arpa` or `.arpa.gz`, else a folder.

        Raises:
            ModelError: it cannot be written.
        """
        target = Path(path_given(path, "the path"))
        if target.name.endswith((".arpa", ".arpa.gz")):
            write_arpa(self.model.trie, target)
        else:
            save(self.model.trie, target)
