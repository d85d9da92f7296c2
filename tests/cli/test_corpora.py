"""`lmtui corpora`: figures that can be had in another way."""

from __future__ import annotations

import math
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from support.cli import REPOSITORY, done

from lmtui.text import bundled
from lmtui.text.machine.packages import PACKAGES

FILES = tuple(name for name in bundled.CORPORA if name != "python")


@cache
def listed() -> dict[str, dict[str, Any]]:
    return {record["name"]: record for record in done("corpora", "--json").records}


def measured() -> dict[str, dict[str, Any]]:
    return {name: record for name, record in listed().items() if name in bundled.CORPORA}


def units(name: str) -> list[str]:
    """The units of a bundled text: its paragraphs, or its lines where it has no blank one."""
    text = (REPOSITORY / "corpora" / f"{name}.txt").read_text(encoding="utf-8").strip()
    paragraphs = re.split(r"\n\s*\n", text)
    return paragraphs if len(paragraphs) > 1 else text.split("\n")


def test_every_corpus_is_measured_once_in_the_order_offered() -> None:
    assert list(listed())[: len(bundled.CORPORA)] == list(bundled.CORPORA)
    for name, record in measured().items():
        assert list(record) == [
            "name",
            "description",
            "units",
            "unit",
            "tokens",
            "vocabulary",
            "perplexity_2",
            "perplexity_3",
        ]
        assert record["description"] == bundled.CORPORA[name]


def test_the_mouse_is_as_large_as_one_counts_by_hand() -> None:
    mouse = measured()["mouse"]
    # Ten lines: eight of five words, one of three, one of two. Five words and <unk>, <s>, </s>.
    assert (mouse["units"], mouse["tokens"], mouse["vocabulary"]) == (10, 8 * 5 + 3 + 2, 5 + 3)


@pytest.mark.parametrize("name", FILES)
def test_units_are_paragraphs_or_lines(name: str) -> None:
    assert measured()[name]["units"] == len(units(name))


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("order", [2, 3])
def test_the_perplexity_is_that_of_scoring_the_last_tenth_by_the_rest(name: str, order: int, tmp_path: Path) -> None:
    every = units(name)
    held_out = math.ceil(len(every) / 10)
    training = tmp_path / "training.txt"
    # A line a unit in both: the tokens of a unit do not depend on how it is broken into lines.
    training.write_text("\n".join(" ".join(unit.split()) for unit in every[:-held_out]), encoding="utf-8")
    scored = "\n".join(" ".join(unit.split()) for unit in every[-held_out:]).encode()
    ran = done("score", "--corpus", str(training), "--order", str(order), "--json", stdin=scored)
    summary = ran.records[-1]["summary"]
    assert summary["texts"] == held_out
    assert measured()[name][f"perplexity_{order}"] == pytest.approx(summary["perplexity"], rel=1e-9)


def test_the_table_shows_the_same_figures() -> None:
    head, *rows = done("corpora").lines
    rows = rows[: rows.index("")]
    assert re.split(r"  +", head) == [
        "corpus",
        "units",
        "tokens",
        "vocabulary",
        "perplexity 2",
        "perplexity 3",
        "what it is",
    ]
    assert len(rows) == len(measured())
    for row, record in zip(rows, measured().values(), strict=True):
        assert row.split(maxsplit=7) == [
            record["name"],
            f"{record['units']:,}",
            f"{record['unit']}s",
            f"{record['tokens']:,}",
            f"{record['vocabulary']:,}",
            f"{record['perplexity_2']:.1f}",
            f"{record['perplexity_3']:.1f}",
            record["description"],
        ]


def test_the_readme_of_the_corpora_says_what_is_measured() -> None:
    readme = (REPOSITORY / "corpora" / "README.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| `(\w+)` \| [^|]+ \| ([\d,]+) \w+ \| ([\d,]+) \| ([\d,]+) \| ([\d.]+) \| ([\d.]+) \|", readme, re.M
    )
    assert [row[0] for row in rows] == list(bundled.CORPORA)
    for name, *figures in rows:
        if name == "python":  # every Python brings its own
            continue
        record = measured()[name]
        sizes = (record["units"], record["tokens"], record["vocabulary"])
        perplexities = (record["perplexity_2"], record["perplexity_3"])
        assert figures == [*(f"{size:,}" for size in sizes), *(f"{value:.1f}" for value in perplexities)]


def test_what_is_on_this_machine_is_listed_with_its_size_and_not_read() -> None:
    of_machine = [record for name, record in listed().items() if name not in bundled.CORPORA]
    assert of_machine[0]["name"] == "docstrings"
    assert of_machine[0]["files"] > 300
    assert all(list(record) == ["name", "description", "files", "bytes"] for record in of_machine)
    lines = done("corpora").lines
    rows = lines[lines.index("") + 2 : -1]
    assert [row.split()[0] for row in rows] == [record["name"] for record in of_machine]
    assert [int(row.split()[1].replace(",", "")) for row in rows] == [record["files"] for record in of_machine]


def test_packages_are_named_with_licence_and_command() -> None:
    records = done("corpora", "--packages", "--json").records
    assert [record["name"] for record in records] == [texts.name for texts in PACKAGES]
    for record, line in zip(records, done("corpora", "--packages").lines[1:], strict=True):
        assert record["licence"] in line
        assert ("it is here" if record["installed"] else record["command"]) in line
