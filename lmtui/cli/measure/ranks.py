"""How many ranks a token costs of SmolLM2, which gives its first ranks, up to all of V."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from lmtui.cli.measure.figure import Figure
from lmtui.model.partial_ranking import PartialRanking
from lmtui.model.protocol import GivesFirstRanks, LanguageModel, ids_of
from lmtui.model.ranking import Ranking
from lmtui.neural.llama_process import open_gguf
from lmtui.neural.model_files import SMOLLM2, path_of
from lmtui.sampling.generation import generate
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling

TEMPERATURES = (0.5, 1.0, 1.5, 2.0)
_PROMPT, _TOKENS, _QUICK_TOKENS = "The old owl", 40, 4


class CountedRanks:
    """A model, and how many ranks it was asked for.

    Attributes:
        ranks: that number.
    """

    def __init__(self, model: LanguageModel) -> None:
        assert isinstance(model, GivesFirstRanks)
        self._model: GivesFirstRanks = model
        self.tokens, self.window, self.facts, self.fingerprint = model.tokens, model.window, model.facts, ""
        self.state, self.ranking, self.most_ranks = model.state, model.ranking, model.most_ranks
        self.ranks = 0

    def first_ranks(self, state: Hashable, ranks: int) -> Ranking | PartialRanking:
        """The first ranks after a context."""
        self.ranks += ranks
        return self._model.first_ranks(state, ranks)


def measure(quick: bool) -> Iterator[Figure]:
    """Generate a text at several temperatures.

    Raises:
        ModelError: the model is not installed.
    """
    yield from ranks_of(open_gguf(path_of(SMOLLM2)), _QUICK_TOKENS if quick else _TOKENS)


def ranks_of(model: LanguageModel, tokens: int) -> Iterator[Figure]:
    """How many ranks of a model a token costs at each temperature, the mean of so many tokens."""
    vocabulary = model.facts.vocabulary
    for temperature in TEMPERATURES:
        counted = CountedRanks(model)
        prompt = ids_of(model.tokens.encode(_PROMPT))
        drawn = list(generate(Sampler(counted), prompt, Sampling(temperature, seed=1), tokens))
        yield Figure(
            "ranks",
            f"of {model.facts.name} at T = {temperature:g}, a token of {tokens}",
            counted.ranks / tokens,
            "ranks",
            "all of V",
            vocabulary,
            "every token certain",
            all(token.certain for token in drawn),
        )
