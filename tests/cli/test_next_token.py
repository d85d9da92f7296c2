"""`lmtui next`: the table, as figures that can be checked by hand."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.cli import done, here, refusal

MOUSE = ("next", "--corpus", "mouse")


# In mouse.txt "the" is followed by "mouse" 8 times, by "cheese" 7 times, by "ball" 3 times.
AFTER_THE = ("--smoothing", "mle", "--order", "2", "--prompt", "the")


SUCCESSORS = {"mouse": 8, "cheese": 7, "ball": 3}


def table(*options: str) -> dict[str, Any]:
    (record,) = done(*MOUSE, *options, "--json").records
    return record


def test_the_fields_are_those_other_programs_rely_on() -> None:
    record = table("--prompt", "the mouse ate", "--temperature", "0.8")
    assert list(record) == [
        "context",
        "temperature",
        "vocabulary",
        "support",
        "entropy_bits",
        "candidates",
        "rest",
        "kept",
        "unknown",
    ]
    for candidate in record["candidates"]:
        assert list(candidate) == ["rank", "token", "model_prob", "prob", "cumulative", "order"]
    assert list(record["rest"]) == ["count", "prob"]
    assert list(record["kept"]) == ["first", "last", "count", "count_in_other_order"]
    assert list(record["unknown"]) == ["model_prob"]


def test_an_infinite_temperature_is_uniform_over_the_support() -> None:
    record = table("--prompt", "the mouse ate", "--temperature", "inf", "--top", "all")
    assert record["temperature"] == "inf"
    assert (record["vocabulary"], record["support"]) == (8, 6)
    candidates = record["candidates"]
    assert {candidate["token"] for candidate in candidates} == {"the", "mouse", "ate", "cheese", "ball", "</s>"}
    assert {candidate["prob"] for candidate in candidates} == {1 / 6}
    assert record["entropy_bits"] == pytest.approx(math.log2(6), rel=1e-12)
    assert record["rest"] == {"count": 0, "prob": 0}
    assert math.fsum(candidate["prob"] for candidate in candidates) == pytest.approx(1, rel=1e-12)


def test_a_temperature_of_zero_is_the_favourite_alone() -> None:
    record = table("--prompt", "the mouse ate", "--temperature", "0", "--top", "all")
    assert [candidate["prob"] for candidate in record["candidates"]] == [1, 0, 0, 0, 0, 0]
    assert record["candidates"][0]["token"] == "the"
    assert record["entropy_bits"] == 0
    assert record["temperature"] == 0


@pytest.mark.parametrize("temperature", [0.25, 0.5, 1.0, 2.0, 7.0])
def test_without_smoothing_the_table_is_the_powers_of_the_counts(temperature: float) -> None:
    record = table(*AFTER_THE, "--temperature", str(temperature), "--top", "3")
    weights = {word: count ** (1 / temperature) for word, count in SUCCESSORS.items()}
    total = math.fsum(weights.values())
    cumulative = 0.0
    for rank, (word, candidate) in enumerate(zip(SUCCESSORS, record["candidates"], strict=True), 1):
        cumulative += weights[word] / total
        assert candidate["rank"] == rank
        assert candidate["token"] == word
        assert candidate["order"] == 2
        assert candidate["model_prob"] == pytest.approx(SUCCESSORS[word] / 18, rel=1e-12)
        assert candidate["prob"] == pytest.approx(weights[word] / total, rel=1e-9)
        assert candidate["cumulative"] == pytest.approx(cumulative, rel=1e-9)
    assert record["rest"]["count"] == 3
    assert record["rest"]["prob"] == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    ("cut", "kept"),
    [
        (("--top-k", "2"), 2),
        (("--top-p", "0.5"), 2),  # 8/18 is less than a half
        (("--top-p", "0.4"), 1),
        (("--min-p", "0.5"), 2),  # 3/8 is less than a half of rank 1
        (("--min-p", "0.375"), 3),
        (("--top-k", "2", "--top-p", "0.5"), 1),  # of what top-k left, 8/15 is more than a half
    ],
)
def test_cut_tokens_stay_on_the_table_with_nothing(cut: tuple[str, ...], kept: int) -> None:
    record = table(*AFTER_THE, *cut, "--top", "all")
    left = list(SUCCESSORS.values())[:kept]
    expected = [count / sum(left) for count in left] + [0.0] * (6 - kept)
    assert [candidate["prob"] for candidate in record["candidates"]] == pytest.approx(expected, rel=1e-12)
    assert [candidate["model_prob"] for candidate in record["candidates"][:3]] == pytest.approx(
        [8 / 18, 7 / 18, 3 / 18]
    )
    assert record["candidates"][kept - 1]["cumulative"] == 1
    assert record["entropy_bits"] == pytest.approx(
        -math.fsum(prob * math.log2(prob) for prob in expected if prob), abs=1e-9
    )


@settings(max_examples=40)
@given(
    st.sampled_from(("0", "0.3", "1", "4", "inf")),
    st.one_of(st.integers(1, 1500), st.just("all")),
    st.sampled_from(("", "the fox", "zebra crossing", "and so")),
    st.sampled_from(((), ("--top-k", "7"), ("--top-p", "0.9"), ("--min-p", "0.05"))),
)
def test_the_rows_and_the_rest_make_up_one(
    temperature: str, top: int | str, prompt: str, cut: tuple[str, ...]
) -> None:
    options = ("next", "--prompt", prompt, "--temperature", temperature, *cut, "--json")
    (record,) = here(*options, "--top", str(top)).records
    rows, support = record["candidates"], record["support"]
    assert len(rows) == (support if top == "all" else min(int(top), support))
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    assert record["rest"]["count"] == support - len(rows)
    assert math.fsum(row["prob"] for row in rows) + record["rest"]["prob"] == pytest.approx(1, abs=1e-9)
    (whole,) = here(*options, "--top", "all").records
    assert rows == whole["candidates"][: len(rows)]
    # The rest is what the rows not shown really have, not merely what is missing.
    hidden = math.fsum(row["prob"] for row in whole["candidates"][len(rows) :])
    assert record["rest"]["prob"] == pytest.approx(hidden, abs=1e-9)


def test_ten_rows_are_shown_where_nothing_else_is_said() -> None:
    (record,) = done("next", "--json").records
    assert len(record["candidates"]) == 10


@pytest.mark.parametrize(
    ("order", "prompt", "context"),
    [
        ("3", "", ["<s>"]),
        ("3", "the", ["<s>", "the"]),
        ("3", "the mouse ate", ["mouse", "ate"]),
        ("5", "the mouse ate", ["<s>", "the", "mouse", "ate"]),
        ("2", "the mouse ate", ["ate"]),
        ("1", "the mouse ate", []),
    ],
)
def test_the_context_is_what_the_order_leaves_of_the_prompt(order: str, prompt: str, context: list[str]) -> None:
    assert table("--order", order, "--prompt", prompt)["context"] == context


def test_an_unknown_word_conditions_as_the_unknown_word() -> None:
    ran = here(*MOUSE, "--prompt", "the zebra", "--json")
    assert ran.code == 0
    assert ran.records[0]["context"] == ["the", "<unk>"]
    assert "zebra" in ran.err
    assert ran.err.count("\n") == 1


def test_the_table_for_people_is_aligned_and_says_what_is_left() -> None:
    assert done(*MOUSE, *AFTER_THE, "--top", "2").lines == [
        "after the",
        "T = 1, 1.481 bits, support 6 of 8",
        "rank  token            p       p_T  cumulated  order",
        "   1  mouse     0.444444  0.444444   0.444444      2",
        "   2  cheese    0.388889  0.388889   0.833333      2",
        "      4 others  0.166667  0.166667   1.000000",
        "entropy in bits: logarithms to base 2",
    ]


def test_the_table_for_people_shows_cut_tokens_and_no_rest_where_nothing_is_left() -> None:
    lines = done(*MOUSE, *AFTER_THE, "--temperature", "0.5", "--top-k", "2", "--top", "all").lines
    # (8² and 7² of 113)
    assert lines[:2] == ["after the", "T = 0.50, 0.987 bits, support 6 of 8"]
    assert lines[3].split() == ["1", "mouse", "0.444444", "0.566372", "0.566372", "2"]
    assert lines[4].split() == ["2", "cheese", "0.388889", "0.433628", "1.000000", "2"]
    assert lines[5].split() == ["3", "ball", "0.166667", "0.000000", "1.000000", "2"]
    assert len(lines) == 3 + 6 + 2
    assert lines[-2] == "top-k 2: after T they keep 2 of 6 tokens; before T they would keep 2"
    assert "others" not in "\n".join(lines)


def test_without_a_context_the_table_says_so() -> None:
    assert done(*MOUSE, "--order", "1").lines[0] == "after anything"
    assert done(*MOUSE).lines[0] == "after <s>"
    assert done(*MOUSE, "--temperature", "inf").lines[1].startswith("T = ∞, 2.585 bits")


def test_blanks_have_a_mark_in_the_table() -> None:
    ran = done(*MOUSE, "--tokenizer", "char", "--prompt", "the", "--top", "1")
    assert ran.lines[0] == "after h e"
    assert ran.lines[3].split()[1] == "␣"


@pytest.mark.parametrize("top", ["0", "-1", "some", "1.5", ""])
def test_a_number_of_rows_that_is_none_is_refused(top: str) -> None:
    assert "--top" in refusal(here(*MOUSE, f"--top={top}"), 2)


def column(lines: list[str], name: str) -> list[float]:
    """A column of the table for people, with the last rows."""
    end = lines[2].index(f" {name} ") + 1 + len(name)
    return [float(line[:end].split()[-1]) for line in lines[3:] if line[end - 1 : end].isdigit()]


@pytest.mark.parametrize("top", ["1", "3", "all"])
@pytest.mark.parametrize("options", [(), ("--temperature", "inf"), ("--top-k", "2"), ("--smoothing", "add-k:1")])
def test_both_columns_sum_to_one_with_the_others_and_the_unknown_word(top: str, options: tuple[str, ...]) -> None:
    *lines, base = done(*MOUSE, *options, "--prompt", "the", "--top", top).lines
    lines = lines[:-1] if "--top-k" in options else lines
    assert base == "entropy in bits: logarithms to base 2"
    for name in ("p", "p_T"):
        assert sum(column(lines, name)) == pytest.approx(1, abs=len(lines) * 0.0000005 + 1e-9)
    assert lines[-1].split()[0] == "<unk>"
    assert lines[-1].split()[2] == "0.000000"
    assert (lines[-2].split()[1] == "others") == (top != "all")
    record = table(*options, "--prompt", "the", "--top", top)
    assert record["unknown"]["model_prob"] == pytest.approx(column(lines, "p")[-1], abs=0.0000005)


def test_a_model_without_a_share_for_the_unknown_word_has_no_row_of_it() -> None:
    assert "<unk>" not in done(*MOUSE, *AFTER_THE, "--top", "all").out
    assert table(*AFTER_THE)["unknown"] == {"model_prob": 0.0}


ODD = """\\data\\
ngram 1=6

\\1-grams:
-1 <unk>
-99 <s>
-0.5 </s>
-0.3 a
-2 b
-7 c

\\end\\
"""


def test_of_a_model_that_does_not_sum_to_one_the_others_are_what_they_are(tmp_path: Path) -> None:
    path = tmp_path / "odd.arpa"
    path.write_text(ODD, encoding="utf-8")
    ran = here("next", "--model", str(path), "--top", "2")
    assert "do not sum to 1" in ran.err or "does not sum to 1" in ran.err
    lines = ran.lines
    assert [line.split()[:3] for line in lines[3:7]] == [
        ["1", "a", "0.501187"],
        ["2", "</s>", "0.316228"],
        ["2", "others", "0.010000"],  # 10^-2 and 10^-7, and not what is missing to 1
        ["<unk>", "0.100000", "0.000000"],
    ]


@pytest.mark.parametrize(
    ("temperature", "note"),
    [
        ("1", ""),
        ("9", ""),
        ("10", "p = 0 counts at T = ∞ alone (0^0 = 1)"),
        ("1e9", "p = 0 counts at T = ∞ alone (0^0 = 1)"),
        ("inf", "T = ∞ counts p = 0, too (0^0 = 1)"),
    ],
)
def test_where_t_is_large_the_table_says_what_becomes_of_p_0(temperature: str, note: str) -> None:
    last = done(*MOUSE, *AFTER_THE, "--temperature", temperature).lines[-2]
    assert last == note if note else "0^0" not in last
    assert "0^0" not in done(*MOUSE, "--prompt", "the", "--temperature", temperature).out  # no p is 0


def test_a_typed_share_means_that_decimal_or_fraction(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text("x\n" * 14 + "y\n" * 3 + "z\n" * 3, encoding="utf-8")

    def kept(*cuts: str) -> int:
        (record,) = done("next", "--corpus", str(path), "--order", "2", "--smoothing", "mle", "--json", *cuts).records
        return sum(candidate["prob"] > 0 for candidate in record["candidates"])

    for share in (".7", "0.7", "0,7", "7/10", "70e-2", "14/20"):
        assert kept("--top-p", share) == 1
    assert kept("--top-p", ".7000001") == 2
    assert kept("--top-p", ".85") == kept("--top-p", "17/20") == 2
    assert kept("--min-p", "3/14") == 3
    assert kept("--min-p", ".2143") == 1


@pytest.mark.parametrize("share", ["nan", "", "x", "1/0", "inf", "-0.1", "1.01", "3/2"])
@pytest.mark.parametrize("option", ["--top-p", "--min-p"])
def test_a_share_that_is_none_is_refused(option: str, share: str) -> None:
    message = refusal(here(*MOUSE, f"{option}={share}"), 2)
    assert option.removeprefix("--") in message


def test_the_kept_tokens_are_counted_for_both_orders() -> None:
    # Squared, 8, 7 and 3 parts are 64, 49 and 9 of 122: 0.5 is reached by the first alone.
    options = (*AFTER_THE, "--temperature", "0.5", "--top-p", "0.5")
    assert table(*options)["kept"] == {"first": 1, "last": 1, "count": 1, "count_in_other_order": 2}
    record = table(*options, "--temperature-last")
    assert record["kept"] == {"first": 1, "last": 2, "count": 2, "count_in_other_order": 1}
    assert record["candidates"][0]["prob"] == pytest.approx(64 / 113)
    said = done(*MOUSE, *options, "--temperature-last").lines[-2]
    assert said == "top-p 0.5: before T they keep 2 of 6 tokens; after T they would keep 1"


def test_a_typical_set_may_leave_out_the_favourite() -> None:
    record = table(*AFTER_THE, "--typical", "0.3")
    # H = 1.48 bits; 8/18 has 1.17 bits, 7/18 has 1.36.
    assert record["kept"]["first"] == record["kept"]["last"] == 2
    assert [candidate["prob"] for candidate in record["candidates"][:3]] == [0, 1, 0]
    said = done(*MOUSE, *AFTER_THE, "--typical", "0.3").lines[-2]
    assert said == "typical 0.3: after T they keep 1 of 6 tokens, ranks 2 to 2; before T they would keep 1"
