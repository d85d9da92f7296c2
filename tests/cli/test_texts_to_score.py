"""Texts come from standard input as soon as they are there."""

from __future__ import annotations

import pytest
from support.cli import done, here, running, strict_json


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
