"""llama.cpp's server: recorded answers, and the real program on loopback."""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.cli import Ran, here
from support.fake_server import FakeServer, always, always_all, fake_server, recorded
from support.llama import free_port, llama_server, smollm2
from support.tiny_llama import BEGIN, CONTEXT, END, VOCABULARY

from lmtui.errors import ModelError
from lmtui.model.partial_ranking import PartialRanking
from lmtui.model.protocol import TextToken, running_text
from lmtui.model.ranking import Ranking
from lmtui.neural.connecting import connect
from lmtui.neural.llama_server import LlamaServerModel
from lmtui.sampling.generation import DrawnToken, generate
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling
from lmtui.sequences.beam import BeamSearch

RECORDED = "llama_cpp.json"


def connected(address: str, name: str = "") -> LlamaServerModel:
    """The model of a server, which must be of this kind."""
    model = connect(address, name)
    assert isinstance(model, LlamaServerModel)
    return model


class Whole:
    """A model of which nothing but whole rankings can be had."""

    def __init__(self, model: LlamaServerModel) -> None:
        self.tokens, self.window, self.facts, self.fingerprint = model.tokens, model.window, model.facts, ""
        self.state, self.ranking = model.state, model.ranking


def ids_of(model: LlamaServerModel, text: str) -> list[int]:
    return [token.id for token in model.tokens.encode(text)]


def _served(*arguments: str, stdin: bytes = b"") -> Ran:
    """Run a command line in this process, which remarks nothing but which server it has found."""
    ran = here(*arguments, stdin=stdin)
    assert ran.code == 0
    assert ran.err.startswith("lmtui: note: llama.cpp at http://127.0.0.1:")
    assert ran.err.count("\n") == 1
    return ran


def drawn(model: Any, prompt: Sequence[int], temperature: float, tokens: int, seed: int = 0) -> list[DrawnToken]:
    return list(generate(Sampler(model), prompt, Sampling(temperature, seed=seed), tokens))


def test_a_beam_finds_the_same_from_first_ranks_as_from_whole_answers(tiny_server: str) -> None:
    model = connected(tiny_server)
    context = [*model.tokens.start, *ids_of(model, "owl")]
    first, whole = (BeamSearch(one).search(context, 3, 6) for one in (model, Whole(model)))
    assert [one.tokens for one in first.found] == [one.tokens for one in whole.found]
    for one in first.found:
        probs = [
            float(ranking.values[ranking.runs_at(ranking.ranks_of(np.array([token])))[0]])
            for place, token in enumerate(one.tokens)
            for ranking in [model.ranking(model.state([*context, *one.tokens[:place]]))]
        ]
        assert one.logprob == pytest.approx(math.fsum(map(math.log, probs)), abs=1e-4)
    assert (first.ranks, first.unanswered) == (None, 0)


# Recorded answers


def _replay() -> AbstractContextManager[FakeServer]:
    return fake_server(always_all(recorded(RECORDED)))


def test_recorded_answers_are_read() -> None:
    with _replay() as fake:
        model = connected(fake.address)
        assert (model.facts.name, model.facts.vocabulary, model.window) == ("tiny", VOCABULARY, CONTEXT - 1)
        assert model.description.startswith(f"llama.cpp at {fake.address}: tiny, 260 tokens, a context of 256")
        assert [model.tokens.spelling(token) for token in (3 + 65, 259)] == ["A", " "]
        whole = model.ranking((BEGIN,))
        assert whole.size == VOCABULARY
        assert float(np.sum(whole.values * whole.sizes)) == pytest.approx(1.0, abs=1e-5)
        best = max(
            recorded(RECORDED)["/completion"]["completion_probabilities"][0]["top_logprobs"],
            key=lambda one: one["logprob"],
        )
        assert whole.tokens_at(np.array([0])).tolist() == [best["id"]]
        assert whole.values[0] == math.exp(best["logprob"])


def _first(found: list[dict[str, Any]]) -> dict[str, Any]:
    return {"completion_probabilities": [{"top_logprobs": found}]}


@pytest.mark.parametrize(
    "found",
    [
        [],
        [{"id": 1}],
        [{"id": "a", "logprob": -1.0}, {"id": 2, "logprob": -2.0}],
        [{"id": 1, "logprob": -1.0}, {"id": 1, "logprob": -2.0}],
        [{"id": 1, "logprob": -1.0}, {"id": 99999, "logprob": -2.0}],
        [{"id": 1, "logprob": 5.0}, {"id": 2, "logprob": -2.0}],
        [{"id": 1, "logprob": math.nan}, {"id": 2, "logprob": -2.0}],
        [{"id": 1, "logprob": -1.0}],
        [{"id": 1, "logprob": -0.3}, {"id": 2, "logprob": -0.3}],  # together more than 1
        [{"id": 1, "logprob": -9.0}, {"id": 2, "logprob": -9.0}],  # no others can add up to 1
        [{"id": 10**30, "logprob": -1.0}, {"id": 2, "logprob": -2.0}],
        [{"id": 1, "logprob": None}, {"id": 2, "logprob": None}],
    ],
)
def test_nonsense_is_refused_in_one_line(found: list[dict[str, Any]]) -> None:
    with _replay() as fake:
        model = connected(fake.address)
        fake.answers["/completion"] = lambda _: _first(found)
        with pytest.raises(ModelError, match="gives an answer that lmtui cannot read"):
            model.first_ranks((BEGIN,), 2)


def test_an_impossible_token_has_no_logarithm() -> None:
    with _replay() as fake:
        model = connected(fake.address)
        fake.answers["/completion"] = lambda _: _first([{"id": 1, "logprob": 0.0}, {"id": 2, "logprob": None}])
        ranking = model.first_ranks((BEGIN,), 2)
        assert isinstance(ranking, PartialRanking)
        assert ranking.probs.tolist() == [1.0]


def test_another_model_at_the_same_address_is_noticed() -> None:
    with _replay() as fake:
        model = connected(fake.address)
        fake.answers["/completion"] = lambda _: {**recorded(RECORDED)["/completion"], "model": "other\x1b[31m.gguf"}
        with pytest.raises(ModelError, match=r"now has 'other␛.31m' instead of 'tiny'; open the model anew"):
            model.ranking((BEGIN,))


def test_answers_without_what_is_needed() -> None:
    token = {"id": 0, "bytes": [65], "logprob": 0.0}
    for path, said in (
        ("/tokenize", {}),
        ("/tokenize", {"tokens": [math.inf]}),
        ("/completion", {"content": ""}),
        ("/completion", {"completion_probabilities": [{"top_logprobs": {"a": 1}}]}),
        ("/completion", _first([{**token, "id": -1}])),
        ("/completion", _first([token, token])),
        ("/completion", _first([{**token, "bytes": 10**12}])),
        ("/props", {"default_generation_settings": 1}),
        ("/props", {"default_generation_settings": {"n_ctx": math.inf}}),
    ):
        with _replay() as fake:
            fake.answers[path] = always(said)
            with pytest.raises(ModelError, match="cannot read"):
                connected(fake.address)


# The real server


def test_tokens_go_there_and_back(tiny_server: str) -> None:
    model = connected(tiny_server)
    assert (model.tokens.start, model.tokens.end) == ((BEGIN,), END)
    text = "The old owl: é €"
    assert running_text(model.tokens, model.tokens.encode(text)) == text
    assert len(model.tokens.encode("€")) == 3
    assert model.tokens.spelling(END) == "</s>"
    assert connected(tiny_server).fingerprint == model.fingerprint


def test_the_text_of_few_ranks_is_that_of_all(tiny_server: str) -> None:
    model = connected(tiny_server)
    prompt = ids_of(model, "The old owl")
    for temperature in (0.0, 0.5, 1.0, 1.5, math.inf):
        few, whole = drawn(model, prompt, temperature, 25), drawn(Whole(model), prompt, temperature, 25)
        assert [(one.token, one.rank, one.certain) for one in few] == [(one.token, one.rank, True) for one in whole]
        for one, other in zip(few, whole, strict=True):
            low, high = one.prob_bounds or (one.prob, one.prob)
            assert low - 1e-5 <= other.prob <= high + 1e-5


def test_first_ranks_are_those_of_the_whole_ranking(tiny_server: str) -> None:
    model = connected(tiny_server)
    state = model.state(model.tokens.start)
    few, whole = model.first_ranks(state, 20), model.first_ranks(state, VOCABULARY)
    assert isinstance(few, PartialRanking)
    assert isinstance(whole, Ranking)
    assert few.tokens.tolist() == whole.tokens_at(np.arange(few.known)).tolist()
    assert few.known + few.others == VOCABULARY


def test_a_long_text_goes_on_and_an_empty_one_begins(tiny_server: str) -> None:
    model = connected(tiny_server)
    assert model.window == CONTEXT - 1
    assert len(drawn(model, [70] * (CONTEXT - 3), 1.0, 6)) == 6
    assert model.state([]) == (BEGIN,)


def test_twenty_sessions_on_one_server(tiny_server: str) -> None:
    alone = [one.token for one in drawn(connected(tiny_server), [70, 71], 1.0, 6)]
    texts: list[list[int]] = []

    def session() -> None:
        texts.append([one.token for one in drawn(connected(tiny_server), [70, 71], 1.0, 6)])

    threads = [threading.Thread(target=session) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert texts == [alone] * 20


def test_a_server_that_dies_between_two_tokens_and_comes_back(tiny_model: Path) -> None:
    port = free_port()
    with llama_server(tiny_model, port) as (address, process):
        model = connected(address)
        text = generate(Sampler(model), [70], Sampling(seed=2), 8)
        begun = [next(text).token for _ in range(2)]
        process.kill()
        process.wait()
        with pytest.raises(ModelError, match=f"no answer from the server at {address}") as raised:
            next(text)
        assert "\n" not in str(raised.value)
    with llama_server(tiny_model, port):
        assert [one.token for one in drawn(model, [70], 1.0, 8, seed=2)][:2] == begun


def test_the_command_line_has_intervals_and_with_all_ranks_none(tiny_server: str) -> None:
    asked = ("next", "--server", tiny_server, "--prompt", "The old owl", "--temperature", "1.5", "--top", "3")
    ran = _served(*asked, "--json")
    assert ran.err == f"lmtui: note: llama.cpp at {tiny_server}: tiny, 260 tokens, a context of 256\n"
    (bounded,), (whole,) = ran.records, _served(*asked, "--ranks", "all", "--json").records
    for key, pair in (("entropy_bits", (bounded, whole)), ("prob", (bounded["rest"], whole["rest"]))):
        assert pair[0][key][0] < pair[1][key] < pair[0][key][1]
    for few, all_of_it in zip(bounded["candidates"], whole["candidates"], strict=True):
        assert few["token"] == all_of_it["token"]
        assert few["prob"][0] < all_of_it["prob"] < few["prob"][1]
    lines = _served(*asked).lines
    assert "–" in lines[1]
    assert lines[2].split() == ["rank", "token", "p", "p_T", "cumulated"]
    assert "–" not in "".join(_served(*asked, "--ranks", "all").lines)
    cold = _served(*asked[:-4], "--temperature", "0", "--top", "2").lines
    assert "T = 0, 0.000 bits" in cold[1]


def test_the_command_line_generates_and_scores(tiny_server: str) -> None:
    records = _served("generate", "--server", tiny_server, "--prompt", "owl", "--tokens", "4", "--json").records
    assert [(len(record["prob"]), record["certain"]) for record in records] == [(2, True)] * 4
    (text, _) = _served("score", "--server", tiny_server, "--text", "ow", "--json").records
    assert [token["order"] for token in text["tokens"]] == [None] * 3
    (table,) = _served(
        "next", "--server", tiny_server, "--prompt", "o", "--ranks", "all", "--top", "all", "--json"
    ).records
    (of_w,) = [one["model_prob"] for one in table["candidates"] if one["token"] == "w"]
    assert text["tokens"][1]["logprob"] == pytest.approx(math.log(of_w), abs=1e-4)
    assert "order" not in _served("score", "--server", tiny_server, "--text", "ow", "--by-token").lines[1]
    at = _served("score", "--server", tiny_server, "--text", "ow", "--temperature", "0.5").lines
    assert at[0].split()[-5:-1] == ["p_T", "generated", "p_T", "sequence"]
    assert at[1].split()[-2:] == ["-", "ow"], (
        "of n-gram models alone it is known what a sequence has annealed as a whole"
    )
    lines = _served("score", "--server", tiny_server, "--json", stdin=b"ow\n\nl\n").records
    assert [line["text"] for line in lines[:-1]] == ["ow", "l"]


def test_a_small_language_model_knows_a_capital() -> None:
    with llama_server(smollm2(), threads=os.cpu_count() or 1) as (address, _):
        model = connected(address)
        prompt = ids_of(model, "The capital of France is")
        (favourite,) = drawn(model, prompt, 0.0, 1)
        assert model.tokens.spelling(favourite.token) == " Paris"
        few, whole = drawn(model, prompt, 0.9, 1, seed=4), drawn(Whole(model), prompt, 0.9, 1, seed=4)
        assert [one.token for one in few] == [one.token for one in whole]
        assert running_text(model.tokens, [TextToken(token) for token in prompt]) == "The capital of France is"
