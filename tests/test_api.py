"""`import lmtui`: what a Python program gets is what the command line shows."""

from __future__ import annotations

import inspect
import itertools
import json
import math
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.cli import REPOSITORY, done, environment
from support.golden import GOLDEN, heldout, kenlm_scores
from support.models import SENTENCES, differences

import lmtui
from lmtui import api
from lmtui.errors import LmtuiError, ModelError, SettingError, SourceError

OPTIONS = ("--corpus", "fables", "--order", "2", "--smoothing", "witten-bell")
PROMPT = "The old owl"


@pytest.fixture
def fables() -> lmtui.NgramModel:
    return lmtui.train("fables", order=2, smoothing="witten-bell")


@pytest.fixture
def small() -> lmtui.NgramModel:
    return lmtui.train_on_text(SENTENCES, order=2)


# The module.


def program(source: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, timeout=60, check=False, env=environment()
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout


def test_importing_loads_neither_numpy_nor_textual() -> None:
    heavy = "; print(sorted({'numpy', 'textual', 'rich'} & set(sys.modules)))"
    assert program(f"import sys, lmtui{heavy}") == "[]\n"
    assert program(f"import sys, lmtui; lmtui.__version__, dir(lmtui), hasattr(lmtui, 'nonsense'){heavy}") == "[]\n"
    assert program(f"import sys, lmtui; lmtui.train{heavy}") == "['numpy']\n"
    assert program(f"import sys; from lmtui import *; load, train_on_text, NgramModel{heavy}") == "['numpy']\n"


def test_every_name_that_is_offered_is_there_and_listed() -> None:
    for name in lmtui.__all__:
        assert getattr(lmtui, name) is not None
    assert set(lmtui.__all__) <= set(dir(lmtui)), "completion would not find it"
    assert lmtui.train is api.train
    assert lmtui.NgramModel is api.NgramModel


def test_a_name_that_is_not_there_is_an_attribute_error_that_names_it() -> None:
    with pytest.raises(AttributeError, match=r"'lmtui'.*'trian'"):
        _ = lmtui.trian
    assert not hasattr(lmtui, "__wrapped__")
    assert getattr(lmtui, "nothing", 7) == 7
    with pytest.raises(ImportError, match="trian"):
        exec("from lmtui import trian")


def documented() -> list[tuple[str, Callable[..., object]]]:
    """The functions, classes and methods of the module that a program may use."""
    public: list[tuple[str, Callable[..., object]]] = []
    for name, thing in vars(api).items():
        if name.startswith("_") or getattr(thing, "__module__", None) != api.__name__:
            continue
        public.append((name, thing))
        if inspect.isclass(thing):
            for member, value in vars(thing).items():
                function = value.fget if isinstance(value, property) else value
                if not member.startswith("_") and inspect.isfunction(function):
                    public.append((f"{name}.{member}", function))
    return public


def test_everything_public_is_documented() -> None:
    names = [name for name, _ in documented()]
    assert {"train", "train_on_text", "load", "NextTokens.top", "NextTokens.entropy_bits"} <= set(names)
    assert {"NgramModel", "NgramModel.next", "NgramModel.generate", "NgramModel.score"} <= set(names)
    for name, thing in documented():
        text = inspect.getdoc(thing)
        assert text, name
        if "Args:" in text:
            for parameter in inspect.signature(thing).parameters:
                assert parameter == "self" or re.search(rf"^ +{parameter}:", text, re.MULTILINE), (name, parameter)


# What the command line shows.


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


# Distributions.


def test_t_0_is_the_favourite_and_t_infinity_is_uniform(small: lmtui.NgramModel) -> None:
    model_probs = [token.model_prob for token in small.next("the").top(99)]
    cold, hot = small.next("the", temperature=0), small.next("the", temperature=math.inf)
    assert [token.prob for token in cold.top(99)] == [1.0] + [0.0] * (cold.support - 1)
    assert [token.prob for token in hot.top(99)] == pytest.approx([1 / hot.support] * hot.support, rel=1e-12)
    assert cold.entropy_bits == 0
    assert hot.entropy_bits == pytest.approx(math.log2(hot.support))
    for following in (cold, hot):
        assert [token.model_prob for token in following.top(99)] == model_probs
    assert {cold.draw(luck).token for luck in (0.0, 0.5, 0.999999)} == {"mouse"}
    assert len({hot.draw((rank + 0.5) / hot.support).token for rank in range(hot.support)}) == hot.support


def test_the_ranks_come_in_order_and_sum_to_1(small: lmtui.NgramModel) -> None:
    tokens = small.next("the mouse").top(99)
    assert [token.rank for token in tokens] == list(range(1, len(tokens) + 1))
    assert math.fsum(token.prob for token in tokens) == pytest.approx(1, abs=1e-12)
    for before, after in itertools.pairwise(tokens):
        assert before.prob >= after.prob
        assert after.cumulative == pytest.approx(before.cumulative + after.prob, abs=1e-12)
    assert tokens[-1].cumulative == 1
    assert {token.token for token in tokens} == {"the", "mouse", "ate", "cheese", "ball", "</s>"}
    assert small.next().top(0) == []


def test_a_token_is_found_by_name_and_by_luck(small: lmtui.NgramModel) -> None:
    following = small.next("the mouse", temperature=1.7, top_k=4)
    for token in following.top(99):
        assert following.of(token.token) == token
        if token.prob:
            assert following.draw(token.cumulative - token.prob / 2) == token
        else:
            assert token.rank > 4


def test_cuts_leave_what_they_say(small: lmtui.NgramModel) -> None:
    def kept(**cuts: float) -> int:
        return sum(token.prob > 0 for token in small.next("the", **cuts).top(99))  # type: ignore[arg-type]

    probs = [token.prob for token in small.next("the").top(99)]
    assert [kept(top_k=k) for k in (1, 3, 99)] == [1, 3, len(probs)]
    assert kept(top_p=probs[0] * 0.99) == 1
    assert kept(top_p=probs[0] * 1.01) == 2
    assert kept(min_p=0.999) == sum(prob >= 0.999 * probs[0] for prob in probs)


def test_model_probabilities_are_those_a_text_is_scored_by_where_only_the_unknown_word_followed() -> None:
    """`<unk>` is never drawn, but what it takes of a context is not the others': bow(h) is below 1 there."""
    model = lmtui.train_on_text("a <unk>\nb a <unk>\n", order=2, tokenizer="whitespace")
    for token in model.next("a").top(99):
        scored = model.score("a" if token.token == "</s>" else f"a {token.token}")
        assert token.model_prob == pytest.approx(math.exp(scored.tokens[1].logprob), rel=1e-12)


# Training, loading, saving.


def test_training_on_a_text_is_training_on_a_file_of_it(small: lmtui.NgramModel, tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text(SENTENCES, encoding="utf-8")
    assert differences(lmtui.train(path, order=2).model.trie, small.model.trie) == []
    assert differences(lmtui.train(str(path), order=2).model.trie, small.model.trie) == []


def test_several_corpora_are_read_one_after_another(tmp_path: Path) -> None:
    (tmp_path / "more.txt").write_text("the zebra ate\n", encoding="utf-8")
    model = lmtui.train("mouse", tmp_path / "more.txt", order=2)
    assert {"cheese", "zebra"} <= {token.token for token in model.next("the").top(99)}


def test_what_was_trained_is_kept_for_the_next_time(cache: Path) -> None:
    first = lmtui.train("mouse")
    (store,) = cache.iterdir()
    before = (store / "manifest.json").stat().st_ino
    assert differences(lmtui.train("mouse").model.trie, first.model.trie) == []
    assert (store / "manifest.json").stat().st_ino == before
    lmtui.train_on_text(SENTENCES)
    assert list(cache.iterdir()) == [store]


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


def test_a_model_made_by_kenlm_is_loaded() -> None:
    model = lmtui.load(GOLDEN / "meadow.o2.arpa")
    for line, golden in list(zip(heldout(), kenlm_scores(2)["sentences"], strict=True))[:20]:
        log10 = math.fsum(entry[2] for entry in golden)
        assert model.score(" ".join(line)).logprob / math.log(10) == pytest.approx(log10, abs=1e-5)
    assert lmtui.load(GOLDEN / "meadow.o2.arpa", tokenizer="word").model.trie.tokenizer.name == "word"


def test_generation_is_lazy_and_repeatable(small: lmtui.NgramModel) -> None:
    endless = small.generate(tokens=10**12, seed=5)
    first = list(itertools.islice(endless, 30))
    assert first == list(small.generate(tokens=30, seed=5))
    assert first != list(small.generate(tokens=30, seed=6))
    assert list(small.generate(tokens=0)) == []
    stopped = list(small.generate(tokens=1000, stop=True))
    assert [piece for piece in stopped if piece == "\n"] == stopped[-1:]


# Errors.


@pytest.mark.parametrize(
    ("call", "error"),
    [
        pytest.param(lambda: lmtui.train(), SourceError, id="train()"),
        pytest.param(lambda: lmtui.train(""), SourceError, id='train("")'),
        pytest.param(lambda: lmtui.train("no such corpus"), SourceError, id='train("no such corpus")'),
        pytest.param(lambda: lmtui.train("mouse", order=0), SettingError, id='train("mouse", order=0)'),
        pytest.param(lambda: lmtui.train("mouse", order=17), SettingError, id='train("mouse", order=17)'),
        pytest.param(
            lambda: lmtui.train("mouse", smoothing="good-turing"),
            SettingError,
            id='train("mouse", smoothing="good-turing")',
        ),
        pytest.param(
            lambda: lmtui.train("mouse", tokenizer="bpe"), SettingError, id='train("mouse", tokenizer="bpe")'
        ),
        pytest.param(lambda: lmtui.train_on_text(""), SourceError, id='train_on_text("")'),
        pytest.param(lambda: lmtui.train_on_text("alone"), SourceError, id='train_on_text("alone")'),
        pytest.param(
            lambda: lmtui.train_on_text(SENTENCES, order=17), SettingError, id="train_on_text(SENTENCES, order=17)"
        ),
        pytest.param(
            lambda: lmtui.train_on_text(SENTENCES, smoothing="add-k:-1"),
            SettingError,
            id='train_on_text(SENTENCES, smoothing="add-k:-1")',
        ),
        pytest.param(lambda: lmtui.load("no such model"), ModelError, id='load("no such model")'),
        pytest.param(lambda: lmtui.load(""), ModelError, id='load("")'),
        pytest.param(lambda: lmtui.load("x" * 5000), ModelError, id='load("x" * 5000)'),
        pytest.param(lambda: lmtui.load(GOLDEN), ModelError, id="load(GOLDEN)"),
        pytest.param(lambda: lmtui.load(GOLDEN / "meadow.txt"), ModelError, id='load(GOLDEN / "meadow.txt")'),
        pytest.param(
            lambda: lmtui.load(GOLDEN / "toy.o2.arpa", tokenizer="bpe"),
            SettingError,
            id='load(GOLDEN / "toy.o2.arpa", tokenizer="bpe")',
        ),
    ],
)
def test_what_cannot_be_had_is_an_error_of_ours(call: Callable[[], object], error: type[LmtuiError]) -> None:
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value).isprintable()


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


NO_NUMBERS: tuple[Any, ...] = ("1", b"1", True, [1], (1,), 1j, math.nan, np.bool_(True), np.array([1]), {})
NOT_WHOLE: tuple[Any, ...] = (1.5, math.inf, Fraction(1, 2), Decimal("1.5"), np.float32(1.5))
NUMBERS: dict[str, tuple[Callable[[lmtui.NgramModel, Any], object], tuple[Any, ...]]] = {
    "next(temperature)": (lambda model, value: model.next(temperature=value), (None, -1, -math.inf)),
    "next(top_k)": (lambda model, value: model.next(top_k=value), (*NOT_WHOLE, 0, -1)),
    "next(top_p)": (lambda model, value: model.next(top_p=value), (None, 0, 2, math.inf)),
    "next(min_p)": (lambda model, value: model.next(min_p=value), (None, -1, 2, math.inf)),
    "generate(temperature)": (lambda model, value: model.generate(temperature=value), (None, -1)),
    "generate(top_k)": (lambda model, value: model.generate(top_k=value), (*NOT_WHOLE, 0, -1)),
    "generate(top_p)": (lambda model, value: model.generate(top_p=value), (None, 0, 2)),
    "generate(min_p)": (lambda model, value: model.generate(min_p=value), (None, -1, 2)),
    "generate(seed)": (lambda model, value: model.generate(seed=value), (*NOT_WHOLE, None, -1, 1 << 64, 10**5000)),
    "generate(tokens)": (lambda model, value: model.generate(tokens=value), (*NOT_WHOLE, None, -1)),
    "best(tokens)": (lambda model, value: model.best(tokens=value), (*NOT_WHOLE, None, 0, 1001)),
    "best(count)": (lambda model, value: model.best(count=value), (*NOT_WHOLE, None, 0, 101)),
    "sample(count)": (lambda model, value: model.sample(count=value), (*NOT_WHOLE, None, 0, 10**7)),
    "sample(tokens)": (lambda model, value: model.sample(tokens=value), (*NOT_WHOLE, None, 0)),
    "sample(temperature)": (lambda model, value: model.sample(temperature=value), (None, -1)),
    "top": (lambda model, value: model.next().top(value), (*NOT_WHOLE, None, -1)),
    "draw": (lambda model, value: model.next().draw(value), (None, -1, 1, math.inf, 10**5000)),
    "train(order)": (lambda _, value: lmtui.train("mouse", order=value), (*NOT_WHOLE, None)),
    "train_on_text(order)": (lambda _, value: lmtui.train_on_text(SENTENCES, order=value), (*NOT_WHOLE, None)),
}
TEXTS: dict[str, Callable[[lmtui.NgramModel, Any], object]] = {
    "next": lambda model, value: model.next(value),
    "generate": lambda model, value: model.generate(value),
    "score": lambda model, value: model.score(value),
    "best": lambda model, value: model.best(value),
    "sample": lambda model, value: model.sample(value),
    "of": lambda model, value: model.next().of(value),
    "save": lambda model, value: model.save(value),
    "load": lambda _, value: lmtui.load(value),
    "load(tokenizer)": lambda _, value: lmtui.load(GOLDEN / "toy.o2.arpa", tokenizer=value),
    "train": lambda _, value: lmtui.train(value),
    "train(smoothing)": lambda _, value: lmtui.train("mouse", smoothing=value),
    "train(tokenizer)": lambda _, value: lmtui.train("mouse", tokenizer=value),
    "train_on_text": lambda _, value: lmtui.train_on_text(value),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_what_is_no_number_is_one_clear_error(name: str, small: lmtui.NgramModel) -> None:
    take, also_wrong = NUMBERS[name]
    for value in (*NO_NUMBERS, *also_wrong):
        with pytest.raises(SettingError, match=r"cannot be .*; give a") as caught:
            take(small, value)
        assert str(caught.value).isprintable()


@pytest.mark.parametrize("name", TEXTS)
def test_what_is_no_text_is_one_clear_error(name: str, small: lmtui.NgramModel) -> None:
    for value in (None, 1, 1.5, b"mouse", ["mouse"], np.str_):
        with pytest.raises(SettingError, match=r"cannot be .*; give a") as caught:
            TEXTS[name](small, value)
        assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    "settings",
    [
        {"temperature": Fraction(7, 10), "top_k": np.int64(3), "top_p": Decimal("0.9"), "min_p": np.float32(0.05)},
        {"temperature": np.float32(0.7), "top_k": 3.0, "top_p": Fraction(9, 10), "min_p": Decimal("0.05")},
        {"temperature": Decimal("0.7"), "top_k": Fraction(3), "top_p": np.float64(0.9), "min_p": Fraction(1, 20)},
    ],
    ids=["fraction", "numpy", "decimal"],
)
def test_numbers_of_every_type_are_the_same_numbers(settings: dict[str, Any], small: lmtui.NgramModel) -> None:
    plain: dict[str, Any] = {"temperature": 0.7, "top_k": 3, "top_p": 0.9, "min_p": 0.05}
    following, expected = small.next("the", **settings), small.next("the", **plain)
    assert following.top(np.int32(99)) == expected.top(99.0) == expected.top(99)  # type: ignore[arg-type]
    assert following.entropy_bits == expected.entropy_bits
    assert following.draw(Fraction(1, 4)) == following.draw(Decimal("0.25")) == expected.draw(float(np.float32(0.25)))
    drawn = small.generate("the", tokens=np.uint8(30), seed=np.uint64(7), **settings)  # type: ignore[arg-type]
    assert list(drawn) == list(small.generate("the", tokens=30, seed=7, **plain))


def test_t_as_a_fraction_is_exactly_that_fraction(small: lmtui.NgramModel) -> None:
    tokens = small.next("the", temperature=Fraction(1, 3)).top(99)
    cubes = [token.model_prob**3 for token in tokens]
    assert [token.prob for token in tokens] == pytest.approx([cube / math.fsum(cubes) for cube in cubes], rel=1e-14)


# The README.


def test_the_example_in_the_readme_runs_and_prints_something(tmp_path: Path) -> None:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    assert blocks, "the README has no Python example"
    assert "import lmtui" in blocks[0]
    ran = subprocess.run(
        [sys.executable, "-c", blocks[0]],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=tmp_path,
        env=environment(),
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.strip()


def test_the_example_of_the_module_runs() -> None:
    """The indented or unindented code that ends the module's docstring."""
    text = api.__doc__ or ""
    example = inspect.cleandoc(text[text.index("import lmtui") :])
    lines = program(example).splitlines()
    assert len(lines) == 5
    assert all(0 <= json.loads(line.split()[-1]) <= 1 for line in lines)


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
