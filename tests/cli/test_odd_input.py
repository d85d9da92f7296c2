"""What is odd about input is said, and nothing else is lost."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from support.cli import done, here

from lmtui.cli.main import run


def test_a_byte_order_mark_before_the_texts_is_no_word() -> None:
    plain = done("score", "--corpus", "mouse", "--json", stdin=b"the mouse ate the cheese\n").records
    marked = done("score", "--corpus", "mouse", "--json", stdin=b"\xef\xbb\xbfthe mouse ate the cheese\n").records
    assert marked == plain


def test_bytes_of_the_texts_that_are_no_utf_8_are_counted() -> None:
    result = here("score", "--corpus", "mouse", stdin=b"the mou\xffse\xfe ate\n")
    assert (result.code, "2 undecodable bytes" in result.err) == (0, True)


def test_a_model_in_which_nothing_that_can_be_drawn_is_probable_draws_alike(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "zero.arpa"
    file.write_text(
        "\\data\\\nngram 1=4\n\n\\1-grams:\n-99\t<s>\n-99\t</s>\n-99\ta\n0\t<unk>\n\n\\end\\\n", encoding="utf-8"
    )
    assert run(["generate", "--model", str(file), "--tokens", "20", "--json"]) == 0
    drawn = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {token["token"] for token in drawn} == {"a", "</s>"}
    assert {token["prob"] for token in drawn} == {0.5}


def test_what_other_programs_write_before_an_arpa_file_begins_is_passed_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "header.arpa"
    lines = (
        "A header of another program\n\n\\data\\\nngram 1=3\n\n\\1-grams:\n-99\t<s>\n-0.3\t</s>\n-0.3\ta\n\n\\end\\\n"
    )
    file.write_text(lines, encoding="utf-8")
    assert run(["next", "--model", str(file)]) == 0


def test_the_rest_is_exact_where_it_is_next_to_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["next", "--prompt", "The fox", "--temperature", "0.02", "--top", "1", "--json"]) == 0
    (record,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert 0 < record["rest"]["prob"] < 1e-30


@pytest.mark.parametrize("command", [["score"], ["next", "--corpus", "-"]])
def test_input_that_cannot_be_read_is_said_to_be_that(command: list[str], tmp_path: Path) -> None:
    with open(tmp_path / "only-written", "w", encoding="utf-8") as closed_to_readers:
        ran = subprocess.run(
            [sys.executable, "-m", "lmtui", *command], stdin=closed_to_readers, capture_output=True, text=True
        )
    assert ran.returncode == 1
    assert re.fullmatch("lmtui: cannot read .?standard input.*\n", ran.stderr)
