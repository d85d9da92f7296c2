"""`lmtui train`: what it writes, what it says, and what it refuses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.cli import done, here, refusal
from support.large import bytes_of

from lmtui import library
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


def test_a_large_text_is_worked_on_by_processes_and_gives_the_same_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: Path
) -> None:
    cache.mkdir(parents=True)
    text = tmp_path / "text.txt"
    text.write_text("the mouse ate the cheese\nthe cat ate the mouse\n" * 4, encoding="utf-8")
    train = ("train", "--corpus", str(text), "--order", "2", "--workers", "1", "--memory", "64M")
    said = {}
    for name, large in (("small", library.LARGE), ("large", 10)):
        monkeypatch.setattr(library, "LARGE", large)
        (line,) = done(*train, "--tmp", str(tmp_path / f"tmp-{name}"), "-o", str(tmp_path / name)).lines
        said[name] = line.removeprefix(str(tmp_path / name)).rpartition(",")[0]
    assert said["small"] == said["large"]
    assert bytes_of(tmp_path / "large") == bytes_of(tmp_path / "small")
    assert not (tmp_path / "tmp-small").exists()  # a small text needs no folder
    assert list((tmp_path / "tmp-large").iterdir()) == []
    for bad in (("--memory", "1M"), ("--memory", "much"), ("--workers", "0")):
        assert "give a" in refusal(here(*train, *bad, "-o", str(tmp_path / "m")), 2)
    piped = ("train", "--corpus", "-", "--order", "2", "--workers", "1", "--tmp", str(tmp_path / "tmp"))
    done(*piped, "-o", str(tmp_path / "piped"), stdin=text.read_bytes())
    assert bytes_of(tmp_path / "piped") == bytes_of(tmp_path / "small")
    done("next", *piped[1:], stdin=text.read_bytes())
    assert not [path for path in cache.iterdir() if not path.name.startswith(".")]  # nothing could find it there
    done(*piped, "-o", str(tmp_path / "few"), stdin=b"a b c")
    assert open_store(tmp_path / "few").tokens == 3
    for name in ("small", "large"):
        monkeypatch.setattr(library, "LARGE", 10 if name == "large" else library.LARGE + 10**6)
        done(*train, "-o", str(tmp_path / f"{name}.arpa"))
    assert (tmp_path / "large.arpa").read_bytes() == (tmp_path / "small.arpa").read_bytes()
    (tmp_path / "file").write_text("")
    error = refusal(here(*train, "--tmp", str(tmp_path / "file"), "-o", str(tmp_path / "m")), 1)
    assert "cannot write" in error
    assert "--tmp" in error
