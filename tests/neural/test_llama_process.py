"""A GGUF file is a model, whose server ends with it."""

from __future__ import annotations

import gc
import math
import subprocess
from pathlib import Path

import pytest
from support.cli import here
from support.mouse import session
from support.tiny_llama import VOCABULARY

from lmtui.errors import ModelError
from lmtui.library import load
from lmtui.model.protocol import ids_of
from lmtui.neural import llama_process
from lmtui.neural.llama_process import open_gguf
from lmtui.playground.questions import next_question
from lmtui.playground.same_text_job import SameTextJob
from lmtui.playground.training_job import TrainingJob
from lmtui.recipe import Recipe
from lmtui.sampling.generation import generate
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling


def test_a_file_is_a_model_and_its_server_ends_with_it(tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    begin = llama_process._started

    def note(path: str) -> tuple[subprocess.Popen[bytes], str]:
        process, key = begin(path)
        started.append(process)
        return process, key

    monkeypatch.setattr(llama_process, "_started", note)
    loaded = load(Recipe((), model=str(tiny_model)))
    assert loaded.notes[0].startswith("llama.cpp at http://127.0.0.1:")
    assert loaded.model.facts.vocabulary == VOCABULARY
    assert len(list(generate(Sampler(loaded.model), [70], Sampling(seed=1), 3))) == 3
    (process,) = started
    assert process.poll() is None
    del loaded
    gc.collect()
    assert process.poll() is not None


def test_a_lane_has_it_beside_an_ngram_model_and_both_read_one_text(tiny_model: Path) -> None:
    made = session("the owl", Sampling(seed=3))
    made.lane_models.use_in_lane(1, TrainingJob(Recipe((), model=str(tiny_model))).run())
    for _ in range(3):
        made.playback.step()
    while question := next_question(made):
        question.answer()
        made.text.wanted.make(10)
    assert [len(lane.tokens) for lane in made.text.lanes] == [3, 3]
    for place in (0, 1):
        view = SameTextJob(made, place).run()
        assert [total.tokens > 0 for total in view.totals] == [True, True]
        for number, total in enumerate(view.totals):
            bounds = [row.logprobs[number] for row in view.rows if view.follows_prompt <= (not row.is_prompt)]
            assert total.logprob
            assert total.logprob.low == total.logprob.high
            assert math.fsum(each.low for each in bounds if each) == pytest.approx(total.logprob.low)
    prompt = ids_of(made.text.lanes[1].text_tokens[: made.text.lanes[1].prompt_length])
    drawn = generate(made.text.lanes[1].requests.sampler, prompt, Sampling(seed=3), 3)
    assert [token.drawn.token for token in made.text.lanes[1].tokens] == [token.token for token in drawn]


def test_what_is_no_model_is_said_in_one_line(tmp_path: Path, tiny_model: Path) -> None:
    nothing = tmp_path / "nothing.gguf"
    with pytest.raises(ModelError, match=r"cannot read '.*nothing\.gguf': No such file"):
        open_gguf(str(nothing))
    nothing.write_bytes(tiny_model.read_bytes()[:5000])
    with pytest.raises(ModelError, match=r"llama\.cpp cannot open '.*nothing\.gguf'; is it a GGUF file"):
        open_gguf(str(nothing))


def test_without_llama_cpp_it_is_said_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(llama_process, "find_spec", lambda name: None)
    with pytest.raises(ModelError, match=r"pip install 'lmtui\[llama\]'"):
        open_gguf(str(tmp_path / "some.gguf"))


def test_the_command_line_takes_a_file_and_refuses_what_it_has_itself(tiny_model: Path) -> None:
    ran = here("generate", "--model", str(tiny_model), "--prompt", "owl", "--tokens", "3", "--temperature", "0")
    assert (ran.code, ran.err.count("\n")) == (0, 1)
    assert ran.out.startswith("owl")
    refused = here("generate", "--model", str(tiny_model), "--tokenizer", "char")
    assert (refused.code, "this model has its own tokenizer; leave out --tokenizer" in refused.err) == (2, True)
    refused = here("counts", "--model", str(tiny_model))
    assert refused.code == 1
    assert refused.err.splitlines()[-1].startswith("lmtui: this needs an n-gram model")
    for command, said in (
        (("best",), "give --beam 8 for what a beam of 8 finds"),
        (("sample", "--anneal", "sequence"), "only an n-gram model"),
    ):
        refused = here(*command, "--model", str(tiny_model), "--prompt", "owl", "--tokens", "2")
        assert (refused.code, said in refused.err.splitlines()[-1]) == (1, True)
