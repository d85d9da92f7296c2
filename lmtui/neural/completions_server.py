"""Servers with OpenAI's `/v1/completions`, which is asked for one token and the logarithms of the most probable ones.

The API is OpenAI's "Completions" (legacy): with `logprobs` K an answer has `choices[0].logprobs.top_logprobs[0]`, the
logarithms of p by the token's text; to the K first ones the drawn token may be added. Of most servers no more is
known than that, so that the state is the text, and tokens are known by their texts.

vLLM adds (`vllm/entrypoints`): prompts as token ids, `return_tokens_as_token_ids` ("token_id:17" for a token's text),
`/tokenize`, `/detokenize`, `/version`, and a model's `max_model_len` in `/v1/models`. More than its `--max-logprobs`
are refused, the most being named; with −1 these are all of V. With `prompt_logprobs` 0 an answer has the logarithm of
each token of the prompt but the first, by its id, in `choices[0].prompt_logprobs`.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from lmtui.errors import ModelError, NoAnswerError, Progress, ignore_progress
from lmtui.neural.first_ranks_model import (
    FEW_RANKS,
    LARGEST_LOG,
    FirstRanksModel,
    Given,
    chosen_name,
    number,
    text_asked,
)
from lmtui.neural.http_json import OTHER_FORM, QUICK_SECONDS, JsonServer, RefusedQuestion
from lmtui.neural.served_tokens import ServedTokens
from lmtui.neural.text_tokens import MOST_TOKENS, TextTokens

_RAW = {"max_tokens": 1, "temperature": 1, "top_p": 1}
"""One token, drawn as the model says: some servers give probabilities after their own temperature and cuts."""

_RAW_VLLM = {**_RAW, "top_k": -1, "min_p": 0, "repetition_penalty": 1, "return_tokens_as_token_ids": True}
_ID = "token_id:"


def _top(answer: Any) -> list[tuple[str, float]]:
    """The tokens of an answer with their logarithms."""
    first = answer["choices"][0]["logprobs"]["top_logprobs"][0]
    if not first:
        raise ValueError("no tokens")
    return [(text, number(log)) for text, log in first.items()]


class CompletionsModel(FirstRanksModel):
    """A model of a server of which nothing but `/v1/completions` is known.

    Args:
        server: answers as OpenAI's does.
        models: its answer to `/v1/models`.
        name: the model's name; "" is the only one.

    Raises:
        ModelError: the server does not answer, or gives no probabilities.
    """

    tokens: TextTokens

    def __init__(self, server: JsonServer, models: Any, name: str) -> None:
        super().__init__(server, "OpenAI-compatible server", chosen_name(server, names_of(server, models), name))
        self.tokens = TextTokens()
        self.most_ranks = self._most()
        self._meet(None)

    def state(self, context: Sequence[int]) -> bytes:
        """The text so far."""
        return self.tokens.text_of(context)

    def _given(self, state: bytes, ranks: int) -> list[Given]:
        answer = self._complete(text_asked(state), ranks)
        return [Given(self.tokens.met.id_of(text.encode()), log) for text, log in _top(answer)]

    def _complete(self, text: str, ranks: int) -> Any:
        question = {"model": self.name, "prompt": text, "logprobs": ranks, **_RAW}
        return self.server.ask("/v1/completions", question)

    def _most(self) -> int:
        """How many ranks the server gives: some refuse to give as many as others, and some are silent about it."""
        refused: RefusedQuestion | None = None
        for ranks in (FEW_RANKS, 5):
            try:
                return min(len(_top(self._complete("The", ranks))), ranks)
            except RefusedQuestion as error:
                if error.status not in (400, 422):
                    raise
                refused = error
            except OTHER_FORM:
                raise ModelError(
                    f"the server at {self.server.address} gives no probabilities; see that its /v1/completions has "
                    "logprobs"
                ) from None
        assert refused
        raise refused


class VllmModel(FirstRanksModel):
    """A model that vLLM serves: tokens are known by their ids, and p of every token of a given text; `CanScore`.

    Args:
        server: answers as vLLM does.
        version: of vLLM.
        models: its answer to `/v1/models`.
        name: the model's name; "" is the only one.
        progress: may end the questions.

    Raises:
        ModelError: the server does not answer, or not as vLLM does.
    """

    def __init__(self, server: JsonServer, version: str, models: Any, name: str, progress: Progress) -> None:
        super().__init__(server, f"vLLM {version}", chosen_name(server, names_of(server, models), name))
        progress("vocabulary", 0.0)
        with server.reading():
            (served,) = (one for one in models["data"] if one["id"] == self.name)
            self.window = max(int(served["max_model_len"]) - 1, 1)
            self._anchor = self._cut("a", False)
            start = tuple(self._cut("", True))
            self._before = len(self._text(self._anchor))
            vocabulary = self._vocabulary((*start, *self._anchor))
        pieces = AskedPieces(self._piece, vocabulary or MOST_TOKENS)
        self.tokens = _VllmTokens(pieces, start, None, lambda text: self._cut(text, False))
        self._meet(vocabulary)

    def state(self, context: Sequence[int]) -> tuple[int, ...]:
        """The token ids that the server is asked about."""
        return tuple(context[-self.window :]) if self.window else tuple(context)

    def _given(self, state: tuple[int, ...], ranks: int) -> list[Given]:
        if not state:
            raise ModelError("this server says nothing about an empty text; give a prompt")
        question = {"model": self.name, "prompt": list(state), "logprobs": ranks, **_RAW_VLLM}
        found = _top(self.server.ask("/v1/completions", question))
        return [Given(int(text.removeprefix(_ID)), log) for text, log in found]

    def probs(
        self, ids: npt.NDArray[np.int32], begins: npt.NDArray[np.int64], progress: Progress = ignore_progress
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[Any]]:
        """p of each token of several texts, of whatever rank; see `CanScore`.

        As much of a text as the model has in sight is one question; behind that, each token is one about all of V.

        Raises:
            ModelError: the server does not answer; or a text begins with nothing that the server could be asked
                about, or is longer than what the model has in sight, and the server does not give all of V.
            Cancelled: by `progress`.
        """
        probs = np.empty(len(ids), np.float64)
        for begin, end in pairwise([*begins.tolist(), len(ids)]):
            text = ids[begin:end].tolist()
            in_sight = min(self.window or len(text), len(text))
            if in_sight < len(text) and not self.facts.complete:
                raise ModelError(
                    f"this server scores no text of more than {in_sight:,} tokens, as it does not give all of V; "
                    "score shorter texts"
                )
            progress("scoring", begin / len(ids))
            probs[begin : begin + in_sight] = self._probs_in_sight(text[:in_sight])
            for place in range(in_sight, len(text)):
                progress("scoring", (begin + place) / len(ids))
                ranking = self.ranking(tuple(text[place - in_sight : place]))
                probs[begin + place] = ranking.values[ranking.runs_at(ranking.ranks_of(np.array([text[place]])))[0]]
        return probs, np.full(len(ids), None)

    def _probs_in_sight(self, text: list[int]) -> list[float]:
        """p of each token of a text; 1 for the first one, which begins every text."""
        if not self.tokens.start and text:
            raise NoAnswerError(
                "texts of this model begin with no token, and its server says nothing about an empty text, so that "
                "a text has no score"
            )
        if len(text) < 2:
            return [1.0] * len(text)
        question = {"model": self.name, "prompt": text, "prompt_logprobs": 0, **_RAW_VLLM}
        answer = self.server.ask("/v1/completions", question)
        with self.server.reading():
            given = answer["choices"][0]["prompt_logprobs"]
            logs = [number(one[str(token)]["logprob"]) for token, one in zip(text[1:], given[1:], strict=True)]
        if not all(log <= LARGEST_LOG for log in logs):
            raise self.server.nonsense()
        return [1.0, *(math.exp(min(log, 0.0)) for log in logs)]

    def _vocabulary(self, state: tuple[int, ...]) -> int | None:
        """Find how many ranks the server gives, and |V| where these are all."""
        self.most_ranks = FEW_RANKS
        try:
            self._given(state, MOST_TOKENS)
        except RefusedQuestion as error:
            allowed = re.search(r"max allowed: (\d+)", str(error))
            self.most_ranks = min(max(int(allowed[1]), 1), MOST_TOKENS) if allowed else FEW_RANKS
        begun = time.monotonic()
        ids = {one.token for one in self._given(state, self.most_ranks)}
        if len(ids) < self.most_ranks or ids != set(range(len(ids))):
            return None
        self._whole_cost = time.monotonic() - begun
        return self.most_ranks

    def _cut(self, text: str, special: bool) -> list[int]:
        question = {"model": self.name, "prompt": text, "add_special_tokens": special}
        answer = self.server.ask("/tokenize", question, QUICK_SECONDS)
        with self.server.reading():
            return [int(token) for token in answer["tokens"]]

    def _text(self, ids: list[int]) -> str:
        answer = self.server.ask("/detokenize", {"model": self.name, "tokens": ids}, QUICK_SECONDS)
        with self.server.reading():
            return str(answer["prompt"])

    def _piece(self, token: int) -> bytes:
        """The text of a token, after another one: at the beginning of a text some lose their blank."""
        text = self._text([*self._anchor, token])[self._before :]
        return text.encode(errors="replace") or f"<token {token}>".encode()


class AskedPieces(Sequence[bytes]):
    """The bytes of tokens, asked for one by one, and remembered.

    Args:
        ask: has the server spell a token.
        size: how many tokens there are.
    """

    def __init__(self, ask: Callable[[int], bytes], size: int) -> None:
        self._ask, self._size = ask, size
        self._known: dict[int, bytes] = {}

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, token: int) -> bytes: ...
    @overload
    def __getitem__(self, token: slice) -> Sequence[bytes]: ...
    def __getitem__(self, token: int | slice) -> bytes | Sequence[bytes]:
        if isinstance(token, slice):
            return [self[one] for one in range(*token.indices(self._size))]
        if token not in self._known:
            self._known[token] = self._ask(token)
        return self._known[token]


class _VllmTokens(ServedTokens):
    def find(self, spelling: str) -> int | None:
        """The token of this spelling: the server cuts the spelling into it alone."""
        found = self.encode(spelling)
        return found[0].id if len(found) == 1 and self.spelling(found[0].id) == spelling else None


def names_of(server: JsonServer, models: Any) -> list[str]:
    """The names of the models in an answer to `/v1/models`.

    Raises:
        ModelError: the answer is of another form.
    """
    with server.reading():
        return [str(one["id"]) for one in models["data"]]
