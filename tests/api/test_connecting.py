"""A Python program has the model of a server, or of a file."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from support.llama import llama_server, needs
from support.tiny_llama import VOCABULARY, write_tiny_llama

import lmtui
from lmtui.errors import ModelError, SettingError


def test_a_server_and_a_file_have_the_same_model(tmp_path: Path) -> None:
    needs("xllamacpp", "gguf")
    path = tmp_path / "tiny.gguf"
    write_tiny_llama(path)
    with llama_server(path) as (address, _):
        models = [lmtui.connect(address, "tiny"), lmtui.connect(path)]
        for model in models:
            following = model.next("owl", temperature=1.5, top_k=20)
            assert following.support == VOCABULARY
            assert math.fsum(token.prob for token in following.top(VOCABULARY)) == pytest.approx(1)
            assert following.top(1)[0].order is None
            assert model.score("ow").logprob < 0
        texts = [list(model.generate("owl", tokens=5, temperature=0.7, seed=3)) for model in models]
        assert texts[0] == texts[1]
        assert len(texts[0]) == 5
        with pytest.raises(ModelError, match="has 'tiny' and not 'other'"):
            lmtui.connect(address, "other")


def test_what_is_no_address_and_what_is_no_file() -> None:
    with pytest.raises(SettingError, match="is no address of a server"):
        lmtui.connect("http://")
    with pytest.raises(SettingError):
        lmtui.connect(7)  # type: ignore[arg-type]


def test_a_gguf_file_is_not_loaded_as_an_n_gram_model() -> None:
    with pytest.raises(ModelError, match=r"lmtui\.connect"):
        lmtui.load("some.gguf")
