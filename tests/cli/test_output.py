"""Columns stand below each other, whatever is in them."""

from __future__ import annotations

import time

import pytest

from lmtui.cli.output import Output, print_columns, printed_number


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


def test_a_number_of_any_size_is_printed_in_a_few_columns() -> None:
    assert [printed_number(value, 6) for value in (0.5, 1234567.0, 3.2e98)] == [
        "0.500000",
        "1234567.000000",
        "3.2e+98",
    ]


def test_columns_are_aligned(capsys: pytest.CaptureFixture[str]) -> None:
    print_columns([("a", "b"), ("漢", "1"), ("\u0e01\u0e31x", "22")], right=(False, True))
    assert capsys.readouterr().out == "a    b\n漢   1\n\u0e01\u0e31x  22\n"


def test_texts_are_written_in_blocks_and_all_in_the_end(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    with Output(at_once=False) as written:
        written.write("a")
        assert capsys.readouterr().out == "a"
        written.write("b")
        assert capsys.readouterr().out == ""
        now = 0.06
        written.write("c")
        assert capsys.readouterr().out == "bc"
        written.write("d")
    assert capsys.readouterr().out == "d"


def test_where_the_next_text_may_take_long_each_is_written_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    with Output(at_once=True) as written:
        for text in "abc":
            written.write(text)
            assert capsys.readouterr().out == text
