"""Texts as people have them: wrapped, with stray blank lines, in other encodings and scripts."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from support.cli import REPOSITORY, done, here

BOOK = (REPOSITORY / "corpora" / "voyage.txt").read_text(encoding="utf-8").split("\n\n")


@pytest.mark.parametrize("columns", [50, 60, 72])
def test_a_wrapped_book_scores_as_its_unwrapped_self(columns: int, tmp_path: Path) -> None:
    wrapped = (
        "\n\n".join(textwrap.fill(paragraph.strip(), columns, break_on_hyphens=False) for paragraph in BOOK) + "\n"
    )
    unwrapped = "\n".join(" ".join(paragraph.split()) for paragraph in BOOK) + "\n"
    summaries = []
    for name, text in (("wrapped", wrapped), ("unwrapped", unwrapped)):
        file = tmp_path / f"{name}.txt"
        file.write_text(text, encoding="utf-8")
        records = done("score", "--corpus", str(file), "--json", stdin=text.encode()).records
        summaries.append(records[-1]["summary"])
    assert summaries[0] == summaries[1]
    assert summaries[0]["texts"] == len(BOOK)


def end_prob(file: Path) -> float:
    """p of `</s>` after the last word of a message."""
    (table,) = done("next", "--corpus", str(file), "--prompt", "all is well", "--top", "all", "--json").records
    (prob,) = (row["model_prob"] for row in table["candidates"] if row["token"] == "</s>")
    return float(prob)


def test_a_stray_blank_line_does_not_make_paragraphs_of_messages(tmp_path: Path) -> None:
    lines = ["all is well"] * 90
    file = tmp_path / "messages.txt"
    file.write_text("\n".join(lines), encoding="utf-8")
    without = end_prob(file)
    file.write_text("\n".join([*lines[:45], "\u00a0 ", *lines[45:]]), encoding="utf-8")
    assert end_prob(file) == without > 0.9


@pytest.mark.parametrize("prompt", ["don't", "don’t", "café", "cafe\u0301"])
def test_look_alikes_are_one_unless_the_text_is_to_be_exact(prompt: str, tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text("I don’t go to a cafe\u0301\n" * 3, encoding="utf-8")
    assert here("next", "--corpus", str(file), "--prompt", prompt).err == ""
    exact = here("next", "--corpus", str(file), "--exact-text", "--prompt", prompt)
    assert (exact.err == "") == (prompt in ("don’t", "cafe\u0301"))


def test_an_encoding_can_be_named(tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_bytes("l’été où ça va\n".encode("cp1252") * 3)
    unnamed = here("next", "--corpus", str(file))
    assert "--encoding cp1252" in unnamed.err
    named = done("generate", "--corpus", str(file), "--encoding", "cp1252", "--temperature", "0", "--tokens", "4")
    assert named.out.startswith("l'été où ça va")
    assert here("next", "--corpus", str(file), "--encoding", "rot13").code == 2


@pytest.mark.parametrize("word", ["မြန်မာ", "ភាសាខ្មែរ", "हिन्दी", "ภาษาไทย", "👩\u200d🚀", "👍🏽", "🇸🇪", "co\u00adop"])
def test_a_word_of_any_script_is_one_token(word: str, tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text(f"{word} {word} x\n" * 3, encoding="utf-8")
    (table,) = done("next", "--corpus", str(file), "--top", "all", "--json").records
    tokens = {row["token"] for row in table["candidates"]}
    assert tokens == {word.replace("\u00ad", ""), "x", "</s>"}


def test_page_breaks_are_blanks(tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text("one\ftwo\vthree\u2028four\x85five\n", encoding="utf-8")
    (table,) = done("next", "--corpus", str(file), "--top", "all", "--json").records
    assert {row["token"] for row in table["candidates"]} == {"one", "two", "three", "four", "five", "</s>"}
