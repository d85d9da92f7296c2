"""Models are trained and opened as the command line does it."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest
from support.golden import GOLDEN, heldout, kenlm_scores
from support.models import SENTENCES, differences

import lmtui
from lmtui.errors import LmtuiError, ModelError, SettingError, SourceError


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


def test_a_model_made_by_kenlm_is_loaded() -> None:
    model = lmtui.load(GOLDEN / "meadow.o2.arpa")
    for line, golden in list(zip(heldout(), kenlm_scores(2)["sentences"], strict=True))[:20]:
        log10 = math.fsum(entry[2] for entry in golden)
        assert model.score(" ".join(line)).logprob / math.log(10) == pytest.approx(log10, abs=1e-5)
    assert lmtui.load(GOLDEN / "meadow.o2.arpa", tokenizer="word").model.trie.tokenizer.name == "word"


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
