"""vLLM, and servers with `/v1/completions`: answers in the documented form, and a small model behind it."""

from __future__ import annotations

import csv
import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from support.cli import here
from support.fake_server import Answer, always, always_all, fake_server, recorded

from lmtui.errors import Cancelled, ModelError
from lmtui.insight import same_text
from lmtui.model.partial_ranking import PartialRanking
from lmtui.model.ranking import Ranking
from lmtui.neural.completions_server import VllmModel
from lmtui.neural.connecting import connect
from lmtui.neural.first_ranks_model import FirstRanksModel
from lmtui.sampling.generation import DrawnToken, generate
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling
from lmtui.sequences.scoring import score, score_texts, tokenized


def connected(address: str, name: str = "") -> FirstRanksModel:
    """The model of a server, which must be of this kind."""
    model = connect(address, name)
    assert isinstance(model, FirstRanksModel)
    return model


# vLLM


def test_documented_answers_of_vllm_are_read() -> None:
    said = recorded("vllm.json")
    asked: list[Any] = []

    def complete(question: Any) -> object:
        asked.append(question)
        return (400, said["refusal"]) if question["logprobs"] > 3 else said["/v1/completions"]

    with fake_server({**always_all(said), "/v1/completions": complete}) as fake:
        fake.answers["/detokenize"] = lambda asked: {"prompt": "a owl" if len(asked["tokens"]) > 1 else "a"}
        model = connected(f"{fake.address}/v1")
        assert model.description == (
            f"vLLM 0.11.0 at {fake.address}: HuggingFaceTB/SmolLM2-135M, gives the first 3 tokens, V is not told"
        )
        assert (model.window, model.most_ranks, model.facts.complete) == (8191, 3, False)
        ranking = model.first_ranks((81,), 3)
        assert isinstance(ranking, PartialRanking)
        assert ranking.is_at_most
        assert ranking.tokens.tolist() == [260, 253]  # of the ranks that were asked for the last bounds the others
        assert ranking.probs.tolist() == [math.exp(-1.5), math.exp(-2.25)]
        assert model.tokens.spelling(260) == " owl"
        assert asked[-1]["prompt"] == [81]
        assert (asked[-1]["temperature"], asked[-1]["top_k"], asked[-1]["max_tokens"]) == (1, -1, 1)
        with pytest.raises(ModelError, match="has 'HuggingFaceTB/SmolLM2-135M' and not 'gpt2'"):
            connected(fake.address, "gpt2")


VOCABULARY = 128  # of the small model: the characters of ASCII


def _logs(last: int) -> list[float]:
    weights = np.random.default_rng(last).exponential(size=VOCABULARY) ** 3
    return [float(log) for log in np.log(weights / weights.sum())]


def _small_model(most: int) -> dict[str, Answer]:
    """vLLM with a small model, which gives so many ranks."""

    def complete(question: Any) -> object:
        ranks = question.get("logprobs", 0)
        if ranks > most:
            text = f"Requested sample logprobs of {ranks}, which is greater than max allowed: {most}"
            return 400, {"error": {"message": text}}
        if "prompt_logprobs" in question:
            given = [
                {str(one): {"logprob": _logs(last)[one], "rank": 1}} for last, one in pairwise(question["prompt"])
            ]
            return {"choices": [{"logprobs": None, "prompt_logprobs": [None, *given]}]}
        logs = _logs(question["prompt"][-1])
        best = sorted(range(VOCABULARY), key=lambda token: -logs[token])
        top = {f"token_id:{token}": logs[token] for token in [best[-1], *best[:ranks]]}
        return {"choices": [{"logprobs": {"top_logprobs": [top]}}]}

    return {
        "/version": lambda _: {"version": "0.11.0"},
        "/v1/models": lambda _: {"data": [{"id": "small", "max_model_len": 64}]},
        "/tokenize": lambda asked: {"tokens": [0] * asked["add_special_tokens"] + list(asked["prompt"].encode())},
        "/detokenize": lambda asked: {"prompt": bytes(asked["tokens"]).decode()},
        "/v1/completions": complete,
    }


@pytest.mark.parametrize("token", ["token_id:-1", f"token_id:{10**30}", "token_id:1.5", "owl", ""])
def test_tokens_that_are_none(token: str) -> None:
    with fake_server(_small_model(20)) as fake:
        model = connected(fake.address)
        fake.answers["/v1/completions"] = lambda _: {"choices": [{"logprobs": {"top_logprobs": [{token: -0.1}]}}]}
        with pytest.raises(ModelError, match="cannot read"):
            model.first_ranks((1,), 20)
        fake.answers["/tokenize"] = lambda _: {"tokens": [math.inf]}
        with pytest.raises(ModelError, match="cannot read"):
            connected(fake.address)


def test_a_server_that_says_it_gives_more_ranks_than_any_has() -> None:
    answers = _small_model(20)
    refused = (400, {"error": {"message": f"max allowed: {10**30}"}})
    complete = answers["/v1/completions"]
    answers["/v1/completions"] = lambda asked: refused if asked["logprobs"] > 20 else complete(asked)
    with fake_server(answers) as fake, pytest.raises(ModelError, match="refuses"):
        connected(fake.address)


def test_a_text_has_its_exact_score_in_one_question_however_few_ranks_the_server_gives() -> None:
    with fake_server(_small_model(20)) as fake:
        model = connected(fake.address)
        text = "The old owl"
        complete, asked = fake.answers["/v1/completions"], list[Any]()

        def count(question: Any) -> object:
            asked.append(question)
            return complete(question)

        fake.answers["/v1/completions"] = count
        scored = score(model, model.tokens.encode(text))
        assert len(asked) == 1
        ids = [0, *text.encode()]
        assert [token.logprob for token in scored.tokens] == pytest.approx([_logs(a)[b] for a, b in pairwise(ids)])
        assert {(token.order, token.known) for token in scored.tokens} == {(None, True)}
        assert score(model, []).tokens == ()
        two = score_texts(model, tokenized(model.tokens, [text, "an owl"]))
        assert next(two.scores()).logprob == pytest.approx(scored.logprob)
        assert here("score", "--server", fake.address, "--text", text, "--by-token").code == 0
        read = same_text.read(model, [same_text.TextUnit(text, model.tokens.encode(text))], model.tokens)
        assert [one.logprob.low for one in read if one.logprob] == pytest.approx(
            [token.logprob for token in scored.tokens]
        )
        asked.clear()
        known = [0.5] * len(text)
        read = same_text.read(model, [same_text.TextUnit(text, model.tokens.encode(text), known)], model.tokens)
        assert [one.logprob.high for one in read if one.logprob] == [math.log(0.5)] * len(text)
        assert not asked, "what is known already is not asked for"
        with pytest.raises(ModelError, match="no text of more than 63 tokens, as it does not give all of V; score"):
            score(model, model.tokens.encode("a" * 63))
        for said in (
            None,
            [None],
            [None, {"1": {"logprob": 0.0}}],
            [None, {"97": {"logprob": 2.0}}],
            [None, {"97": 1}],
        ):
            fake.answers["/v1/completions"] = always({"choices": [{"prompt_logprobs": said}]})
            with pytest.raises(ModelError, match="cannot read"):
                score(model, model.tokens.encode("a"))


def test_where_the_server_gives_all_of_v_a_text_of_any_length_has_its_score_and_it_can_be_stopped() -> None:
    said = list[float]()

    def told(stage: str, fraction: float) -> None:
        said.append(fraction)
        if len(said) > 20:
            raise Cancelled

    with fake_server(_small_model(VOCABULARY)) as fake:
        model = connected(fake.address)
        texts = ["owl " * 17, "The owl"]  # 69 tokens, of which the model has 63 in sight
        long, short = score_texts(model, tokenized(model.tokens, texts), progress=told).scores()
        for text, scored in zip(texts, (long, short), strict=True):
            ids = [0, *text.encode()]
            expected = [_logs(a)[b] for a, b in pairwise(ids)]
            assert [token.logprob for token in scored.tokens] == pytest.approx(expected)
        assert len(said) == 1 + (69 - 63) + 1
        assert said == sorted(said)
        with pytest.raises(Cancelled):
            score_texts(model, tokenized(model.tokens, ["owl"] * 30), progress=told)


def test_where_texts_begin_with_no_token_a_text_has_no_score() -> None:
    with fake_server(_small_model(20)) as fake:
        fake.answers["/tokenize"] = lambda asked: {"tokens": list(asked["prompt"].encode())}
        model = connected(fake.address)
        with pytest.raises(ModelError, match="begin with no token"):
            score(model, model.tokens.encode("a"))


def _drawn(address: str, temperature: float) -> list[DrawnToken]:
    model = connected(address)
    prompt = [token.id for token in model.tokens.encode("owl")]
    return list(generate(Sampler(model), prompt, Sampling(temperature, seed=3), 12))


def test_few_ranks_give_the_text_of_all_of_v_or_say_that_they_may_not() -> None:
    with fake_server(_small_model(VOCABULARY)) as all_of_v, fake_server(_small_model(100)) as few:
        model = connected(all_of_v.address)
        assert isinstance(model, VllmModel)
        assert (model.facts.complete, model.facts.vocabulary, model.tokens.start) == (True, VOCABULARY, (0,))
        assert model.facts.whole_cost > 0
        assert not connected(few.address).facts.whole_cost
        assert isinstance(model.ranking((1,)), Ranking)
        assert model.ranking((1,)).values[0] == math.exp(max(_logs(1)))
        assert (model.tokens.find("w"), model.tokens.find("owl")) == (ord("w"), None)
        assert "all of V" in model.description
        for temperature in (0.0, 0.6, 1.3, math.inf):
            for whole, known in zip(
                _drawn(all_of_v.address, temperature), _drawn(few.address, temperature), strict=True
            ):
                assert whole.certain
                if not known.certain:
                    break  # another text from here on
                assert (known.token, known.rank) == (whole.token, whole.rank)
                low, high = known.prob_bounds or (known.prob, known.prob)
                assert low - 1e-4 <= whole.prob <= high + 1e-4
            else:
                assert temperature < 1


def test_what_the_server_does_not_tell_is_left_out_and_said() -> None:
    with fake_server(_small_model(20)) as fake:
        asked = ("next", "--server", fake.address, "--prompt", "owl", "--temperature", "1.5", "--top", "2")
        ran = here(*asked)
        assert ran.code == 0
        assert "support not told by the server" in ran.lines[1]
        assert ran.lines[5].split()[:2] == ["all", "others"]
        (record,) = here(*asked, "--json").records
        assert (record["vocabulary"], record["support"], record["rest"]["count"]) == (None, None, None)
        columns = ("next", "--server", fake.address, "--prompt", "owl", "--top", "2", "--temperatures", "0,1.5")
        (record,) = here(*columns, "--seed", "1", "--json").records
        cold, warm = record["columns"]
        assert (cold["entropy_bits"], warm["rest"]["count"]) == (0.0, None)
        low, high = warm["entropy_bits"]
        assert low < high
        assert "–" in here(*columns).lines[2].split()[4]
        cut = here(*columns, "--typical", "0.5")
        assert cut.lines[2].split()[4] == "-"
        assert "ask for more with --ranks" in cut.lines[-1]
        swept = ("sweep", "--server", fake.address, "--prompt", "owl", "--tokens", "3", "--temperatures", "0.5,2")
        _, hot = here(*swept, "--json").records
        low, high = hot["mean_entropy_bits"]
        assert low < high
        assert hot["uncertain"] in range(4)
        table = list(csv.DictReader(here(*swept, "--csv").lines))
        assert float(table[1]["mean_entropy_bits_low"]) == low
        assert float(table[1]["mean_entropy_bits_high"]) == high
        assert low < float(table[1]["mean_entropy_bits"]) < high
        assert f"{low:.2f}–{high:.2f}" in here(*swept).lines[2]
        made = ("generate", "--server", fake.address, "--prompt", "owl", "--tokens", "5", "--temperature", "50")
        objects, text = here(*made, "--json"), here(*made)
        uncertain = [one["index"] for one in objects.records if not one.get("certain", True)]
        assert uncertain
        said = f"lmtui: note: {len(uncertain)} tokens are not certain, as the model gives no more ranks: at index "
        for ran in (objects, text):
            assert ran.err.splitlines()[-1] == said + ", ".join(map(str, uncertain))
        refused = here(*asked, "--ranks", "all")
        assert refused.code != 0
        assert "the first 20 tokens alone" in refused.err


# Other servers


def test_documented_answers_of_others_are_read() -> None:
    said = recorded("completions.json")
    asked: list[Any] = []

    def complete(question: Any) -> object:
        asked.append(question)
        refusal = {"error": {"message": "logprobs must be at most 5"}}
        return (400, refusal) if question["logprobs"] > 5 else said["/v1/completions"]

    with fake_server({**always_all(said), "/v1/completions": complete}) as fake:
        model = connected(fake.address)
        assert model.description == (
            f"OpenAI-compatible server at {fake.address}: davinci-002, gives the first 5 tokens, V is not told"
        )
        state = model.state([token.id for token in model.tokens.encode("The old")])
        ranking = model.first_ranks(state, 5)
        assert isinstance(ranking, PartialRanking)
        assert [model.tokens.spelling(token) for token in ranking.tokens.tolist()] == [" old", "\n", ",", "re"]
        assert (asked[-1]["prompt"], asked[-1]["temperature"]) == ("The old", 1)
        # Two of the tokens have one text: what is left of all, 0.5, bounds the one that is not there.
        top = {" old": math.log(0.4), "\n": math.log(0.1)}
        fake.answers["/v1/completions"] = lambda _: {"choices": [{"logprobs": {"top_logprobs": [top]}}]}
        with pytest.raises(ModelError, match="several tokens have one text"):
            model.first_ranks(state, 3)
        top[" old"] = math.log(0.7)
        ranking = model.first_ranks(state, 3)
        assert isinstance(ranking, PartialRanking)
        assert ranking.probs.tolist() == [pytest.approx(0.7)]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({"choices": [{"text": "a", "logprobs": None}]}, "gives no probabilities"),
        ({"choices": []}, "gives no probabilities"),
        ((500, {"error": "no memory"}), "refuses .HTTP 500.: no memory"),
        ((400, {"error": "no such option"}), "refuses .HTTP 400.: no such option"),
        ({"choices": [{"logprobs": {"top_logprobs": [{"a": 3.0}]}}]}, "cannot read"),
        ({"choices": [{"logprobs": {"top_logprobs": [{}]}}]}, "gives no probabilities"),
    ],
)
def test_a_server_without_probabilities_is_refused_in_one_line(answer: object, message: str) -> None:
    with fake_server(always_all({**recorded("completions.json"), "/v1/completions": answer})) as fake:
        with pytest.raises(ModelError, match=message) as raised:
            connected(fake.address)
        assert "\n" not in str(raised.value)
