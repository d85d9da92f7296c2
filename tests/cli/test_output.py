"""Columns stand below each other, whatever is in them."""

from __future__ import annotations

import pytest

from lmtui.cli.output import print_columns


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("cat", 3),
        ("漢字", 4),
        ("e\u0301", 1),
        ("\u0e01\u0e31", 1),  # a Thai consonant with a vowel above
        ("\u0915\u0947", 1),  # a Devanagari one
        ("a\u200db", 2),
    ],
)
def test_a_column_is_as_wide_as_a_terminal_draws_its_texts(
    text: str, columns: int, capsys: pytest.CaptureFixture[str]
) -> None:
    print_columns([(text, "|"), ("wider than that", "|")], right=(False, False))
    assert capsys.readouterr().out.partition("|")[0] == text + " " * (len("wider than that") - columns + 2)


def test_columns_are_aligned(capsys: pytest.CaptureFixture[str]) -> None:
    print_columns([("a", "b"), ("漢", "1"), ("\u0e01\u0e31x", "22")], right=(False, True))
    assert capsys.readouterr().out == "a    b\n漢   1\n\u0e01\u0e31x  22\n"
