"""Which names stand for corpora."""

from __future__ import annotations

from pathlib import Path

import pytest

from lmtui.errors import SourceError, ignore_progress
from lmtui.text import bundled, named
from lmtui.text.sources import read_corpus


def test_no_name_is_given_twice() -> None:
    names = [*bundled.CORPORA, *(texts.name for texts in named.all_of_the_machine())]
    assert len(set(names)) == len(names)
    assert all(map(named.is_corpus_name, names))
    assert not any(map(named.is_corpus_name, ("fox", "./man")))


def test_docstrings_are_read_by_name() -> None:
    assert next(iter(read_corpus("docstrings", ignore_progress))).corpus == "docstrings"


def test_a_file_goes_before_the_texts_of_a_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert named.stands_for_corpus("kernel")
    with pytest.raises(SourceError, match="apt install linux-doc"):
        list(read_corpus("kernel", ignore_progress))
    Path("kernel").write_text("a file of mine\n")
    assert not named.stands_for_corpus("kernel")
    assert [document.text for document in read_corpus("kernel", ignore_progress)] == ["a file of mine\n"]
