"""Ollama's server: answers in the documented form, and what is done where it gives none."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from support.fake_server import FakeServer, always, always_all, fake_server, recorded

from lmtui.errors import ModelError
from lmtui.model.partial_ranking import PartialRanking
from lmtui.neural.connecting import connect
from lmtui.neural.ollama_server import OllamaModel
from lmtui.sampling.generation import generate
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling
from lmtui.sequences.beam import BeamSearch
from lmtui.sequences.scoring import score


def connected(address: str, name: str = "") -> OllamaModel:
    """The model of a server, which must be of this kind."""
    model = connect(address, name)
    assert isinstance(model, OllamaModel)
    return model


@contextmanager
def _replay() -> Iterator[tuple[FakeServer, list[Any]]]:
    """A server that says what is documented, as many ranks as it is asked for; and the questions it was asked."""
    answers, asked = recorded("ollama.json"), []
    answer = answers["/api/generate"]
    top = answer["logprobs"][0]["top_logprobs"]
    top += [{"token": f" owl{rank}", "logprob": -4.0 - rank / 8} for rank in range(20)]

    def generated(question: Any) -> object:
        asked.append(question)
        return {**answer, "logprobs": [{"top_logprobs": top[: question["top_logprobs"]]}]}

    with fake_server(always_all(answers)) as fake:
        fake.answers["/api/generate"] = generated
        yield fake, asked


def test_documented_answers_are_read() -> None:
    with _replay() as (fake, asked):
        model = connected(fake.address)
        assert model.description == (
            f"Ollama 0.12.11 at {fake.address}: llama3.2:latest, gives the first 20 tokens, V is not told"
        )
        assert (model.facts.complete, model.most_ranks, model.fingerprint) == (False, 20, "a80c4f17acd55265")
        state = model.state([token.id for token in model.tokens.encode("The old  owl")])
        assert state == b"The old  owl"
        ranking = model.first_ranks(state, 5)
        assert isinstance(ranking, PartialRanking)
        assert [model.tokens.label(token) for token in ranking.tokens.tolist()] == ["␣old", "↵", "<0xE2><0x82>", "◌"]
        assert ranking.probs[0] == pytest.approx(math.exp(-1.6))
        assert asked[-1]["prompt"] == "The old  owl"
        assert (asked[-1]["raw"], asked[-1]["options"]["temperature"], asked[-1]["top_logprobs"]) == (True, 1, 5)
        with pytest.raises(ModelError, match="first 20 tokens alone"):
            model.ranking(state)


def test_what_cannot_be_asked_is_said() -> None:
    with _replay() as (fake, _):
        model = connected(fake.address, "llama3.2")
        with pytest.raises(ModelError, match="empty text; give a prompt"):
            model.first_ranks(b"", 5)
        with pytest.raises(ModelError, match="ends within a character"):
            model.first_ranks(b"a\xe2\x82", 5)
        with pytest.raises(ModelError, match="does not tell which tokens a text is cut into"):
            score(model, model.tokens.encode("The old owl"))
        context = [token.id for token in model.tokens.encode("The")]
        beam = BeamSearch(model).search(context, 2, 5)
        assert beam.unanswered == 1, "one beginning ends within a character"
        assert (len(beam.found), beam.ending) == (5, None)
        assert beam.found[0].logprob == pytest.approx(2 * -1.6)
        fake.answers["/api/generate"] = lambda _: {"response": "", "done": True, "done_reason": "stop"}
        with pytest.raises(ModelError, match="ends the text here"):
            model.first_ranks(b"The", 5)


def test_another_draw_is_asked_for_where_the_server_drew_the_end() -> None:
    with _replay() as (fake, _):
        model = connected(fake.address)
        recorded = fake.answers["/api/generate"]
        fake.answers["/api/generate"] = lambda asked: recorded(asked) if asked["options"]["seed"] == 3 else {}
        assert model.first_ranks(b"The", 5)


@pytest.mark.parametrize(
    "said",
    ["", {"logprobs": ["a"]}, {"logprobs": [{}]}, {"logprobs": [{"top_logprobs": [{"token": "a", "logprob": "x"}]}]}]
    + [
        {"logprobs": [{"top_logprobs": [{"token": "a", "logprob": 0.0, **more}]}]}
        for more in ({"bytes": 10**12}, {"bytes": [256]}, {"logprob": math.inf}, {"logprob": 2.0})
    ],
)
def test_nonsense_is_refused_in_one_line(said: object) -> None:
    with _replay() as (fake, _):
        fake.answers["/api/generate"] = always(said)
        with pytest.raises(ModelError, match="gives an answer that lmtui cannot read"):
            connected(fake.address)


def test_versions_and_names() -> None:
    with _replay() as (fake, _):
        fake.answers["/api/version"] = lambda _: {"version": "0.1\x1b[31m" + "x" * 10_000}
        with pytest.raises(ModelError, match=r"^Ollama 0\.1␛.31mx{180,200} gives no probabilities"):
            connected(fake.address)
        fake.answers["/api/version"] = lambda _: {"version": "0.11.4"}
        with pytest.raises(ModelError, match=r"Ollama 0\.11\.4 gives no probabilities; install 0\.12\.11"):
            connected(fake.address)
        fake.answers["/api/version"] = lambda _: {"version": "0.13.0-rc1"}
        with pytest.raises(ModelError, match=r"has 'llama3\.2:latest' and not 'gemma3'"):
            connected(fake.address, "gemma3")
        two = [{"name": name, "digest": "sha256:0"} for name in ("a", "b")]
        fake.answers["/api/tags"] = lambda _: {"models": two}
        with pytest.raises(ModelError, match="has 'a', 'b'; name one with --model"):
            connected(fake.address)


def test_a_text_goes_on_with_tokens_that_are_not_certain() -> None:
    with _replay() as (fake, asked):
        model = connected(fake.address)
        prompt = [token.id for token in model.tokens.encode("The")]
        drawn = list(generate(Sampler(model), prompt, Sampling(1.0, seed=4), 4))
        assert not all(one.certain for one in drawn)
        assert {one.rank for one in drawn} <= set(range(1, 21))
        text = "The" + "".join(model.tokens.spelling(one.token) for one in drawn[:-1])
        assert text.startswith(asked[-1]["prompt"])
