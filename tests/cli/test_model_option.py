"""`--model`: a model that was trained before, here or elsewhere, in place of a corpus."""

from __future__ import annotations

import gzip
import math
from pathlib import Path
from typing import Any

import pytest
from support.cli import done, here, refusal
from support.golden import GOLDEN, heldout, kenlm_scores

COMMANDS = {
    "next": ("next", "--prompt", "the mouse"),
    "generate": ("generate", "--prompt", "the mouse", "--tokens", "12"),
    "score": ("score", "--text", "the mouse ate the cheese"),
    "best": ("best", "--prompt", "the mouse", "--tokens", "5"),
    "sample": ("sample", "--prompt", "the mouse", "--tokens", "4", "--count", "1"),
}


MOUSE = ("--corpus", "mouse", "--order", "2", "--smoothing", "witten-bell")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    done("train", *MOUSE, "-o", str(tmp_path / "folder"))
    return tmp_path / "folder"


@pytest.fixture
def arpa(tmp_path: Path) -> Path:
    done("train", *MOUSE, "-o", str(tmp_path / "mouse.arpa"))
    return tmp_path / "mouse.arpa"


@pytest.mark.parametrize("options", [(), ("--json",)])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_folder_answers_as_the_corpus_it_was_trained_on(name: str, options: tuple[str, ...], folder: Path) -> None:
    asked = (*COMMANDS[name], *options)
    assert done(*asked, "--model", str(folder)).out == done(*asked, *MOUSE).out


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("name", COMMANDS)
def test_an_arpa_file_answers_as_the_corpus_it_was_trained_on(name: str, compressed: bool, arpa: Path) -> None:
    if compressed:
        arpa.with_name("mouse.arpa.gz").write_bytes(gzip.compress(arpa.read_bytes()))
        arpa = arpa.with_name("mouse.arpa.gz")
    asked = (*COMMANDS[name], "--json")
    ours, theirs = done(*asked, "--model", str(arpa)).records, done(*asked, *MOUSE).records
    assert_close(ours, theirs)


def assert_close(ours: Any, theirs: Any) -> None:
    """Equal, but for the digits an ARPA file does not print."""
    if isinstance(theirs, dict):
        assert list(ours) == list(theirs)
        assert_close(list(ours.values()), list(theirs.values()))
    elif isinstance(theirs, list):
        assert len(ours) == len(theirs)
        for one, other in zip(ours, theirs, strict=True):
            assert_close(one, other)
    elif isinstance(theirs, float):
        assert ours == pytest.approx(theirs, rel=1e-7, abs=1e-12)
    else:
        assert ours == theirs


def test_a_model_made_by_kenlm_scores_as_in_kenlm() -> None:
    golden = kenlm_scores(3)
    texts = "".join(" ".join(line) + "\n" for line in heldout()).encode()
    ran = done("score", "--model", str(GOLDEN / "meadow.o3.arpa"), "--json", stdin=texts)
    *records, last = ran.records
    for record, sentence in zip(records, golden["sentences"], strict=True):
        for token, (word, matched, log10) in zip(record["tokens"], sentence, strict=True):
            assert (token["token"], token["order"]) == (word, matched)
            assert token["logprob"] / math.log(10) == pytest.approx(log10, abs=2e-6)
    assert last["summary"]["perplexity"] == pytest.approx(golden["perplexity_including_oov"], rel=2e-6)
    assert last["summary"]["unknown"] == golden["oovs"]


def test_a_named_model_leaves_the_cache_alone(folder: Path, cache: Path) -> None:
    done("next", "--model", str(folder))
    assert not cache.exists()


@pytest.mark.parametrize("name", [*COMMANDS, "train"])
def test_what_is_no_model_fails_in_one_line(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "story.arpa").write_text("Once upon a time\n", encoding="utf-8")
    (tmp_path / "story.gz").write_bytes(gzip.compress(b"Once upon a time\n")[:-9])
    out = ("-o", str(tmp_path / "out")) if name == "train" else ()
    for path, said in (
        ("nowhere", "there is no model"),
        ("empty", "manifest.json is missing"),
        ("story.arpa", "\\data\\"),
        ("story.gz", "story.gz"),
    ):
        message = refusal(here(name, *out, "--model", str(tmp_path / path)), 1)
        assert path in message
        assert said in message
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", COMMANDS)
def test_the_name_of_a_model_is_shown_harmlessly(name: str) -> None:
    assert "\N{SYMBOL FOR ESCAPE}[2J" in refusal(here(name, "--model", "no\x1b[2Jwhere"), 1)


@pytest.mark.parametrize("length", [300, 5000])
def test_a_name_no_file_can_have_is_reported_as_what_it_is(length: int) -> None:
    assert "cannot write" not in refusal(here("next", "--model", "x" * length), 1)
