"""The corpora that come with the program keep what is promised of them."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from lmtui.errors import SourceError
from lmtui.text import bundled
from lmtui.text.encoding import encode
from lmtui.text.safety import clean, visible
from lmtui.text.sources import read_corpus
from lmtui.text.tokenizers import TOKENIZERS, tokenizer_named

LARGE = ["fables", "kitchen", "voyage", "verse"]


@pytest.mark.parametrize("name", bundled.CORPORA)
def test_every_bundled_corpus_can_be_read_and_cut(name: str) -> None:
    (document,) = read_corpus(name)
    assert document.name == name
    assert document.undecodable == 0
    assert document.text == clean(document.text)
    for tokenizer in TOKENIZERS:
        assert encode([document], tokenizer_named(tokenizer)).tokens >= 40


@pytest.mark.parametrize("name", [name for name in bundled.CORPORA if name != "python"])
def test_bundled_files_hold_nothing_that_would_be_marked(name: str) -> None:
    text = bundled.text_of(name)
    lines = text.split("\n")
    assert [visible(line) for line in lines] == lines
    assert text.endswith("\n")
    assert not any(line != line.rstrip() for line in lines)


@pytest.mark.parametrize("name", LARGE)
def test_a_large_corpus_has_at_least_eight_thousand_words(name: str) -> None:
    words = [token for token in TOKENIZERS["word"].split(bundled.text_of(name)) if token[0].isalnum()]
    assert len(words) >= 8_000


@pytest.mark.parametrize("name", LARGE)
def test_no_paragraph_and_no_line_is_repeated(name: str) -> None:
    text = bundled.text_of(name)
    for parts in (re.split(r"\n\s*\n", text), text.split("\n")):
        occurrences = Counter(part.strip().lower() for part in parts if part.strip())
        assert [part for part, count in occurrences.items() if count > 1] == []


@pytest.mark.parametrize("name", LARGE)
def test_fewer_than_two_in_a_hundred_stretches_of_eight_tokens_occur_twice(name: str) -> None:
    tokens = TOKENIZERS["word"].split(bundled.text_of(name))
    occurrences = Counter(tuple(tokens[i : i + 8]) for i in range(len(tokens) - 7))
    assert sum(count > 1 for count in occurrences.values()) < 0.02 * len(occurrences)


def test_verse_has_no_blank_lines_so_that_every_line_is_a_unit() -> None:
    lines = bundled.text_of("verse").removesuffix("\n").split("\n")
    assert all(line.strip() for line in lines)
    assert encode(read_corpus("verse"), tokenizer_named("word")).units == len(lines)


@pytest.mark.parametrize("name", ["fables", "kitchen", "voyage"])
def test_prose_has_paragraphs_for_units(name: str) -> None:
    paragraphs = re.split(r"\n\s*\n", bundled.text_of(name).strip())
    assert len(paragraphs) > 50
    assert encode(read_corpus(name), tokenizer_named("word")).units == len(paragraphs)


def test_the_world_of_the_mouse_has_five_words() -> None:
    source = encode(read_corpus("mouse"), tokenizer_named("word"))
    assert set(source.vocabulary.decode(range(3, len(source.vocabulary)))) == {
        "ate",
        "ball",
        "cheese",
        "mouse",
        "the",
    }


def test_the_default_is_one_of_them() -> None:
    assert bundled.DEFAULT in bundled.CORPORA


def test_a_corpus_the_installation_lacks_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bundled, "_folders", lambda: (tmp_path, tmp_path))
    with pytest.raises(SourceError, match="'fables' is missing from this installation; install lmtui again"):
        list(read_corpus("fables"))


def test_a_python_without_its_reference_is_no_reason_for_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr("lmtui.text.bundled.importlib.import_module", fail)
    with pytest.raises(SourceError, match="choose another corpus"):
        list(read_corpus("python"))


@pytest.mark.parametrize("damage", ["locked", "not UTF-8"])
def test_a_corpus_that_cannot_be_read_is_refused(
    damage: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if damage == "locked":
        (tmp_path / "fables.txt").mkdir()  # which cannot be read by root either
    else:
        (tmp_path / "fables.txt").write_bytes(b"\xff")
    monkeypatch.setattr(bundled, "_folders", lambda: (tmp_path / "nowhere", tmp_path))
    with pytest.raises(SourceError, match="'fables' cannot be read; install lmtui again"):
        list(read_corpus("fables"))
