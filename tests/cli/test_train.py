"""`lmtui train`: what it writes, what it says, and what it refuses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.cli import done, here, refusal

from lmtui.ngram.store import open_store

MOUSE = ("train", "--corpus", "mouse", "--order", "2")


@pytest.mark.parametrize("smoothing", ["kneser-ney", "witten-bell", "jelinek-mercer:0.3", "add-k:0.1", "mle"])
@pytest.mark.parametrize("order", [1, 3, 5])
def test_every_model_can_be_written_as_a_folder(smoothing: str, order: int, tmp_path: Path) -> None:
    ran = done(
        "train", "--corpus", "mouse", "--order", str(order), "--smoothing", smoothing, "-o", str(tmp_path / "m")
    )
    model = open_store(tmp_path / "m")
    assert (model.order, model.smoothing) == (order, smoothing)
    (line,) = ran.lines
    assert f"order {order}, {smoothing}" in line


def test_one_line_says_what_was_written(tmp_path: Path) -> None:
    for name in ("mouse.arpa", "mouse"):
        (line,) = done(*MOUSE, "-o", str(tmp_path / name)).lines
        # V: the five words, <unk>, <s>, </s>.
        made = r"10 lines, 45 tokens, order 2, kneser-ney, 8, \d+ n-grams, \d+\.\d s"
        assert re.fullmatch(f"{re.escape(str(tmp_path / name))}: {made}", line)


def test_texts_from_standard_input_are_trained_on(tmp_path: Path) -> None:
    done("train", "--corpus", "-", "--order", "2", "-o", str(tmp_path / "m"), stdin=b"zig zag\nzig zog\n")
    assert open_store(tmp_path / "m").vocabulary.id("zog")


def test_a_model_is_converted(tmp_path: Path) -> None:
    folder, arpa, again = tmp_path / "folder", tmp_path / "m.arpa", tmp_path / "again.arpa"
    done(*MOUSE, "-o", str(folder))
    done("train", "--model", str(folder), "-o", str(arpa))
    done("train", "--model", str(arpa), "-o", str(tmp_path / "back"))
    done("train", "--model", str(tmp_path / "back"), "-o", str(again))
    assert again.read_bytes() == arpa.read_bytes()


def test_what_an_arpa_file_cannot_say_fails_with_the_way_out(tmp_path: Path) -> None:
    out = str(tmp_path / "m.arpa")
    assert "folder" in refusal(here(*MOUSE, "--smoothing", "add-k", "-o", out), 1)
    assert "folder" in refusal(here(*MOUSE, "--tokenizer", "char", "-o", out), 1)
    assert list(tmp_path.iterdir()) == []


def test_an_unusable_corpus_fails_and_writes_nothing(tmp_path: Path) -> None:
    assert "no corpus or file" in refusal(here("train", "--corpus", "no/where", "-o", str(tmp_path / "m")), 1)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ((), "-o"),
        (("-o",), "-o"),
        (("-o", "m", "--json"), "--json"),
        (("-o", "m", "--order", "17"), "17"),
        (("-o", "m", "--smoothing", "mle:1"), "mle"),
        (("-o", "m", "--temperature", "1"), "--temperature"),
        (("-o", "m", "stray"), "stray"),
        (("-o", "m", "--model", "x", "--corpus", "mouse"), "--corpus"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...], named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    message = refusal(here("train", *arguments), 2)
    assert named in message
    assert message.endswith("(see lmtui train --help)")
    assert list(tmp_path.iterdir()) == []
