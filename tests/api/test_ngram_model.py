"""What a Python program gets of a model is what the command line shows."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest
from support.cli import done
from support.golden import GOLDEN

import lmtui
from lmtui.errors import LmtuiError, SettingError

OPTIONS = ("--corpus", "fables", "--order", "2", "--smoothing", "witten-bell")

PROMPT = "The old owl"


@pytest.mark.parametrize(
    ("temperature", "cuts"),
    [
        (1.0, {}),
        (0.0, {}),
        (math.inf, {}),
        (0.5, {}),
        (2.0, {"top_k": 7}),
        (0.8, {"top_p": 0.6}),
        (1.3, {"min_p": 0.1}),
        (math.inf, {"top_k": 5}),
        (0.9, {"top_k": 20, "top_p": 0.9, "min_p": 0.01}),
    ],
)
def test_the_next_tokens_are_the_command_lines(
    temperature: float, cuts: dict[str, float], fables: lmtui.NgramModel
) -> None:
    options = [word for name, value in cuts.items() for word in (f"--{name.replace('_', '-')}", str(value))]
    (record,) = done(
        "next", *OPTIONS, "--prompt", PROMPT, "--temperature", str(temperature), *options, "--top", "all", "--json"
    ).records
    following = fables.next(PROMPT, temperature, **cuts)  # type: ignore[arg-type]
    assert [asdict(token) for token in following.top(following.support)] == record["candidates"]
    assert (following.support, following.entropy_bits) == (record["support"], record["entropy_bits"])
    assert following.top(3) == following.top(following.support)[:3]


@pytest.mark.parametrize("stop", [False, True])
@pytest.mark.parametrize(
    ("temperature", "seed", "cuts"),
    [(1.0, 0, {}), (0.0, 3, {}), (math.inf, 1, {}), (0.7, 2, {"top_k": 12}), (1.5, 9, {"top_p": 0.8, "min_p": 0.02})],
)
def test_the_generated_text_is_the_command_lines(
    temperature: float, seed: int, cuts: dict[str, float], stop: bool, fables: lmtui.NgramModel
) -> None:
    options = [word for name, value in cuts.items() for word in (f"--{name.replace('_', '-')}", str(value))]
    options += ["--temperature", str(temperature), "--seed", str(seed), "--tokens", "60", *["--stop"] * stop]
    asked = ("generate", *OPTIONS, "--prompt", PROMPT, *options)
    pieces = list(
        fables.generate(PROMPT, tokens=60, temperature=temperature, seed=seed, stop=stop, **cuts)  # type: ignore[arg-type]
    )
    text = PROMPT + "".join(pieces)
    assert done(*asked).out == text.removesuffix("\n") + "\n"
    tokens = [record["token"] for record in done(*asked, "--json").records]
    assert [piece.strip(" ").replace("\n", "</s>") for piece in pieces] == tokens


@pytest.mark.parametrize("text", ["The fox was hungry.", "", "zebra the xylophone", "  The\tfox\n\nran \x1b ."])
def test_scores_are_the_command_lines(text: str, fables: lmtui.NgramModel) -> None:
    record, _ = done("score", *OPTIONS, "--text", text, "--json").records
    scored = fables.score(text)
    assert [asdict(token) | {"surprise_bits": token.surprise_bits} for token in scored.tokens] == [
        {name: value for name, value in token.items() if name not in ("context", "running")}
        for token in record["tokens"]
    ]
    assert tuple(token["running"] for token in record["tokens"]) == scored.running
    assert tuple(tuple(token["context"]) for token in record["tokens"]) == scored.contexts
    assert (scored.logprob, scored.perplexity) == (record["logprob"], record["perplexity"])


def test_the_defaults_are_the_command_lines() -> None:
    model = lmtui.train("mouse")
    (record,) = done("next", "--corpus", "mouse", "--top", "all", "--json").records
    assert [asdict(token) for token in model.next().top(99)] == record["candidates"]
    assert "".join(model.generate()).strip() == done("generate", "--corpus", "mouse").out.strip()
    assert (model.model.trie.order, model.model.trie.smoothing, model.model.trie.tokenizer.name) == (
        3,
        "kneser-ney",
        "word",
    )


def test_model_probabilities_are_those_a_text_is_scored_by_where_only_the_unknown_word_followed() -> None:
    """`<unk>` is never drawn, but what it takes of a context is not the others': bow(h) is below 1 there."""
    model = lmtui.train_on_text("a <unk>\nb a <unk>\n", order=2, tokenizer="whitespace")
    for token in model.next("a").top(99):
        scored = model.score("a" if token.token == "</s>" else f"a {token.token}")
        assert token.model_prob == pytest.approx(math.exp(scored.tokens[1].logprob), rel=1e-12)


@pytest.mark.parametrize("name", ["model.arpa", "model", "model.folder"])
def test_what_is_saved_is_loaded(name: str, small: lmtui.NgramModel, tmp_path: Path) -> None:
    small.save(tmp_path / name)
    small.save(str(tmp_path / name))  # in place of the first
    assert (tmp_path / name).is_file() == (name == "model.arpa")
    again = lmtui.load(tmp_path / name)
    assert again.model.trie.tokenizer.name == ("whitespace" if name == "model.arpa" else "word")
    for ours, theirs in zip(
        small.next("the").top(99), lmtui.load(str(tmp_path / name)).next("the").top(99), strict=True
    ):
        assert (ours.token, ours.order) == (theirs.token, theirs.order)
        assert ours.prob == pytest.approx(theirs.prob, rel=1e-7)
    assert again.score("the mouse").logprob == pytest.approx(small.score("the mouse").logprob, rel=1e-7)


def test_generation_is_lazy_and_repeatable(small: lmtui.NgramModel) -> None:
    endless = small.generate(tokens=10**12, seed=5)
    first = list(itertools.islice(endless, 30))
    assert first == list(small.generate(tokens=30, seed=5))
    assert first != list(small.generate(tokens=30, seed=6))
    assert list(small.generate(tokens=0)) == []
    stopped = list(small.generate(tokens=1000, stop=True))
    assert [piece for piece in stopped if piece == "\n"] == stopped[-1:]


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda model: model.next(temperature=-1), id="next(temperature=-1)"),
        pytest.param(lambda model: model.next(temperature=math.nan), id="next(temperature=math.nan)"),
        pytest.param(lambda model: model.next(top_k=0), id="next(top_k=0)"),
        pytest.param(lambda model: model.next(top_p=0), id="next(top_p=0)"),
        pytest.param(lambda model: model.next(min_p=1.1), id="next(min_p=1.1)"),
        pytest.param(lambda model: list(model.generate(temperature=-1)), id="list(generate(temperature=-1))"),
        pytest.param(
            lambda model: list(model.generate(temperature=math.nan)), id="list(generate(temperature=math.nan))"
        ),
        pytest.param(lambda model: list(model.generate(top_p=2)), id="list(generate(top_p=2))"),
        pytest.param(lambda model: list(model.generate(seed=-1)), id="list(generate(seed=-1))"),
        pytest.param(lambda model: list(model.generate(seed=1 << 64)), id="list(generate(seed=1 << 64))"),
        pytest.param(lambda model: model.next().of("zebra"), id='next().of("zebra")'),
        pytest.param(lambda model: model.next().of("<s>"), id='next().of("<s>")'),
        pytest.param(lambda model: model.next().of("<unk>"), id='next().of("<unk>")'),
        pytest.param(lambda model: model.next().of(""), id='next().of("")'),
        pytest.param(lambda model: model.next().draw(1.0), id="next().draw(1.0)"),
        pytest.param(lambda model: model.next().draw(-0.1), id="next().draw(-0.1)"),
        pytest.param(lambda model: model.next().draw(math.nan), id="next().draw(math.nan)"),
        pytest.param(lambda model: model.save(GOLDEN), id="save(GOLDEN)"),
        pytest.param(lambda model: model.save("/dev/null/model"), id='save("/dev/null/model")'),
        pytest.param(lambda model: model.save("/dev/null/model.arpa"), id='save("/dev/null/model.arpa")'),
        pytest.param(lambda model: model.save("x" * 5000), id='save("x" * 5000)'),
    ],
)
def test_what_makes_no_sense_is_an_error_of_ours(
    ask: Callable[[lmtui.NgramModel], object],
    small: lmtui.NgramModel,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LmtuiError) as caught:
        ask(small)
    assert str(caught.value).isprintable()
    assert list(tmp_path.iterdir()) == []


def test_the_best_sequences_and_samples_are_those_of_the_command_line(fables: lmtui.NgramModel) -> None:
    found = fables.best("the", tokens=12, count=2)
    records = done("best", *OPTIONS, "--prompt", "the", "--tokens", "12", "--count", "2", "--json").records
    assert [(list(each.tokens), each.logprob) for each in found.best] == [
        (record["tokens"], record["logprob"]) for record in records
    ]
    assert list(found.greedy.tokens) == records[0]["greedy"]["tokens"]
    for anneal in ("token", "sequence"):
        rows = fables.sample("the", count=50, tokens=3, temperature=0.5, seed=2, anneal=anneal)
        options = ("--count", "50", "--tokens", "3", "--temperature", "0.5", "--seed", "2", "--anneal", anneal)
        expected = done("sample", *OPTIONS, "--prompt", "the", *options, "--json").records
        assert [(list(row.tokens), row.count, row.logprob, row.deviation) for row in rows] == [
            tuple(record[name] for name in ("tokens", "count", "logprob", "deviation")) for record in expected
        ]
    with pytest.raises(SettingError, match="choose from"):
        fables.sample(anneal="words")
