"""Texts come from standard input as soon as they are there."""

from __future__ import annotations

import gzip
import io
import sys

import pytest
from support.byte_model import ByteModel
from support.cli import done, here, running, strict_json

from lmtui.cli import score_tables
from lmtui.cli.texts_to_score import units_on_standard_input
from lmtui.text import text_stream, unit_stream


def test_a_line_is_scored_before_the_next_one_comes() -> None:
    with running("score", "--corpus", "mouse", "--json") as process:
        for line in ("the mouse ate", "the cheese"):
            process.stdin.write(f"{line}\n".encode())
            process.stdin.flush()
            assert strict_json(process.stdout.readline().decode())["text"] == line


def test_paragraphs_are_scored_as_whole_texts() -> None:
    verse = b"the old owl\n slept\n\nthe mouse\n"
    records = done("score", "--corpus", "verse", "--unit", "paragraph", "--json", stdin=verse).records
    assert [record["text"] for record in records[:-1]] == ["the old owl\n slept", "the mouse"]


TEXT = "the mouse ate the ball\nthe owl é ate\n\nthe cheese the mouse\n"


def test_a_packed_text_in_another_encoding_is_scored_as_the_text() -> None:
    options = ("score", "--corpus", "mouse", "--json")
    packed = here(*options, "--encoding", "utf-16-le", stdin=gzip.compress(TEXT.encode("utf-16-le")))
    assert (packed.code, packed.err) == (0, "")
    assert packed.out == here(*options, stdin=TEXT.encode()).out


def test_what_is_cut_short_is_scored_up_to_there() -> None:
    ran = here("score", "--corpus", "mouse", "--json", stdin=gzip.compress(TEXT.encode())[:-2])
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert "is cut short" in ran.err


@pytest.mark.parametrize("unit", ["line", "paragraph", "file", "stream"])
@pytest.mark.parametrize(
    "options",
    [
        ("--summary", "--json"),
        (),
        ("--no-end", "--base", "2"),
    ],
)
def test_units_in_parts_are_printed_as_whole_ones(
    unit: str, options: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ("score", "--corpus", "mouse", "--unit", unit, *options)
    for text in (TEXT, TEXT.replace("\n", " "), f" {TEXT}zebra  \n \n"):
        with monkeypatch.context() as patch:
            whole = done(*command, stdin=text.encode()).out
            patch.setattr(unit_stream, "_LONG", 4)
            patch.setattr(score_tables, "_PIECE", 5)
            patch.setattr(text_stream, "_PIECE", 7)
            assert done(*command, stdin=text.encode()).out == whole


def test_a_text_of_a_model_of_others_is_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    given = "a b\u2028c\n\nd".encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
    units = units_on_standard_input(ByteModel(), "", in_parts=True)
    assert [text for texts, *_ in units for text in texts] == ["a b", "c", "d"]


def test_a_blank_text_in_parts_is_no_text() -> None:
    ran = here("score", "--corpus", "mouse", "--unit", "stream", "--summary", stdin=b" \n\n")
    assert (ran.code, ran.out) == (1, "")
    assert "no text on standard input" in ran.err
