"""For Python programs: train or load a model, ask for its distribution, generate, sample, search for the best, score.

import lmtui

model = lmtui.train("fables", order=3)
for candidate in model.next("The old owl", temperature=0.8).top(5):
    print(candidate.token, candidate.prob)
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lmtui import library
from lmtui.errors import ModelError
from lmtui.model.protocol import TextToken
from lmtui.ngram.arpa_writer import write_arpa
from lmtui.ngram.language_model import NgramLanguageModel
from lmtui.ngram.store import save
from lmtui.ngram.tokens import NgramTokens
from lmtui.ngram.training import corpus_of, train_on
from lmtui.options.model import MIN_COUNT, ORDER, UNIT
from lmtui.options.sampling import ANNEAL, SEQUENCE, TOKENS
from lmtui.recipe import DEFAULT_SMOOTHING, Recipe
from lmtui.sampling import numbers
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.distribution import Candidate, Distribution
from lmtui.sampling.generation import generate, prompt_context
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling
from lmtui.sampling.temperature import check_temperature
from lmtui.sequences.best import Continuation
from lmtui.sequences.best_and_greedy import best_and_greedy
from lmtui.sequences.sample_table import sample_sequences, sample_tokens
from lmtui.sequences.scoring import Score, score
from lmtui.sequences.searches import Searches
from lmtui.text.document import Document
from lmtui.text.units import AUTO


def train(
    *corpora: str | os.PathLike[str],
    order: int = 3,
    smoothing: str = DEFAULT_SMOOTHING,
    tokenizer: str = "word",
    unit: str = AUTO,
    closed: bool = False,
    min_count: int = 1,
    exact_text: bool = False,
    encoding: str = "",
) -> NgramModel:
    """Train a model, or open it from the cache if it was trained before.

    Args:
        corpora: names of bundled corpora, files, or folders of `*.txt` and `*.md`.
        order: n, from 1 to 16.
        smoothing: `kneser-ney`, `witten-bell`, `jelinek-mercer[:LAMBDA]` (or a weight for each order, the highest
            first), `add-k[:K]` or `mle`.
        tokenizer: `word`, `char` or `whitespace`.
        unit: what gets `<s>` and `</s>`: `line`, `paragraph`, `file`, nothing (`stream`), or lines or paragraphs as
            the text speaks for (`auto`).
        closed: V is the words seen, without `<unk>`.
        min_count: words seen less often are `<unk>`.
        exact_text: take text as it is, and not in its normal form (NFC, one apostrophe).
        encoding: of the corpora; "" is UTF-8, or what a byte-order mark says.

    Raises:
        LmtuiError: a corpus cannot be read, or an argument makes no sense.
    """
    paths = tuple(_path(corpus, "a corpus") for corpus in corpora)
    loaded = library.load(_recipe(paths, order, smoothing, tokenizer, unit, closed, min_count, exact_text, encoding))
    loaded.store()
    return NgramModel(loaded.model)


def train_on_text(
    text: str,
    order: int = 3,
    smoothing: str = DEFAULT_SMOOTHING,
    tokenizer: str = "word",
    unit: str = AUTO,
    closed: bool = False,
    min_count: int = 1,
    exact_text: bool = False,
) -> NgramModel:
    """Train a model on a text that is at hand; see `train`."""
    recipe = _recipe(("text",), order, smoothing, tokenizer, unit, closed, min_count, exact_text, "")
    trie = train_on(corpus_of(recipe, [Document("text", _text(text, "the text"))]), recipe)
    return NgramModel(NgramLanguageModel(trie, "text"))


def _recipe(
    corpora: tuple[str, ...],
    order: int,
    smoothing: str,
    tokenizer: str,
    unit: str,
    closed: bool,
    min_count: int,
    exact_text: bool,
    encoding: str,
) -> Recipe:
    """The arguments of a training, each of the type it must have, or a `SettingError`."""
    return Recipe(
        corpora,
        ORDER.kind.check(order),
        _text(smoothing, "the smoothing"),
        _text(tokenizer, "the tokenizer"),
        unit=UNIT.kind.check(_text(unit, "the unit")),
        closed=_flag(closed, "closed"),
        min_count=MIN_COUNT.kind.check(min_count),
        exact_text=_flag(exact_text, "exact_text"),
        encoding=_text(encoding, "the encoding"),
    )


def load(
    path: str | os.PathLike[str], tokenizer: str = "whitespace", unit: str = AUTO, exact_text: bool = False
) -> NgramModel:
    """Load a trained folder, or an ARPA file (`.gz` too).

    Args:
        path: of the folder or file.
        tokenizer: how texts are cut for an ARPA file, which does not say; a folder does.
        unit: by which rule texts are cut into units for an ARPA file.
        exact_text: whether texts are taken as they are for an ARPA file.

    Warns:
        UserWarning: the probabilities do not sum to 1, or words are not UTF-8.

    Raises:
        LmtuiError: it is missing, malformed or damaged.
    """
    model = _path(path, "the model")
    if not model:
        raise ModelError("no model was named; give the path of a folder or file")
    recipe = Recipe(
        (),
        tokenizer=_text(tokenizer, "the tokenizer"),
        model=model,
        unit=UNIT.kind.check(_text(unit, "the unit")),
        exact_text=_flag(exact_text, "exact_text"),
    )
    loaded = library.load(recipe)
    for note in loaded.notes:
        warnings.warn(note, stacklevel=2)
    return NgramModel(loaded.model)


def _text(value: object, name: str) -> str:
    """A text that was given.

    Raises:
        SettingError: it is none.
    """
    if not isinstance(value, str):
        raise numbers.refusal(name, value, "give a text, in quotes")
    return value


def _flag(value: object, name: str) -> bool:
    """True or False, Python's or numpy's.

    Raises:
        SettingError: it is neither.
    """
    if isinstance(value, bool) or str(getattr(value, "dtype", "")) == "bool":
        return bool(value)
    raise numbers.refusal(name, value, "give True or False")


def _path(value: object, name: str) -> str:
    """The path of a file or folder, as a text.

    Raises:
        SettingError: it is none.
    """
    given = os.fspath(value) if isinstance(value, (str, os.PathLike)) else value
    if not isinstance(given, str):
        raise numbers.refusal(name, value, "give a path, as a text or a pathlib.Path")
    return given


def _count(value: int, name: str) -> int:
    advice = "give a whole number from 0 up"
    count = numbers.whole(value, name, advice)
    if count < 0:
        raise numbers.refusal(name, value, advice)
    return count


@dataclass(frozen=True)
class NextToken:
    """A token that could come next; see `lmtui.sampling.distribution.Candidate`.

    Attributes:
        rank: from 1, by decreasing probability.
        token: as text.
        model_prob: p(w|h), at T = 1.
        prob: p_T(w|h), after the cuts.
        cumulative: the sum of `prob` up to this rank.
        order: the order that served it, 0 being the uniform; None where the model has no orders.
    """

    rank: int
    token: str
    model_prob: float
    prob: float
    cumulative: float
    order: int | None


@dataclass(frozen=True)
class NextTokens:
    """The exact distribution of the next token over the whole support, V without `<s>` and `<unk>`."""

    distribution: Distribution
    tokens: NgramTokens

    @property
    def entropy_bits(self) -> float:
        """The entropy of p_T in bits."""
        return self.distribution.entropy_bits

    @property
    def support(self) -> int:
        """How many tokens can be drawn."""
        return self.distribution.support

    def top(self, count: int) -> list[NextToken]:
        """The most probable tokens; a `SettingError` where `count` is no whole number from 0 up."""
        rows = _count(count, "the number of rows")
        return [self._named(candidate) for candidate in self.distribution.candidates(1, rows)]

    def of(self, token: str) -> NextToken:
        """One token.

        Raises:
            ModelError: it cannot be drawn, not being in the vocabulary.
        """
        index = self.tokens.find(_text(token, "the token"))
        if index is None:
            raise ModelError(f"'{token}' cannot be drawn; it is not in the vocabulary")
        return self._named(self.distribution.of(index))

    def draw(self, luck: numbers.Number) -> NextToken:
        """The token that a luck u in [0, 1) decides on; a `SettingError` for any other u."""
        return self._named(self.distribution.draw(luck))

    def _named(self, candidate: Candidate) -> NextToken:
        return NextToken(
            candidate.rank,
            self.tokens.spelling(candidate.token),
            candidate.model_prob,
            candidate.prob,
            candidate.cumulative,
            candidate.order,
        )


@dataclass(frozen=True)
class WholeSequence:
    """A continuation of a prompt.

    Attributes:
        tokens: as text; `</s>` may be the last.
        logprob: natural logarithm of its probability, at T = 1.
    """

    tokens: tuple[str, ...]
    logprob: float


@dataclass(frozen=True)
class BestSequences:
    """The most probable continuations of a prompt, and their greedy rival.

    Attributes:
        best: the best first.
        greedy: the most probable token at every position.
    """

    best: tuple[WholeSequence, ...]
    greedy: WholeSequence


@dataclass(frozen=True)
class SampledSequence:
    """A sequence that came among N samples.

    Attributes:
        tokens: as text.
        count: how often it came.
        logprob: natural logarithm of the probability with which it was drawn.
        share: count / N.
        deviation: by how many standard errors the count differs from what it is on average.
    """

    tokens: tuple[str, ...]
    count: int
    logprob: float
    share: float
    deviation: float


@dataclass(frozen=True)
class NgramModel:
    """An n-gram model, ready to use. Get one from `train`, `train_on_text` or `load`."""

    model: NgramLanguageModel

    @cached_property
    def _sampler(self) -> Sampler:
        return Sampler(self.model)

    @cached_property
    def _searches(self) -> Searches:
        return Searches(self.model)

    def _read(self, text: str, name: str = "the prompt") -> list[TextToken]:
        return self.model.tokens.encode(_text(text, name))

    def next(
        self,
        prompt: str = "",
        temperature: numbers.Number = 1.0,
        top_k: int | None = None,
        top_p: numbers.Number = 1.0,
        min_p: numbers.Number = 0.0,
    ) -> NextTokens:
        """The distribution after a prompt.

        Args:
            prompt: the beginning of a unit.
            temperature: T from 0 (the favourite) to `math.inf` (uniform), both exact.
            top_k: keep the first k ranks.
            top_p: keep the fewest first ranks that make up this share.
            min_p: keep the ranks at least this many times as probable as the first.

        A decimal means that decimal: top_p=0.7 is 7/10, and so are Decimal("0.7"), Fraction(7, 10) and numpy's
        float32(0.7).

        Raises:
            SettingError: a value that is no number, or out of range.
        """
        context = prompt_context(self.model, [token.id for token in self._read(prompt)])
        distribution = self._sampler.distribution(context, temperature, Cuts.of(top_k, top_p, min_p))
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
            stop: end after `</s>`.

        Raises:
            SettingError: a value that is no number, or out of range.
        """
        sampling = Sampling(check_temperature(temperature), Cuts.of(top_k, top_p, min_p), seed)
        return self._spelled(self._read(prompt), sampling, TOKENS.kind.check(tokens), stop)

    def _spelled(self, given: Sequence[TextToken], sampling: Sampling, tokens: int, stop: bool) -> Iterator[str]:
        speller = self.model.tokens.speller()
        for token in given:
            speller.spell(token)
        for drawn in generate(self._sampler, [token.id for token in given], sampling, tokens, stop):
            yield "".join(speller.spell(TextToken(drawn.token)))

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
        context, ends = self._context(prompt), _flag(ends, "ends")
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
            stop: a sequence ends with `</s>`; else another text begins after it.
            anneal: "token", as `generate` does, or "sequence": with the weights p(x)^(1/T) of whole sequences of
                exactly so many tokens, `</s>` only last, without cuts.

        Raises:
            SettingError: a value that is no number, or out of range.
        """
        sampling = Sampling(check_temperature(temperature), Cuts.of(top_k, top_p, min_p), seed)
        ids = [token.id for token in self._read(prompt)]
        stop = _flag(stop, "stop")
        whole = ANNEAL.kind.check(_text(anneal, "anneal")) == SEQUENCE
        with self._searches.lock:
            if whole:
                table = sample_sequences(self._searches, ids, sampling, tokens, count)
            else:
                table = sample_tokens(self._searches, ids, sampling, tokens, count, stop)
        return [
            SampledSequence(self._spellings(row.tokens), row.count, row.logprob, row.share, row.deviation)
            for row in table.rows
        ]

    def _context(self, prompt: str) -> list[int]:
        return [*self.model.tokens.start, *(token.id for token in self._read(prompt))]

    def _sequence(self, found: Continuation) -> WholeSequence:
        return WholeSequence(self._spellings(found.tokens), found.logprob)

    def _spellings(self, ids: Sequence[int]) -> tuple[str, ...]:
        return tuple(map(self.model.tokens.spelling, ids))

    def score(self, text: str, end: bool = True) -> Score:
        """The probability of a text by the chain rule: `.logprob` (natural), `.perplexity`, `.tokens`.

        Args:
            text: one unit, whatever line ends it has.
            end: whether `</s>` is a factor; without, the text may go on.
        """
        return score(self.model, self._read(text, "the text"), _flag(end, "end"))

    def units(self, text: str) -> list[str]:
        """Cut a text into units, by the rule that the model was trained with."""
        return list(self.model.units(_text(text, "the text")))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write it: an ARPA file if the name ends in `.arpa` or `.arpa.gz`, else a folder.

        Raises:
            ModelError: it cannot be written.
        """
        target = Path(_path(path, "the path"))
        if target.name.endswith((".arpa", ".arpa.gz")):
            write_arpa(self.model.trie, target)
        else:
            save(self.model.trie, target)
