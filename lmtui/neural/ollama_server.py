"""Ollama's server, from 0.12.11 on: the text goes there as it is, and up to 20 first ranks come back.

The API is Ollama's (`docs/api.md`, `openapi.yaml`): `/api/generate` with `raw` (no template), `logprobs` and
`top_logprobs`; `/api/tags` names the models, `/api/version` the version. Each token of an answer has its text, its
bytes, and the natural logarithm of p, computed from the logits before temperature and cuts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from lmtui.errors import ModelError, NoAnswerError
from lmtui.neural.first_ranks_model import FEW_RANKS, FirstRanksModel, Given, chosen_name, number, text_asked
from lmtui.neural.http_json import JsonServer, words_of
from lmtui.neural.text_tokens import TextTokens

_NEEDED = (0, 12, 11)
_DRAWS = 6  # of the server, each with a seed of its own, until one is a token that it tells about
_RAW = {"num_predict": 1, "temperature": 1, "top_k": 0, "top_p": 1, "min_p": 0, "repeat_penalty": 1}


class OllamaModel(FirstRanksModel):
    """A model that Ollama serves.

    Args:
        server: answers as Ollama does.
        version: its answer to `/api/version`.
        name: the model's name; "" is the only one.

    Raises:
        ModelError: the server does not answer, is too old, or does not have the model.
    """

    tokens: TextTokens

    def __init__(self, server: JsonServer, version: str, name: str) -> None:
        found = tuple(int(part) for part in re.findall(r"\d+", version)[:3])
        if found < _NEEDED and found != (0, 0, 0):  # what its makers build themselves is 0.0.0
            raise ModelError(f"Ollama {words_of(version)} gives no probabilities; install 0.12.11 or a later one")
        answer = server.ask("/api/tags")
        with server.reading():
            models = {str(one["name"]): str(one["digest"]) for one in answer["models"]}
        super().__init__(server, f"Ollama {version}", chosen_name(server, list(models), name))
        self.tokens, self.most_ranks = TextTokens(), FEW_RANKS
        with server.reading():
            self._given(b"The", 1)  # has the model loaded, which takes its time
        self._meet(None)
        self.fingerprint = models[self.name].removeprefix("sha256:")[:16]

    def state(self, context: Sequence[int]) -> bytes:
        """The text so far."""
        return self.tokens.text_of(context)

    def _given(self, state: bytes, ranks: int) -> list[Given]:
        found, met = [], Counter[bytes]()
        for one in self._top(text_asked(state), ranks):
            piece = bytes(list(one["bytes"])) if one.get("bytes") else str(one["token"]).encode()
            found.append(Given(self.tokens.met.id_of(piece, met[piece]), number(one["logprob"])))
            met[piece] += 1
        return found

    def _top(self, text: str, ranks: int) -> list[Any]:
        """The first ranks after a text; where the server draws the end, or part of a character, it gives none."""
        question = {
            "model": self.name,
            "prompt": text,
            "raw": True,
            "stream": False,
            "truncate": False,
            "logprobs": True,
            "top_logprobs": ranks,
        }
        for seed in range(_DRAWS):
            answer = self.server.ask("/api/generate", {**question, "options": {**_RAW, "seed": seed}})
            if answer.get("logprobs"):
                return list(answer["logprobs"][0]["top_logprobs"])
        raise NoAnswerError(
            "the model ends the text here, and its server says nothing of other tokens; go back, or run anew"
        )
