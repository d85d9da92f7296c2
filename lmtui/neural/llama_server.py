"""llama.cpp's `llama-server`: contexts go there as token ids, and the first ranks come back, up to all of V.

The API is described in `tools/server/README.md` of llama.cpp: `/completion` (with `n_predict` 1, `n_probs` K and
`post_sampling_probs` false, so that neither temperature nor cuts of the server have a part in it), `/tokenize`,
`/detokenize`, `/props` and `/v1/models`. An answer has the natural logarithm of p of each token, as a float32.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from lmtui.errors import ModelError, Progress, ignore_progress
from lmtui.model.partial_ranking import Bounds, PartialRanking, ranking_of_first
from lmtui.model.protocol import ModelFacts
from lmtui.model.ranking import Ranking
from lmtui.neural.http_json import QUICK_SECONDS, JsonServer, words_of
from lmtui.neural.served_tokens import ServedTokens, fingerprint_of

_TIMED_RANKS = 64  # of the answer whose time is the cost
_ALL = 1 << 22  # more tokens than any vocabulary has; the server gives as many as there are
_FLOAT32 = 2.0**-24  # the rounding of a float32, relatively
_ERROR = 64 * _FLOAT32  # of p, from a logarithm down to −32 as a float32, and one rounding more
State = tuple[int, ...]


class LlamaServerModel:
    """A model that llama.cpp serves; see `lmtui.model.protocol.LanguageModel` and `GivesFirstRanks`.

    Args:
        server: answers as llama.cpp does.
        properties: its answer to `/props`.
        name: the model's name; "" takes that of the server.
        progress: may end the questions.

    Raises:
        ModelError: the server does not answer, or not as llama.cpp does.
    """

    def __init__(
        self, server: JsonServer, properties: Any, name: str = "", progress: Progress = ignore_progress
    ) -> None:
        self._server, self._answering = server, ""
        with server.reading():
            self.window: int | None = max(int(properties["default_generation_settings"]["n_ctx"]) - 1, 1)
            served = words_of(_short(str(properties.get("model_alias") or properties["model_path"])))
            if name and words_of(_short(name)) != served:
                raise ModelError(f"the server at {server.address} has '{served}' and not '{words_of(name)}'")
            self._drawn = self._cut("a")[-1]
            start = tuple(self._cut("", add_special=True))
            end = self._special(properties.get("eos_token"))
            first = self._special(properties.get("bos_token"), end)
            if first is None:
                raise ModelError(f"the model at {server.address} has no token that a text begins with")
            self._first = first
            pieces = self._pieces(progress)
        self.tokens = ServedTokens(pieces, start, end, self._cut)
        # The server adds the V weights in float32, so that its p sum to 1 but for a rounding a summand.
        slack = (len(pieces) + 64) * _FLOAT32
        self._total = Bounds(1 - slack, 1 + slack)
        begun = time.monotonic()
        self._ask((*start, self._first), _TIMED_RANKS)
        cost = max(time.monotonic() - begun, 0.001)
        size = len(pieces)
        self.facts = ModelFacts(served, size, size, cost=cost, whole_cost=max(self._whole_cost, cost))

    @property
    def description(self) -> str:
        """What the server is, in one line."""
        served, window = self.facts, (self.window or 0) + 1
        return (
            f"llama.cpp at {self._server.address}: {served.name}, {served.vocabulary:,} tokens, "
            f"a context of {window:,}"
        )

    @property
    def most_ranks(self) -> int:
        """The whole vocabulary."""
        return len(self.tokens)

    @cached_property
    def fingerprint(self) -> str:
        """16 hex digits of what every token is spelled like, and of the probabilities after the first one."""
        favourites = self._ask((*self.tokens.start, self._first), 8)
        with self._server.reading():
            return fingerprint_of(self.tokens, [(found["id"], found["logprob"]) for found in favourites])

    def state(self, context: Sequence[int]) -> State:
        """The token ids that the server is asked about; for an empty context what the server begins texts with."""
        return tuple(context[-self.window :]) if self.window and context else (self._first,)

    def ranking(self, state: State) -> Ranking:
        """The whole support after a context.

        Raises:
            ModelError: the server does not answer.
        """
        ranking = self.first_ranks(state, self.most_ranks)
        if not isinstance(ranking, Ranking):
            raise self._server.nonsense()
        return ranking

    def first_ranks(self, state: State, ranks: int) -> Ranking | PartialRanking:
        """The first ranks after a context.

        Raises:
            ModelError: the server does not answer.
        """
        found = self._ask(state, ranks)
        with self._server.reading():
            tokens = np.array([one["id"] for one in found], np.int64)
            logs = np.array([-math.inf if one["logprob"] is None else one["logprob"] for one in found], np.float64)
        is_sound = len(tokens) == min(ranks, self.most_ranks) and len(np.unique(tokens)) == len(tokens)
        if not is_sound or tokens.min() < 0 or tokens.max() >= self.most_ranks or not np.all(logs <= 0.01):
            raise self._server.nonsense()
        with self._server.reading():
            return ranking_of_first(tokens, np.exp(logs), self.most_ranks, self._total, _ERROR)

    def _ask(self, state: State, ranks: int) -> list[Any]:
        """The first ranks after a context, as the server gives them."""
        answer = self._server.ask(
            "/completion",
            {
                "prompt": list(state),
                "n_predict": 1,
                "n_probs": ranks,
                "post_sampling_probs": False,
                "cache_prompt": True,
                # The server draws a token, and gives no probabilities where that one ends the text, or is the first
                # part of a character. A bias has no part in raw probabilities, and has another token drawn.
                "logit_bias": [[self._drawn, 1000]],
            },
        )
        with self._server.reading():
            found: list[Any] = list(answer["completion_probabilities"][0]["top_logprobs"])
            answering = _short(str(answer.get("model", "")))
        if not found:
            raise self._server.nonsense()
        self._answering = self._answering or answering
        if answering not in ("", self._answering):  # whose ids are those of other tokens
            names = f"'{words_of(answering)}' instead of '{words_of(self._answering)}'"
            raise ModelError(f"the server at {self._server.address} now has {names}; open the model anew")
        return found

    # Tokens

    def _cut(self, text: str, add_special: bool = False, parse_special: bool = False) -> list[int]:
        question = {"content": text, "add_special": add_special, "parse_special": parse_special}
        answer = self._server.ask("/tokenize", question, QUICK_SECONDS)
        with self._server.reading():
            return [int(token) for token in answer["tokens"]]

    def _special(self, spelling: object, otherwise: int | None = None) -> int | None:
        """The token that the server names so."""
        tokens = self._cut(spelling, parse_special=True) if isinstance(spelling, str) and spelling else []
        return tokens[0] if len(tokens) == 1 else otherwise

    def _pieces(self, progress: Progress) -> list[bytes]:
        """The bytes of every token, those of the special ones being their names."""
        progress("vocabulary", 0.0)
        begun = time.monotonic()
        found = self._ask((self._first,), _ALL)
        self._whole_cost = time.monotonic() - begun
        spelled = {int(one["id"]): bytes(list(one["bytes"])) for one in found}
        pieces = [spelled[token] for token in range(len(found))]
        for token, piece in enumerate(pieces):
            if not piece:
                progress("vocabulary", token / len(pieces))
                answer = self._server.ask("/detokenize", {"tokens": [token]}, QUICK_SECONDS)
                pieces[token] = str(answer["content"]).encode() or f"<token {token}>".encode()
        return pieces


def _short(name: str) -> str:
    """The name of a model without the folder and the ending of its file."""
    return name.replace("\\", "/").rpartition("/")[2].removesuffix(".gguf")
