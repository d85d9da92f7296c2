"""The record of a text that comes in parts is that of the whole text, byte for byte."""

from __future__ import annotations

import pytest
from support.cli import done

from lmtui.cli import score_records
from lmtui.text import text_stream, unit_stream

TEXT = 'the mouse ate the ball\nthe "owl" é 漢 ate\n\nthe cheese the zebra \U0001f600 mouse\n'


@pytest.mark.parametrize("unit", ["line", "paragraph", "file", "stream"])
@pytest.mark.parametrize("options", [(), ("--no-end",), ("--min-count", "8"), ("--smoothing", "mle")])
def test_a_record_in_parts_is_that_of_the_whole(
    unit: str, options: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ("score", "--corpus", "mouse", "--unit", unit, "--json", *options)
    for text in (TEXT, TEXT.replace("\n", " ")):
        with monkeypatch.context() as patch:
            whole = done(*command, stdin=text.encode())
            patch.setattr(unit_stream, "_LONG", 4)
            patch.setattr(score_records, "_PIECE", 5)
            patch.setattr(text_stream, "_PIECE", 7)
            in_parts = done(*command, stdin=text.encode())
        assert in_parts.out == whole.out
        assert in_parts.records == whole.records
