"""A folder of transformers is a model: its answers are those of transformers, whatever was asked before."""

from __future__ import annotations

import json
import shutil
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest
from support.cli import here
from support.llama import needs
from support.tiny_transformers import BEGIN, CONTEXT, END, write_tiny_folder, write_tiny_llama_folder

import lmtui
from lmtui.errors import ModelError
from lmtui.library import load, neural_recipe
from lmtui.model.protocol import LanguageModel, ids_of
from lmtui.model.ranking import Ranking
from lmtui.neural import transformers_model
from lmtui.neural.connecting import connect
from lmtui.neural.transformers_model import TransformersModel, open_folder
from lmtui.recipe import Recipe
from lmtui.sampling.generation import generate
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling

State = tuple[int, ...]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a tiny Llama."""
    needs("torch", "transformers")
    path = tmp_path_factory.mktemp("model") / "tiny"
    write_tiny_folder(path)
    return path


@pytest.fixture(scope="module")
def model(folder: Path) -> TransformersModel:
    return open_folder(str(folder))


def opened(path: Path, kind: str) -> TransformersModel:
    write_tiny_folder(path / kind, kind)
    return open_folder(str(path / kind))


def probs_of(ranking: Ranking) -> Any:
    """float64 [V], p of each id."""
    tokens = ranking.tokens_at(np.arange(ranking.size))
    prob = np.empty(ranking.size)
    prob[tokens] = np.repeat(ranking.values, ranking.sizes)
    return prob


def oracle(path: Path) -> Callable[[State], Any]:
    """p of each id after a context, asked of transformers directly, without anything remembered."""
    import torch
    import transformers

    direct = transformers.AutoModelForCausalLM.from_pretrained(path).eval()

    def answer(state: State) -> Any:
        with torch.no_grad():
            logits = direct(input_ids=torch.tensor([state]), use_cache=False).logits[0, -1]
        return torch.softmax(logits.double(), -1).numpy()

    return answer


def _contexts(model: TransformersModel) -> list[State]:
    """Contexts as they are asked about: texts that grow, part, are looked back at, and exceed the window."""
    prompt = (*model.tokens.start, *ids_of(model.tokens.encode("the old owl")))
    grown = [(*prompt, *[lane] * length) for length in range(1, 7) for lane in (70, 90)]
    long = tuple(np.random.default_rng(1).integers(2, 200, CONTEXT + 3).tolist())
    return [
        prompt,
        *grown,
        *reversed(grown),
        prompt[:1],
        grown[4][:-1],
        *(model.state(long[:end]) for end in range(CONTEXT - 3, CONTEXT + 4)),
        prompt,
    ]


@pytest.mark.parametrize("kind", ["llama", "gpt2", "mistral", "mamba"])
def test_answers_are_those_of_transformers_whatever_was_asked_before(kind: str, tmp_path: Path, folder: Path) -> None:
    model, direct = opened(tmp_path, kind), oracle(tmp_path / kind)
    computed: list[int] = []
    compute = model._computed

    def count(ids: State, *rest: Any, **arguments: Any) -> Any:
        computed.append(len(ids))
        return compute(ids, *rest, **arguments)

    model._computed = count  # type: ignore[method-assign]
    contexts = _contexts(model)
    for context in contexts:
        ranking = model.ranking(context)
        assert ranking.size == model.facts.support == len(model.tokens)
        np.testing.assert_allclose(probs_of(ranking), direct(context), rtol=1e-4)
    if kind == "mamba":  # which cannot go back
        assert computed == list(map(len, contexts))
    else:
        assert computed[1:26] == [1] * 25, "of each context what is new, or its last token"


def test_llama_cpp_gives_the_same_of_the_same_weights(tiny_server: str, folder: Path, tmp_path: Path) -> None:
    write_tiny_llama_folder(tmp_path / "tiny")
    model, served = open_folder(str(tmp_path / "tiny")), connect(tiny_server)
    assert (model.tokens.start, model.tokens.end) == (served.tokens.start, served.tokens.end)
    both: list[LanguageModel] = [model, served]
    spelled, others = [[each.tokens.spelling(token) for token in range(1, len(each.tokens))] for each in both]
    assert spelled == others, "but for the unknown token, which llama.cpp names by its id"
    for text in ("", "The old owl: é €"):
        ids, same = [[*each.tokens.start, *ids_of(each.tokens.encode(text))] for each in both]
        assert ids == same
        ours, other = [probs_of(each.ranking(each.state(ids))) for each in both]
        np.testing.assert_allclose(ours, other, rtol=1e-2, atol=1e-7)  # llama.cpp rounds keys and values to float16


def test_a_text_is_that_of_a_model_that_remembers_nothing(folder: Path, model: TransformersModel) -> None:
    forgetful = open_folder(str(folder))
    forgetful._remembers = False
    assert model._remembers
    prompt = ids_of(model.tokens.encode("the old owl"))
    for temperature in (0.0, 1.5):
        settings = Sampling(temperature, seed=3)
        texts = [list(generate(Sampler(each), prompt, settings, CONTEXT + 5)) for each in (model, forgetful)]
        assert [one.token for one in texts[0]] == [one.token for one in texts[1]]
        np.testing.assert_allclose([one.prob for one in texts[0]], [one.prob for one in texts[1]], rtol=1e-4)


def test_threads_ask_at_once(model: TransformersModel) -> None:
    contexts = _contexts(model)
    alone = [probs_of(model.ranking(context)) for context in contexts]
    answers: list[list[Any]] = [[] for _ in range(4)]

    def ask(number: int) -> None:
        answers[number] = [probs_of(model.ranking(context)) for context in contexts[number:] + contexts[:number]]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, found in enumerate(answers):
        np.testing.assert_allclose(found, alone[number:] + alone[:number], rtol=1e-4)


def test_what_is_known_of_a_model(folder: Path, model: TransformersModel, tmp_path: Path) -> None:
    assert (model.facts.name, model.window, model.tokens.start, model.tokens.end) == ("tiny", CONTEXT, (BEGIN,), END)
    assert model.facts.cost > 0
    assert model.description.startswith("transformers ")
    assert model.description.endswith(f": tiny, {len(model.tokens)} tokens, a context of {CONTEXT}")
    assert open_folder(str(folder)).fingerprint == model.fingerprint
    write_tiny_folder(tmp_path / "tiny", seed=2)
    assert open_folder(str(tmp_path / "tiny")).fingerprint != model.fingerprint
    assert opened(tmp_path, "gpt2").state([]) == (BEGIN,), "an empty text begins as the model's texts do"


def test_a_folder_is_opened_without_network_or_a_word(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> NoReturn:
        raise AssertionError("the network was asked")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    open_folder(str(folder))
    assert capfd.readouterr() == ("", "")


def changed(folder: Path, to: Path, name: str = "", **settings: object) -> str:
    """A copy of a folder, with other settings in one of its files."""
    shutil.copytree(folder, to)
    if name:
        file = to / name
        file.write_text(json.dumps({**json.loads(file.read_text()), **settings}))
    return str(to)


def test_what_is_refused_is_one_line(folder: Path, tmp_path: Path) -> None:
    import safetensors.torch

    code = {"AutoModelForCausalLM": "code.Model"}
    weights, tokenizer = "model.safetensors", "tokenizer.json"
    cases: dict[str, tuple[str, Callable[[Path], object]]] = {
        "needs code of its own ('auto_map' in config.json)": ("config.json", lambda _: {"auto_map": code}),
        "('auto_map' in tokenizer_config.json)": ("tokenizer_config.json", lambda _: {"auto_map": code}),
        "are quantized": ("config.json", lambda _: {"quantization_config": {"bits": 4}}),
        "is a BertForMaskedLM, and no causal language model that transformers knows": (
            "config.json",
            lambda _: {"architectures": ["BertForMaskedLM"]},
        ),
        "is a T5ForConditionalGeneration, and no": (
            "config.json",
            lambda _: {"architectures": ["T5ForConditionalGeneration"], "is_encoder_decoder": True},
        ),
        "is a none, and no": ("config.json", lambda _: {"architectures": None, "model_type": "none"}),
        "it has no weights": ("", lambda copy: (copy / weights).unlink()),
        "its weights are pickles, which may hold code": (
            "",
            lambda copy: (copy / weights).rename(copy / "pytorch_model.bin"),
        ),
        "cannot open": ("", lambda copy: (copy / weights).write_bytes((copy / weights).read_bytes()[:3000])),
        "cannot read '": ("", lambda copy: (copy / "config.json").write_text('{"model_type": ')),
        "has no tokenizer.json that": ("", lambda copy: (copy / tokenizer).unlink()),
        "no tokenizer.json": ("", lambda copy: (copy / tokenizer).write_text("{")),
        "are not all there: no 'model.norm.weight'": (
            "",
            lambda copy: safetensors.torch.save_file(
                {
                    name: value
                    for name, value in safetensors.torch.load_file(copy / weights).items()
                    if name != "model.norm.weight"
                },
                copy / weights,
            ),
        ),
    }
    for number, (said, (name, change)) in enumerate(cases.items()):
        copy = tmp_path / str(number)
        settings = change(copy) if name else {}
        assert isinstance(settings, dict)
        changed(folder, copy, name, **settings)
        if not name:
            change(copy)
        with pytest.raises(ModelError) as raised:
            load(Recipe((), model=str(copy)))
        assert said in str(raised.value)
        assert "\n" not in str(raised.value)
    with pytest.raises(ModelError, match="the model looks at what follows a token"):
        opened(tmp_path, "bert")


def test_without_transformers_it_is_said_how_to_install_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> NoReturn:
        raise ImportError("cannot import name 'DynamicCache'")

    monkeypatch.setattr(transformers_model, "_libraries", fail)
    with pytest.raises(ModelError, match=r"DynamicCache'; pip install --upgrade 'lmtui\[transformers\]'"):
        open_folder(str(folder))
    monkeypatch.setattr(transformers_model, "find_spec", lambda name: None)
    with pytest.raises(ModelError, match=r"pip install 'lmtui\[transformers\]'"):
        open_folder(str(folder))


def test_the_command_line_and_a_program_take_a_folder(folder: Path) -> None:
    ran = here("generate", "--model", str(folder), "--prompt", "the old owl", "--tokens", "3", "--temperature", "0")
    assert (ran.code, ran.err.count("\n")) == (0, 1)
    assert ran.err.startswith("lmtui: note: transformers ")
    assert ran.out.startswith("the old owl")
    (following,) = here("next", "--model", str(folder), "--prompt", "the", "--top", "all", "--json").records
    assert sum(one["prob"] for one in following["candidates"]) == pytest.approx(1)
    (scored, _) = here("score", "--model", str(folder), "--text", "the old", "--json").records
    assert [token["token"] for token in scored["tokens"]] == ["the", " old", "</s>"]
    refused = here("generate", "--model", str(folder), "--tokenizer", "char")
    assert (refused.code, "this model has its own tokenizer; leave out --tokenizer" in refused.err) == (2, True)
    recipe = neural_recipe(str(folder))
    assert recipe == Recipe((), model=str(folder))
    assert neural_recipe(str(folder), folders=False) is None
    assert lmtui.connect(folder).next("the").top(1)[0].token == following["candidates"][0]["token"]
    with pytest.raises(ModelError, match=r"lmtui\.connect"):
        lmtui.load(folder)
