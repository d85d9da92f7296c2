"""A language model of any kind for Python programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from lmtui import numbers
from lmtui.api.answers import BeamSequences, NextTokens, SampledSequence, WholeSequence
from lmtui.api.arguments import flag_given, text_given
from lmtui.model.protocol import LanguageModel, TextToken, ids_of
from lmtui.options.sampling import ANNEAL, SEQUENCE, TOKENS
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.generation import generate, prompt_context
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling
from lmtui.sampling.temperature import check_temperature
from lmtui.sequences.beam_and_greedy import beam_and_greedy
from lmtui.sequences.best import Continuation
from lmtui.sequences.sample_table import sample_sequences, sample_tokens
from lmtui.sequences.samples import DistinctSample
from lmtui.sequences.scoring import Score, score
from lmtui.sequences.searches import Searches


@dataclass(frozen=True)
class AnyModel:
    """A language model, ready to use. Get a neural one from `connect`."""

    model: LanguageModel

    @cached_property
    def _sampler(self) -> Sampler:
        return Sampler(self.model)

    @cached_property
    def _searches(self) -> Searches:
        return Searches(self.model, self._sampler)

    def _tokens_of(self, text: str, name: str = "the prompt") -> list[TextToken]:
        return self.model.tokens.encode(text_given(text, name))

    def next(
        self,
        prompt: str = "",
        temperature: numbers.Number = 1.0,
        top_k: int | None = None,
        top_p: numbers.Number = 1.0,
        min_p: numbers.Number = 0.0,
        top_n_sigma: numbers.Number | None = None,
        typical: numbers.Number = 1.0,
        temperature_last: bool = False,
    ) -> NextTokens:
        """The distribution after a prompt.

        Args:
            prompt: the beginning of a unit.
            temperature: T from 0 (the favourite) to `math.inf` (uniform), both exact.
            top_k: keep the first k ranks.
            top_p: keep the fewest first ranks that make up this share.
            min_p: keep the ranks at least this many times as probable as the first.
            top_n_sigma: keep the ranks whose ln p is at most so many standard deviations below the first one's.
            typical: keep the fewest ranks of this share whose -ln p_T is nearest to the entropy; rank 1 may go.
            temperature_last: make the cuts before the temperature, in p, instead of after it, in p_T.

        A decimal means that decimal: top_p=0.7 is 7/10, and so are Decimal("0.7"), Fraction(7, 10) and numpy's
        float32(0.7).

        Raises:
            SettingError: a value that is no number, or out of range.
        """
        context = prompt_context(self.model, ids_of(self._tokens_of(prompt)))
        sampling = sampling_of(temperature, 0, top_k, top_p, min_p, top_n_sigma, typical, temperature_last)
        distribution = self._sampler.distribution(context, sampling.temperature, sampling.cuts)
        return NextTokens(distribution, self.model.tokens)

    def generate(
        self,
        prompt: str = "",
        tokens: int = 100,
        temperature: numbers.Number = 1.0,
        seed: int = 0,
        top_k: int | None = None,
        top_p: numbers.Number = 1.0,
        min_p: numbers.Number = 0.0,
        top_n_sigma: numbers.Number | None = None,
        typical: numbers.Number = 1.0,
        temperature_last: bool = False,
        stop: bool = False,
    ) -> Iterator[str]:
        """Draw tokens after a prompt and yield each as it is written, with the space before it; `</s>` is a newline.

        Args:
            prompt: the beginning of a unit; it is not yielded.
            tokens: how many to draw.
            temperature: T from 0 to `math.inf`.
            seed: gives every position its luck.
            top_k: see `next`.
            top_p: see `next`.
            min_p: see `next`.
            top_n_sigma: see `next`.
            typical: see `next`.
            temperature_last: see `next`.
            stop: end after `</s>`.

        Raises:
            SettingError: a value that is no number, or out of range.
        """
        sampling = sampling_of(temperature, seed, top_k, top_p, min_p, top_n_sigma, typical, temperature_last)
        return self._spelled(self._tokens_of(prompt), sampling, TOKENS.kind.check(tokens), stop)

    def _spelled(self, given: Sequence[TextToken], sampling: Sampling, tokens: int, stop: bool) -> Iterator[str]:
        speller = self.model.tokens.speller()
        for token in given:
            speller.spell(token)
        for drawn in generate(self._sampler, ids_of(given), sampling, tokens, stop):
            yield "".join(speller.spell(TextToken(drawn.token)))

    def score(self, text: str, end: bool = True) -> Score:
        """The probability of a text by the chain rule: `.logprob` (natural), `.perplexity`, `.tokens`.

        Args:
            text: one unit, whatever line ends it has.
            end: whether `</s>` is a factor; without, the text may go on.
        """
        return score(self.model, self._tokens_of(text, "the text"), flag_given(end, "end"))

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
                exactly so many tokens, `</s>` only last, without cuts; of an n-gram model alone.

        Raises:
            SettingError: a value that is no number, or out of range.
            ModelError: the model does not answer; or it is no n-gram model, and whole sequences are to be annealed.
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
        return [self._sampled(row) for row in table.rows]

    def _sampled(self, row: DistinctSample) -> SampledSequence:
        spellings = self._spellings(row.tokens)
        return SampledSequence(
            spellings, row.count, row.logprob, row.share, row.deviation, row.log_bounds, row.certain
        )

    def beam(self, prompt: str = "", tokens: int = 12, width: int = 8, ends: bool = False) -> BeamSequences:
        """The best continuations that a beam search finds: others may be more probable, and none is proved the best.

        Args:
            prompt: the beginning of a unit.
            tokens: L, from 1 to 1,000.
            width: K, how many beginnings are held, from 1 to 1,000; L tokens take up to 1 + K (L - 1) answers.
            ends: the continuations of at most L tokens that end with the end token; else those of exactly L tokens.

        Raises:
            SettingError: a value that is no number, or out of range; or texts of the model have no end.
            ModelError: the model does not answer, or nothing that was asked for was found.
        """
        with self._searches.lock:
            found = beam_and_greedy(self._searches, self._context(prompt), tokens, width, flag_given(ends, "ends"))
        best, beam = tuple(map(self._sequence, found.best)), found.beam
        greedy = None if found.greedy is None else self._sequence(found.greedy)
        return BeamSequences(best, greedy, beam.width, beam.ranks, beam.unanswered)

    def _context(self, prompt: str) -> list[int]:
        return [*self.model.tokens.start, *ids_of(self._tokens_of(prompt))]

    def _sequence(self, found: Continuation) -> WholeSequence:
        return WholeSequence(self._spellings(found.tokens), found.logprob)

    def _spellings(self, ids: Sequence[int]) -> tuple[str, ...]:
        return tuple(map(self.model.tokens.spelling, ids))


def sampling_of(
    temperature: numbers.Number,
    seed: int,
    top_k: int | None,
    top_p: numbers.Number,
    min_p: numbers.Number,
    top_n_sigma: numbers.Number | None,
    typical: numbers.Number,
    temperature_last: bool,
) -> Sampling:
    """How tokens are drawn, as a program asked for it; a `SettingError` where that makes no sense."""
    cuts = Cuts.of(top_k, top_p, min_p, top_n_sigma, typical, flag_given(temperature_last, "temperature_last"))
    return Sampling(check_temperature(temperature), cuts, seed)
