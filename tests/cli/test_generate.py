"""`lmtui generate`: the text, and the same text as JSON."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.cli import done, here

from lmtui.sampling.luck import luck

FIELDS = ["index", "token", "luck", "rank", "model_prob", "prob", "order"]
MOUSE = ("generate", "--corpus", "mouse")


def spelled(tokens: list[str], blank: str) -> str:
    """Words without punctuation as running text, the slow way."""
    lines = "\0".join(tokens).split("</s>")
    return "\n".join(blank.join(line.strip("\0").split("\0")) for line in lines)


def test_the_favourite_end_of_the_mouse_ate_is_the_cheese() -> None:
    ran = done(*MOUSE, "--prompt", "the mouse ate", "--temperature", "0", "--tokens", "2")
    assert ran.out == "the mouse ate the cheese\n"


def test_after_a_unit_a_new_one_begins() -> None:
    ran = done(*MOUSE, "--prompt", "the mouse ate", "--temperature", "0", "--tokens", "9")
    assert ran.out == "the mouse ate the cheese\nthe mouse ate the cheese\n"


def test_stop_ends_with_the_unit() -> None:
    ran = done(*MOUSE, "--prompt", "the mouse ate", "--temperature", "0", "--tokens", "50", "--stop")
    assert ran.out == "the mouse ate the cheese\n"
    records = done(*MOUSE, "--prompt", "the mouse ate", "--temperature", "0", "--stop", "--json").records
    assert [record["token"] for record in records] == ["the", "cheese", "</s>"]


def test_no_tokens_leave_the_prompt_alone() -> None:
    assert done(*MOUSE, "--prompt", "the mouse", "--tokens", "0").out == "the mouse\n"
    assert done(*MOUSE, "--prompt", "the mouse", "--tokens", "0", "--json").out == ""


def test_a_hundred_tokens_are_drawn_where_nothing_else_is_said() -> None:
    assert len(done(*MOUSE, "--json").records) == 100


@settings(max_examples=40)
@given(
    st.integers(0, 2**64 - 1),
    st.sampled_from(("0", "0.5", "1", "3", "inf")),
    st.sampled_from((("word", " "), ("char", ""), ("whitespace", " "))),
    st.sampled_from(("", "the mouse", "cheese")),
    st.booleans(),
)
def test_the_objects_spell_the_plain_text(
    seed: int, temperature: str, tokenizer: tuple[str, str], prompt: str, stop: bool
) -> None:
    name, blank = tokenizer
    options = ("--tokenizer", name, "--prompt", prompt, "--temperature", temperature, "--seed", str(seed))
    options += ("--tokens", "40", *(("--stop",) if stop else ()))
    tokens = [record["token"] for record in done(*MOUSE, *options, "--json").records]
    assert len(tokens) == 40 or (stop and tokens[-1] == "</s>")
    before = prompt.split() if blank else list(prompt)
    assert done(*MOUSE, *options).out.removesuffix("\n") == spelled(before + tokens, blank).removesuffix("\n")


def test_an_object_says_how_its_token_came_to_be() -> None:
    records = done(*MOUSE, "--tokens", "30", "--seed", "7", "--temperature", "1.5", "--json").records
    assert [list(record) for record in records] == [FIELDS] * 30
    assert [record["index"] for record in records] == list(range(30))
    # Full precision: the number printed is the very float.
    assert [record["luck"] for record in records] == [luck(7, index) for index in range(30)]
    assert len({record["token"] for record in records}) > 2


def test_an_object_has_the_figures_of_the_next_token_table() -> None:
    options = ("--corpus", "mouse", "--temperature", "0.8", "--top-p", "0.97", "--seed", "3")
    records = done("generate", *options, "--tokens", "12", "--stop", "--json").records
    assert len(records) > 3
    prompt: list[str] = []
    for record in records:
        (table,) = done("next", *options, "--prompt", " ".join(prompt), "--top", "all", "--json").records
        row = table["candidates"][record["rank"] - 1]
        assert [record[key] for key in ("token", "order")] == [row[key] for key in ("token", "order")]
        assert [record[key] for key in ("model_prob", "prob")] == pytest.approx(
            [row[key] for key in ("model_prob", "prob")], rel=1e-12
        )
        assert row["cumulative"] - row["prob"] - 1e-12 <= record["luck"] < row["cumulative"] + 1e-12
        prompt.append(record["token"])


def test_another_seed_is_another_text_and_the_same_seed_the_same() -> None:
    first = done("generate", "--seed", "1").out
    assert done("generate", "--seed", "1").out == first
    assert done("generate", "--seed", "2").out != first


def test_the_narrowest_cut_is_temperature_zero() -> None:
    frozen = done("generate", "--temperature", "0").out
    assert done("generate", "--top-k", "1").out == frozen
    assert done("generate", "--min-p", "1").out == frozen
    assert done("generate").out != frozen


@pytest.mark.parametrize(("order", "shown"), [("1", 1), ("2", 2), ("5", 5)])
def test_the_order_asked_for_is_the_highest_that_serves(order: str, shown: int) -> None:
    records = done("generate", "--order", order, "--temperature", "0", "--json").records
    assert max(record["order"] for record in records) == shown


def test_a_file_a_folder_standard_input_and_several_corpora_are_the_same_text(tmp_path: Path) -> None:
    one, two = "a rose is a rose\n\nis it a rose\n", "the rose is red\n\na rose it is\n"
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "1.txt").write_text(one, encoding="utf-8")
    (folder / "2.md").write_text(two, encoding="utf-8")
    whole = tmp_path / "whole.text"
    whole.write_text(f"{one}\n{two}", encoding="utf-8")
    options = ("generate", "--tokens", "60", "--json")
    expected = done(*options, "--corpus", str(whole)).records
    assert {record["token"] for record in expected} >= {"red", "it", "rose"}
    first, second = str(folder / "1.txt"), str(folder / "2.md")
    assert done(*options, "--corpus", str(folder)).records == expected
    assert done(*options, "--corpus", first, "--corpus", second).records == expected
    assert done(*options, "--corpus", "-", stdin=whole.read_bytes()).records == expected
    assert done(*options, "--corpus", first, "--corpus", "-", stdin=two.encode()).records == expected
    assert done(*options, "--corpus", first).records != expected


def test_undecodable_bytes_are_reported_beside_the_text(tmp_path: Path) -> None:
    path = tmp_path / "latin1.txt"
    path.write_bytes("café café thé\n".encode("latin-1"))
    ran = here("generate", "--corpus", str(path), "--tokens", "20")
    assert ran.code == 0
    assert ran.err == (
        f"lmtui: note: 3 undecodable bytes in '{path}' are shown as U+FFFD: this is not UTF-8; "
        "if it is Windows-1252, give --encoding cp1252\n"
    )
    assert "\ufffd" in ran.out


def test_unknown_words_of_the_prompt_are_reported_once_each() -> None:
    ran = here(*MOUSE, "--prompt", "the zebra ate a zebra", "--tokens", "1", "--temperature", "0")
    assert ran.code == 0
    assert ran.err.count("\n") == 1
    assert ran.err.startswith("lmtui: note: ")
    assert ran.err.count("zebra") == 1
    assert ran.err.rstrip().endswith("zebra, a")
    assert ran.out.startswith("the zebra ate a zebra")


def test_infinite_temperature_draws_even_what_the_model_gives_nothing() -> None:
    records = done(*MOUSE, "--smoothing", "mle", "--temperature", "inf", "--tokens", "50", "--json").records
    assert all(record["prob"] == pytest.approx(1 / 6, rel=1e-12) for record in records)
    assert any(record["model_prob"] == 0 for record in records)
    assert math.fsum(record["luck"] for record in records) > 0
