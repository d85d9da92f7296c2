"""Where a model may be written: it replaces a model, and nothing else."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest
from support.cli import done, here, refusal
from support.models import differences

from lmtui.cli.main import run
from lmtui.ngram.arpa import read_arpa
from lmtui.ngram.array_store import MANIFEST
from lmtui.ngram.library import load_model
from lmtui.ngram.store import open_store
from lmtui.recipe import Recipe
from lmtui.text.tokenizers import tokenizer_named

MOUSE = ("train", "--corpus", "mouse", "--order", "2")


def test_a_name_that_ends_in_arpa_is_an_arpa_file(tmp_path: Path) -> None:
    out = tmp_path / "mouse.arpa"
    done(*MOUSE, "-o", str(out))
    assert out.read_bytes().startswith(b"\\data\\\nngram 1=")
    model = read_arpa(out, tokenizer_named("whitespace"))
    assert model.order == 2
    assert model.vocabulary.id("cheese")
    assert [file.name for file in tmp_path.iterdir()] == ["mouse.arpa"]


@pytest.mark.parametrize("name", ["mouse.ARPA", "Mouse.Arpa"])
def test_the_case_of_the_ending_does_not_matter(name: str, tmp_path: Path) -> None:
    done(*MOUSE, "-o", str(tmp_path / name))
    assert (tmp_path / name).read_bytes().startswith(b"\\data\\\nngram 1=")
    done(*MOUSE, "-o", str(tmp_path / f"{name}.GZ"))
    assert gzip.decompress((tmp_path / f"{name}.GZ").read_bytes()) == (tmp_path / name).read_bytes()


NOT_ARPA = {
    "notes": b"years of work\n",
    "nearly": b"about \\data\\ sections\n",
    "nothing": b"",
    "binary": bytes(range(256)),
    "packed notes": gzip.compress(b"years of work\n"),
    "broken archive": b"\x1f\x8bjunk",
}


@pytest.mark.parametrize("content", NOT_ARPA.values(), ids=NOT_ARPA.keys())
@pytest.mark.parametrize("name", ["existing-notes.arpa", "existing-notes.arpa.gz", "NOTES.ARPA"])
def test_a_file_that_is_no_arpa_file_is_never_replaced(name: str, content: bytes, tmp_path: Path) -> None:
    out = tmp_path / name
    out.write_bytes(content)
    message = refusal(here(*MOUSE, "-o", str(out)), 1)
    assert "is no ARPA file; choose another place" in message
    assert name in message
    assert out.read_bytes() == content
    assert [file.name for file in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("kind", ["pipe", "folder", "device", "nowhere"])
def test_what_is_no_file_is_never_replaced(kind: str, tmp_path: Path) -> None:
    out = tmp_path / "m.arpa"
    if kind == "pipe":
        os.mkfifo(out)
    elif kind == "folder":
        out.mkdir()
    else:
        out.symlink_to("/dev/null" if kind == "device" else tmp_path / "missing")
    assert "m.arpa" in refusal(here(*MOUSE, "-o", str(out)), 1)
    assert os.path.lexists(out)
    assert not out.is_file() or kind == "nowhere"


@pytest.mark.parametrize("beginning", [b"", b"\n\nmade by hand\n"])
@pytest.mark.parametrize("packed", [False, True])
def test_an_arpa_file_of_any_making_is_replaced(beginning: bytes, packed: bool, tmp_path: Path) -> None:
    out = tmp_path / "m.arpa"
    text = beginning + b"\\data\\\nngram 1=0\n\n\\1-grams:\n\n\\end\\\n"
    out.write_bytes(gzip.compress(text) if packed else text)
    done(*MOUSE, "-o", str(out))
    assert out.read_bytes().startswith(b"\\data\\\nngram 1=")


@pytest.mark.parametrize("name", ["m.txt", "m.JSON", "m.gz", "m.zip", "m.lm", "m.pdf", "m.svg"])
def test_the_name_of_another_kind_of_file_is_wrong_usage(name: str, tmp_path: Path) -> None:
    message = refusal(here(*MOUSE, "-o", str(tmp_path / name)), 2)
    assert ".arpa" in message
    assert "a folder" in message
    assert list(tmp_path.iterdir()) == []


def test_a_model_s_folder_may_have_any_name(tmp_path: Path) -> None:
    done(*MOUSE, "-o", str(tmp_path / "m"))
    (tmp_path / "m").rename(tmp_path / "m.txt")
    done(*MOUSE, "-o", str(tmp_path / "m.txt"))
    assert open_store(tmp_path / "m.txt").order == 2


@pytest.mark.parametrize("name", ["mouse", "mouse.model", "new/folders/mouse", "arpa"])
def test_any_other_name_is_a_folder(name: str, tmp_path: Path) -> None:
    done(*MOUSE, "--output", str(tmp_path / name))
    assert differences(open_store(tmp_path / name), load_model(Recipe(("mouse",), 2)).model) == []


def test_what_holds_a_model_is_replaced_and_nothing_else(tmp_path: Path) -> None:
    folder, arpa = tmp_path / "folder", tmp_path / "m.arpa"
    for order in ("2", "3"):
        for out in (folder, arpa):
            done("train", "--corpus", "mouse", "--order", order, "-o", str(out))
    assert open_store(folder).order == 3
    assert read_arpa(arpa, tokenizer_named("word")).order == 3
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "thesis.txt").write_text("years of work", encoding="utf-8")
    assert "holds no model" in refusal(here(*MOUSE, "-o", str(texts)), 1)
    assert [file.read_text(encoding="utf-8") for file in texts.iterdir()] == ["years of work"]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["folder", "m.arpa", "texts"]


def test_a_folder_that_only_lost_its_manifest_holds_no_model(tmp_path: Path) -> None:
    done(*MOUSE, "-o", str(tmp_path / "m"))
    (tmp_path / "m" / MANIFEST).unlink()
    assert "holds no model" in refusal(here(*MOUSE, "-o", str(tmp_path / "m")), 1)


@pytest.mark.parametrize("name", ["folder.arpa", "file/m", "file/m.arpa", "nowhere/m.arpa", "a" * 300, ""])
def test_places_where_nothing_can_be_written_fail_in_one_line(name: str, tmp_path: Path) -> None:
    (tmp_path / "folder.arpa").mkdir()
    (tmp_path / "file").write_bytes(b"")
    message = refusal(here(*MOUSE, "-o", str(tmp_path / name)), 1)
    assert name[:100] in message, "the place is named"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["file", "folder.arpa"]


def test_a_folder_of_another_program_with_a_manifest_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "ext").mkdir()
    (tmp_path / "ext" / "manifest.json").write_text('{"name": "x"}', encoding="utf-8")
    (tmp_path / "ext" / "main.js").write_text("code", encoding="utf-8")
    assert run(["train", "--corpus", "mouse", "-o", str(tmp_path / "ext")]) == 1
    assert (tmp_path / "ext" / "main.js").read_text(encoding="utf-8") == "code"
