"""The words of a file: a list of tokens, known by its words and not by its name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lmtui.errors import LmtuiError
from lmtui.text.tokenizers import tokenizer_named
from lmtui.text.vocabulary import Vocabulary
from lmtui.text.word_list import WordList

WORD, WHITESPACE = tokenizer_named("word"), tokenizer_named("whitespace")
V = Vocabulary.from_tokens(["<unk>", "<s>", "</s>", "mouse", "don't", "x,", "é"])


def read(path: Path, text: bytes) -> WordList:
    path.write_bytes(text)
    return WordList.read(str(path), WHITESPACE)


def test_the_order_and_number_of_words_and_the_blanks_and_the_name_do_not_matter(tmp_path: Path) -> None:
    one = read(tmp_path / "one", b"mouse\tcat\r\n dog  mouse\n")
    same = read(tmp_path / "same", b"dog cat </s> mouse")
    other = read(tmp_path / "one", b"dog cat mouse ab")
    assert one.words == same.words == {"mouse", "cat", "dog"}
    assert one.identity == same.identity != other.identity


def test_words_are_cut_as_the_texts_are(tmp_path: Path) -> None:
    (tmp_path / "list").write_text("mouse don\u2019t x, e\u0301", encoding="utf-8")
    marks = {
        tokenizer.name: WordList.read(str(tmp_path / "list"), tokenizer).marks(V).tolist()
        for tokenizer in (WORD, WHITESPACE)
    }
    assert marks["word"] == [True, True, True, True, True, False, True]
    assert marks["whitespace"] == [True, True, True, True, False, True, False]


def test_a_file_that_lists_nothing_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("")
    (tmp_path / "blank").write_text(" \n\t\n")
    (tmp_path / "binary").write_bytes(bytes(range(256)) * 9)
    os.mkfifo(tmp_path / "pipe")
    reasons = {
        "missing": "there is no file of words",
        "a\0b": "there is no file of words",
        "empty": "holds no words",
        "blank": "holds no words",
        "binary": "holds NUL",
        "pipe": "cannot read",
        ".": "is a folder",
    }
    for name, reason in reasons.items():
        with pytest.raises(LmtuiError) as refused:
            WordList.read(str(tmp_path / name), WHITESPACE)
        assert reason in str(refused.value)
        assert str(refused.value).isprintable()


def test_words_that_are_not_in_the_text_are_passed_over_unless_there_are_no_others(tmp_path: Path) -> None:
    assert read(tmp_path / "list", b"mouse zeppelin").marks(V).tolist() == [True] * 4 + [False] * 3
    with pytest.raises(LmtuiError, match=r"no word of '.*' occurs in the text; give other words, or another text"):
        read(tmp_path / "list", b"zeppelin </s>").marks(V)
