"""Texts come from standard input as soon as they are there."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable

import pytest
from support.cli import done, here, running, strict_json

from lmtui.cli import texts_to_score
from lmtui.text import unit_stream


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


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_texts_in_another_encoding_are_read_whole(encoding: str) -> None:
    options = ("score", "--corpus", "mouse", "--encoding", encoding, "--json")
    ran = here(*options, stdin="the mouse\nthe ball é\n".encode(encoding))
    assert [record["text"] for record in ran.records[:-1]] == ["the mouse", "the ball é"]


TEXT = "the mouse ate the ball\nthe owl é ate\n\nthe cheese the mouse\n"


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_packed_texts_are_scored_as_they_are_unpacked(pack: Callable[[bytes], bytes], encoding: str) -> None:
    options = ("score", "--corpus", "mouse", "--json")
    data = TEXT.encode(encoding)
    with running(*options) as process:
        process.stdin.write(pack(data))
        process.stdin.close()
        packed = process.stdout.read()
    assert packed.decode() == here(*options, stdin=data).out


def test_what_is_packed_twice_is_refused() -> None:
    with running("score", "--corpus", "mouse") as process:
        process.stdin.write(gzip.compress(gzip.compress(b"the mouse")))
        process.stdin.close()
        assert (process.wait(), process.stdout.read()) == (1, b"")


@pytest.mark.parametrize("unit", ["file", "stream"])
@pytest.mark.parametrize("smoothing", ["kneser-ney", "add-k"])
@pytest.mark.parametrize("no_end", [(), ("--no-end",)])
def test_the_sum_of_a_text_in_parts_is_that_of_the_whole(
    unit: str, smoothing: str, no_end: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    model = ("score", "--corpus", "mouse", "--unit", unit, "--smoothing", smoothing, "--json", *no_end)
    *_, whole = done(*model, stdin=TEXT.encode()).records
    monkeypatch.setattr(unit_stream, "_LONG", 4)
    for text in (TEXT, TEXT.replace("\n", " ")):
        monkeypatch.setattr(texts_to_score, "_PIECE", 7)
        assert done(*model, "--summary", stdin=text.encode()).records == [whole]


def test_a_blank_text_in_parts_is_no_text() -> None:
    ran = here("score", "--corpus", "mouse", "--unit", "stream", "--summary", stdin=b" \n\n")
    assert (ran.code, ran.out) == (1, "")
    assert "no text on standard input" in ran.err
