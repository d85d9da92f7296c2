"""A probability is explained order by order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.cli import done, here, refusal

MOUSE = ("next", "--corpus", "mouse")


def table(*options: str) -> dict[str, Any]:
    (record,) = done(*MOUSE, *options, "--json").records
    return record


def test_a_probability_is_explained() -> None:
    options = ("next", "--corpus", "mouse", "--prompt", "the mouse ate")
    (record,) = done(*options, "--explain", "the", "--json").records
    assert record["context"] == ["mouse", "ate"]
    assert (record["token"], record["smoothing"]) == ("the", "kneser-ney")
    assert [part["order"] for part in record["parts"]] == [3, 2, 1, 0]
    assert sum(part["prob"] for part in record["parts"]) == pytest.approx(record["model_prob"], rel=1e-12)
    (table,) = done(*options, "--top", "all", "--json").records
    assert {"the": record["model_prob"]}.items() <= {
        candidate["token"]: candidate["model_prob"] for candidate in table["candidates"]
    }.items()
    lines = done(*options, "--explain", "the").lines
    assert lines[0] == f"p(the | mouse ate) = {record['model_prob']:.6g}, kneser-ney, order 3"
    assert lines[-1].startswith("below the highest order")


def test_what_is_explained_is_one_token() -> None:
    assert "takes one token" in refusal(here("next", "--corpus", "mouse", "--explain", "the mouse"), 2)
    assert "needs a token" in refusal(here("next", "--corpus", "mouse", "--explain", ""), 2)
    for special in ("</s>", "<unk>"):
        (record,) = done("next", "--corpus", "mouse", "--explain", special, "--json").records
        assert record["token"] == special


def test_a_model_without_its_text_is_explained_by_its_backoff_weights(tmp_path: Path) -> None:
    done("train", "--corpus", "mouse", "-o", str(tmp_path / "mouse.arpa"))
    ran = here("next", "--model", str(tmp_path / "mouse.arpa"), "--prompt", "the mouse ate", "--explain", "ball")
    assert ran.code == 0
    assert "comes without counts" in ran.err
    assert "of this context" in here("next", "--corpus", "mouse", "--prompt", "x ate", "--explain", "the").out
