"""The one protocol of all language models, and the protocols of what only some models can do.

`sampling`, `playground` and `tui` know a model by this alone. A capability that a model may lack is a protocol of its
own: ask with `isinstance(model, CanDraw)`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, runtime_checkable

from lmtui.errors import Progress, ignore_progress

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from lmtui.model.partial_ranking import PartialRanking
    from lmtui.model.ranking import Ranking


class TextToken(NamedTuple):
    """One token of a text that a model read.

    Attributes:
        id: the token's id.
        unknown: how an unknown token is spelled in the text; "" where the vocabulary has the token.
    """

    id: int
    unknown: str = ""


@dataclass(frozen=True)
class TokenizedTexts:
    """Several texts that a model read, as their tokens.

    Attributes:
        ids: int32 [N], the tokens of all texts, one text after the other.
        ends: int64 [D], where in `ids` each text ends.
        words: how each of the N tokens is spelled in its text, known or not.
        unknown: bool [N], where the vocabulary does not have the token.
    """

    ids: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int64]
    words: Sequence[str]
    unknown: npt.NDArray[np.bool_]


class TokenSpeller(Protocol):
    """Spells token after token as running text."""

    def spell(self, token: TextToken) -> tuple[str, str]:
        """The space before a token ("" or a blank), and the text that the token completes.

        The text is "" where a token is only part of a character, and "\\n" for the end token.
        """

    def finish(self) -> str:
        """The replacement character for a character whose last bytes never came; "" where all bytes came."""


class Tokens(Protocol):
    """The tokens of a model: text ↔ ids. An id is a whole number from 0 up, below `len(tokens)`."""

    @property
    def start(self) -> tuple[int, ...]:
        """The token ids that stand before the first token of every text."""

    @property
    def end(self) -> int | None:
        """The token that ends a text, after which another begins; None where texts have no end."""

    @property
    def spaced(self) -> bool:
        """Whether tokens have no blanks of their own, so that a speller puts blanks between tokens."""

    def __len__(self) -> int: ...

    def encode(self, text: str) -> list[TextToken]:
        """Cut a text, as it was given, into tokens."""

    def speller(self) -> TokenSpeller:
        """A new speller, for a text from its first token on."""

    def spelling(self, token: int) -> str:
        """One token as text; a byte that is not UTF-8 is a lone surrogate, U+DC80 to U+DCFF (PEP 383)."""

    def label(self, token: int) -> str:
        """One token as a table shows it: safe, nothing in it invisible; a byte that is not text is <0xE2>."""

    def find(self, spelling: str) -> int | None:
        """The token of this spelling; None where no token that can be drawn is spelled so."""


@runtime_checkable
class CanComplete(Protocol):
    """Tokens that find those which a word that is being typed could become."""

    def beginning_with(self, text: str) -> npt.NDArray[np.int32]:
        """The ids of the tokens that can be drawn and begin with a text, without the end token.

        Returns:
            int32 [N].
        """


@dataclass(frozen=True)
class TrainingText:
    """The text that a model was trained on.

    Attributes:
        tokens: how many tokens the text has.
        units: how many units the text has.
        unit: what a unit is; see `lmtui.text.units`.
    """

    tokens: int
    units: int
    unit: str


@dataclass(frozen=True)
class ModelFacts:
    """What is known of a model.

    Attributes:
        name: what the model is called.
        vocabulary: |V|; a bound where answers are not complete, and a server does not tell it.
        support: how many tokens can be drawn.
        order: n of an n-gram model; None where tokens are not served by an order.
        cost: seconds that one answer takes, as far as is known beforehand; of a model that gives first ranks sooner,
            an answer about these.
        whole_cost: the same of an answer about the whole support, where that takes longer; 0 where it is not known.
        complete: every answer is about the whole support.
        has_unknown: some probability may be left for unknown tokens, which are never drawn.
        trained_on: the text that the model was trained on; None where that is not known.
        cuts_texts: `Tokens.encode` cuts a text as the model does; else that is not known, and a text has no score.
    """

    name: str
    vocabulary: int
    support: int
    order: int | None = None
    cost: float = 0.0
    whole_cost: float = 0.0
    complete: bool = True
    has_unknown: bool = False
    trained_on: TrainingText | None = None
    cuts_texts: bool = True


class LanguageModel(Protocol):
    """p(w|h) for every context h and every token w that can be drawn."""

    @property
    def tokens(self) -> Tokens:
        """Text ↔ ids."""

    @property
    def window(self) -> int | None:
        """How many of the last ids of a context matter (n − 1 for an n-gram model); None is all."""

    @property
    def facts(self) -> ModelFacts:
        """What is known of the model."""

    @property
    def fingerprint(self) -> str:
        """16 hex digits that differ where another model has the same name. Computing them may take long."""

    def state(self, context: Sequence[int]) -> Hashable:
        """What of a context decides the model's answers: contexts with equal states have equal answers.

        Args:
            context: token ids since the text began, `tokens.start` first; or the last `window` of them.
        """

    def ranking(self, state: Any) -> Ranking:
        """The support after a context, given by its state, by decreasing probability."""


class Found(NamedTuple):
    """A token that was found by the weight of those ahead of it.

    Attributes:
        rank: from 0.
        token: its id.
        model_prob: p(w|h), at T = 1.
        order: the order of the n-gram that p came from; None where the model has no orders.
        before: the weight of all tokens ahead of it.
        after: the same and its own weight.
    """

    rank: int
    token: int
    model_prob: float
    order: int | None
    before: float
    after: float


class Weights(Protocol):
    """p^(1/T) of all tokens after a context, relative to the largest p, in the order of their ranks."""

    @property
    def largest(self) -> float:
        """The largest p; its weight is 1."""

    @property
    def total(self) -> float:
        """The weight of all tokens."""

    @property
    def doubt(self) -> float:
        """How far a sum of weights may be from the same sum as the ranking of the context gives it."""

    def find(self, weight: float) -> Found:
        """The first token, by rank, up to and with which the tokens weigh more than `weight`.

        Near the edge of a token's own weight a neighbour may be found; what is said of the token found holds.
        """


@runtime_checkable
class CanDraw(Protocol):
    """A model that can draw a token without ranking all that could be drawn."""

    def weights(self, state: Any, exponent: float) -> Weights | None:
        """What tokens weigh after a context.

        Args:
            state: of the context.
            exponent: 1/T.

        Returns:
            None where the ranking must be asked.
        """


@runtime_checkable
class GivesFirstRanks(Protocol):
    """A model that answers sooner where only its first ranks are asked for, or that gives no others.

    Where it gives no others, `facts.complete` is False, and `ranking` raises a `ModelError`.
    """

    @property
    def most_ranks(self) -> int:
        """How many ranks an answer has at most."""

    def first_ranks(self, state: Any, ranks: int) -> Ranking | PartialRanking:
        """The first ranks after a context, given by its state: so many, or a few less.

        The whole support is a `Ranking`.

        Args:
            state: of the context.
            ranks: from 1 to `most_ranks`.
        """


@runtime_checkable
class CanScore(Protocol):
    """A model that knows p of every token of many texts without ranking all that could be drawn."""

    def probs(
        self, ids: npt.NDArray[np.int32], begins: npt.NDArray[np.int64], progress: Progress = ignore_progress
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[Any]]:
        """p of each token after all that stand before it in its text, and the order that served it.

        Args:
            ids: int32 [N], the tokens of several texts, one text after the other, each from `tokens.start` on.
            begins: int64 [D], where in `ids` each text begins.
            progress: told before each question to a server, and may end the work; a model that answers at once does
                not tell.

        Returns:
            float64 [N]; int8 [N], or object [N] that are None where the model has no orders.
        """


@runtime_checkable
class MayShortenContext(Protocol):
    """A model that may answer from the end of a context alone, where it has never seen the whole context."""

    def ignored_tokens(self, context: Sequence[int]) -> int:
        """How many ids of a context the model does not use, counted from the first of the last `window` ids."""


@runtime_checkable
class MayNotSumToOne(Protocol):
    """A model whose probabilities may not sum to 1 after some context."""

    @property
    def wrong_sum(self) -> float | None:
        """The sum that differs most from 1; None where rounding explains every difference."""


def ids_of(text: Iterable[TextToken], unknown: int | None = None) -> list[int]:
    """The ids of a text, given as its tokens.

    Args:
        unknown: the id of every unknown token; None gives each the id that the model takes for it.
    """
    return [unknown if token.unknown and unknown is not None else token.id for token in text]


def last_ids(context: list[int], window: int | None) -> list[int]:
    """The end of a context that matters to a model with this window."""
    return context if window is None else context[max(len(context) - window, 0) :]


def running_text(tokens: Tokens, text: Iterable[TextToken]) -> str:
    """A whole text, given as its tokens, as it is written."""
    speller = tokens.speller()
    return "".join("".join(speller.spell(token)) for token in text) + speller.finish()
