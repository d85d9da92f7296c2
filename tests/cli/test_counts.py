"""`lmtui counts`: n-grams by count, and the table of bigrams."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.cli import done, here, refusal

MOUSE = ("counts", "--corpus", "mouse")


def test_ngrams_come_by_count() -> None:
    records = done(*MOUSE, "--json", "--top", "all").records
    assert [set(record) for record in records] == [{"ngram", "count", "context_count", "model_prob"}] * len(records)
    assert [record["count"] for record in records] == sorted((record["count"] for record in records), reverse=True)
    assert all(len(record["ngram"]) == 3 for record in records)
    printed = done(*MOUSE, "--top", "2").lines
    assert printed[0].split() == ["count", "c(h)", "p(w|h)", "n-gram"]
    assert printed[1].split()[3:] == records[0]["ngram"]
    assert printed[3] == f"2 of {len(records)} 3-grams"


def test_the_length_and_the_beginning_can_be_chosen() -> None:
    records = done(*MOUSE, "--ngrams", "2", "--beginning", "the", "--json").records
    assert {record["ngram"][0] for record in records} == {"the"}
    assert all(len(record["ngram"]) == 2 for record in records)
    assert "that begin so" in done(*MOUSE, "--beginning", "the").lines[-1]
    assert here(*MOUSE, "--beginning", "zebra").lines[-1] == "0 of 0 3-grams that begin so"


def test_ngrams_longer_than_the_order_are_refused() -> None:
    assert "--order 5" in refusal(here(*MOUSE, "--ngrams", "5"), 1)


def test_the_table_has_a_row_for_each_context_and_a_column_for_each_token() -> None:
    lines = done(*MOUSE, "--table", "--ascii").lines
    names = [line.split()[0] for line in lines if line and not line[0].isspace()]
    assert names[:3] == ["<s>", "the", "ate"]
    assert lines[-1].startswith("rows: the token before")
    assert "\n".join(lines).isascii()
    blocks = done(*MOUSE, "--table").out
    assert any(mark in blocks for mark in "░▒▓█")


def test_at_temperature_0_every_row_has_one_full_cell() -> None:
    for record in done(*MOUSE, "--table", "--top", "all", "--temperature", "0", "--json").records:
        assert sorted(cell["prob"] for cell in record["cells"])[-2:] == [0.0, 1.0]
        assert sum(cell["model_prob"] for cell in record["cells"]) == pytest.approx(1)
    lines = [line for line in done(*MOUSE, "--table", "--temperature", "0", "--ascii").lines if "##" in line]
    assert lines


def test_counts_can_be_shaded() -> None:
    records = done(*MOUSE, "--table", "--top", "all", "--json").records
    most = max(cell["count"] for record in records for cell in record["cells"])
    assert f"counts, up to {most}" in done(*MOUSE, "--table", "--shade", "count", "--top", "all").lines[-1]


def test_a_model_that_was_read_has_no_counts(tmp_path: Path) -> None:
    arpa, folder = str(tmp_path / "mouse.arpa"), str(tmp_path / "mouse")
    done("train", "--corpus", "mouse", "-o", arpa)
    done("train", "--corpus", "mouse", "-o", folder)
    for model in (arpa, folder):
        assert "comes without counts" in refusal(here("counts", "--model", model), 1)
        assert "--shade count" in refusal(here("counts", "--model", model, "--table", "--shade", "count"), 1)
        (cell, *_) = done("counts", "--model", model, "--table", "--json").records[0]["cells"]
        assert cell["count"] is None


def test_tokens_that_could_act_on_a_terminal_are_shown_as_marks(tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_bytes(b"a\x1b[2J b a\x1b[2J b\n")
    options = ("--corpus", str(text), "--tokenizer", "whitespace")
    for command in (("counts",), ("counts", "--table"), ("next", "--explain", "b")):
        assert "\x1b" not in done(*command, *options).out
