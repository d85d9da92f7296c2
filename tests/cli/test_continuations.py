"""Continuations as a table, and as records."""

from __future__ import annotations

import math

import pytest
from support.byte_model import END, ByteModel

from lmtui.cli.continuations import print_continuations, record_of
from lmtui.sequences.best import Continuation


def test_the_greedy_one_has_a_row_where_there_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    tokens = ByteModel().tokens
    one = Continuation((tokens.encode(" mouse")[0].id, END), math.log(0.25))
    assert record_of(one, tokens) == {"tokens": [" mouse", "<end>"], "logprob": math.log(0.25)}
    for greedy in (one, None):
        print_continuations([one], greedy, tokens)
        rows = capsys.readouterr().out.splitlines()[1:]
        assert [row.split() for row in rows] == [
            [name, "-1.3863", "0.25", "␣mouse<end>"] for name in ("1", "greedy")[: len(rows)]
        ]
        assert len(rows) == 1 + (greedy is not None)
