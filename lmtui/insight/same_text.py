"""One text under several models: p of each token, compared where all models have a boundary between tokens.

Models cut a text in different ways. A *stretch* is the shortest piece of the text at whose two ends every model has a
boundary; its probability, given all before, is in each model the product of those of the model's own tokens. So are
the totals, which is what makes them comparable: each is the probability of the same characters.

A model with several ways to cut a text gives the text more probability than this one way has, which is the way that
the model's own tokenizer takes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise, takewhile

import numpy as np

from lmtui.errors import Progress, ignore_progress
from lmtui.model.partial_ranking import Bounds, PartialRanking
from lmtui.model.protocol import CanScore, GivesFirstRanks, LanguageModel, TextToken, Tokens, last_ids
from lmtui.model.ranking import Ranking
from lmtui.sampling.settings import FIRST_RANKS
from lmtui.sequences.scoring import score
from lmtui.text.normal_form import normal_form

_END = "\0"  # stands among the characters for a token that ends a text


@dataclass(frozen=True)
class TextUnit:
    """A text from where a model began it to where the model ended it, or to where it has come.

    Attributes:
        text: the characters, without the end.
        tokens: how the model has cut it, without the end token.
        probs: p of each token, and of the end token, as far as they are known already; shorter, or with None.
        ended: whether the end token follows.
    """

    text: str
    tokens: Sequence[TextToken]
    probs: Sequence[float | None] = ()
    ended: bool = False


@dataclass(frozen=True)
class ReadToken:
    """A token of the text in one model.

    Attributes:
        text: the characters that the token completes, with the blank before; the end token has a newline.
        logprob: natural logarithm of p, between bounds that are the same where p is known; None where the model does
            not tell.
        known: whether the token is in the vocabulary; an unknown one has the p of any unknown word.
        ends: whether it is the end token, and has the same meaning in all models.
    """

    text: str
    logprob: Bounds | None
    known: bool = True
    ends: bool = False

    @property
    def characters(self) -> str:
        """What of the text all models agree on: no blanks, letters in normal form."""
        return _END if self.ends else "".join(normal_form(self.text).split())


@dataclass(frozen=True)
class Stretch:
    """A piece of the text at whose ends every model has a boundary.

    Attributes:
        parts: the tokens of each model.
    """

    parts: tuple[tuple[ReadToken, ...], ...]

    def logprob(self, model: int) -> Bounds | None:
        """Natural logarithm of p in a model, given all before."""
        return product(self.parts[model])

    def known(self, model: int) -> bool:
        """Whether a model has all these tokens in its vocabulary."""
        return all(token.known for token in self.parts[model])


def product(tokens: Sequence[ReadToken]) -> Bounds | None:
    """Natural logarithm of the product of the p of tokens; None where one of these is not known."""
    bounds = [token.logprob for token in tokens]
    if None in bounds:
        return None
    return (
        Bounds(*(math.fsum(each) for each in zip(*filter(None, bounds), strict=True))) if bounds else Bounds(0.0, 0.0)
    )


def read(
    model: LanguageModel, units: Sequence[TextUnit], own: Tokens, progress: Progress = ignore_progress
) -> list[ReadToken]:
    """Cut a text into the tokens of a model, and ask for the p of each.

    Args:
        model: the model.
        units: the text.
        own: the tokens of the model that has made the text; where these are the model's own, its cut stays.
        progress: told before each token that the model is asked about.

    Raises:
        LmtuiError: the model does not answer.
        Cancelled: by `progress`.
    """
    tokens = model.tokens
    if tokens is not own:
        if shares_ends(own, tokens):
            units = [TextUnit(unit.text, tokens.encode(unit.text), (), unit.ended) for unit in units]
        else:
            whole = "".join(unit.text + "\n" * unit.ended for unit in units)
            units = [TextUnit(whole, tokens.encode(whole))]
    size, done, found = sum(len(unit.tokens) for unit in units), 0, list[ReadToken]()
    for unit in units:

        def at(place: int, begun: int = done) -> None:
            progress("scoring", (begun + place) / max(size, 1))

        found += _read_unit(model, unit, at)
        done += len(unit.tokens)
    return found


def shares_ends(own: Tokens, other: Tokens) -> bool:
    """Whether a text that one model ends has ended for another one, too; else that is a line break in the text."""
    return other.end is not None and (other.spaced or not own.spaced)


def _read_unit(model: LanguageModel, unit: TextUnit, at: Callable[[int], None]) -> Iterator[ReadToken]:
    ids = [*unit.tokens, *([TextToken(model.tokens.end)] if unit.ended and model.tokens.end is not None else [])]
    speller = model.tokens.speller()
    logprobs = _logprobs(model, unit, ids, at)
    for place, (token, logprob) in enumerate(zip(ids, logprobs, strict=True)):
        text = "".join(speller.spell(token))
        yield ReadToken(text, logprob, not token.unknown, place == len(unit.tokens))


def _logprobs(
    model: LanguageModel, unit: TextUnit, ids: Sequence[TextToken], at: Callable[[int], None]
) -> Iterator[Bounds | None]:
    probs = [*unit.probs, *[None] * (len(ids) - len(unit.probs))]
    if isinstance(model, CanScore) and None in probs:
        whole = score(model, unit.tokens, unit.ended, lambda _, fraction: at(int(fraction * len(ids))))
        for scored in whole.tokens:
            yield Bounds(scored.logprob, scored.logprob)
        return
    context = [*model.tokens.start]
    for place, (token, known) in enumerate(zip(ids, probs, strict=True)):
        at(place)
        if known is None:
            prob = _prob(model, model.state(last_ids(context, model.window)), token)
        else:
            prob = Bounds(known, known)
        yield prob and Bounds(*(math.log(end) if end else -math.inf for end in prob))
        context.append(token.id)


def _prob(model: LanguageModel, state: Hashable, token: TextToken) -> Bounds | None:
    """What p of a token lies between, which is p where the model gives enough ranks; None where it does not tell."""
    if not isinstance(model, GivesFirstRanks):
        return _in_ranking(model.ranking(state), token)
    ranks = min(FIRST_RANKS, model.most_ranks)
    while True:
        found = model.first_ranks(state, ranks)
        if isinstance(found, Ranking):
            return _in_ranking(found, token)
        places = np.flatnonzero(found.tokens == token.id)
        if len(places):
            prob = float(found.probs[places[0]])
            return Bounds(prob, prob)
        if ranks >= model.most_ranks:
            return _in_tail(found)
        ranks = min(8 * ranks, model.most_ranks)


def _in_ranking(ranking: Ranking, token: TextToken) -> Bounds:
    if token.unknown:
        return Bounds(ranking.unknown_prob, ranking.unknown_prob)
    prob = float(ranking.values[ranking.runs_at(ranking.ranks_of(np.array([token.id])))[0]])
    return Bounds(prob, prob)


def _in_tail(found: PartialRanking) -> Bounds | None:
    """What p of a token lies between that is not among the first ranks.

    Where a server does not tell its V, nor how it cuts a text, the token may be none of its own.
    """
    return None if found.is_at_most else Bounds(0.0, min(float(found.probs[-1]), found.mass.high))


def stretches(readings: Sequence[Sequence[ReadToken]]) -> list[Stretch]:
    """A text cut where every model has a boundary between tokens.

    Where models do not read the same characters, all from there on is one stretch.

    Args:
        readings: the tokens of each model.
    """
    ends = [list(accumulate(len(token.characters) for token in tokens)) for tokens in readings]
    same = _same(["".join(token.characters for token in tokens) for tokens in readings])
    common = sorted(place for place in set.intersection(*map(set, ends)) if 0 < place <= same)
    # Tokens without characters of their own, as blanks, go with those that come after.
    cuts = [[0] * len(readings), *([of_model.index(place) + 1 for of_model in ends] for place in common)]
    whole = [len(tokens) for tokens in readings]
    if common and all(of_model[-1] == common[-1] for of_model in ends):
        cuts[-1] = whole
    elif any(whole):
        cuts.append(whole)
    return [
        Stretch(tuple(tuple(tokens[i:j]) for tokens, i, j in zip(readings, first, last, strict=True)))
        for first, last in pairwise(cuts)
    ]


def _same(texts: Sequence[str]) -> int:
    """How many characters all texts begin with alike."""
    return sum(1 for _ in takewhile(lambda each: len(set(each)) == 1, zip(*texts, strict=False)))
