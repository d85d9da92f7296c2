"""`lmtui score`: the chain rule, checked against counts and against the next-token table."""

from __future__ import annotations

import math
from typing import Any

import pytest
from support.cli import done, here, refusal

from lmtui.text import text_stream

MOUSE = ("score", "--corpus", "mouse")
LIKELY, UNLIKELY = "the mouse ate the cheese", "cheese the ate mouse the"


def texts(*options: str, stdin: bytes = b"") -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The records of all texts, and the summary, which is last."""
    records = done(*MOUSE, *options, "--json", stdin=stdin).records
    assert list(records[-1]) == ["summary"]
    assert not any("summary" in record for record in records[:-1])
    summary: dict[str, Any] = records[-1]["summary"]
    return records[:-1], summary


def test_the_fields_are_those_other_programs_rely_on() -> None:
    (record,), summary = texts("--text", LIKELY)
    assert list(record)[:4] == ["text", "tokens", "logprob", "perplexity"]
    assert [list(token)[:4] for token in record["tokens"]] == [["token", "logprob", "order", "known"]] * 6
    assert list(summary) == ["texts", "tokens", "unknown", "perplexity", "perplexity_known"]


def test_without_smoothing_a_score_is_the_product_of_relative_frequencies() -> None:
    (record,), summary = texts("--smoothing", "mle", "--order", "2", "--text", LIKELY)
    # Of 10 lines 10 begin with "the"; of 18 "the" 8 go on with "mouse" and 7 with "cheese"; of 8 "mouse" 7 go on
    # with "ate"; of 9 "ate" 8 go on with "the"; of 7 "cheese" 6 end a line.
    factors = [10 / 10, 8 / 18, 7 / 8, 8 / 9, 7 / 18, 6 / 7]
    assert [token["token"] for token in record["tokens"]] == [*LIKELY.split(), "</s>"]
    assert [token["logprob"] for token in record["tokens"]] == pytest.approx(
        [math.log(p) for p in factors], abs=1e-12
    )
    assert [token["order"] for token in record["tokens"]] == [2] * 6
    assert all(token["known"] is True for token in record["tokens"])
    assert record["logprob"] == pytest.approx(math.log(math.prod(factors)), rel=1e-12)
    assert record["perplexity"] == pytest.approx(math.prod(factors) ** (-1 / 6), rel=1e-12)
    assert summary == {
        "texts": 1,
        "tokens": 6,
        "unknown": 0,
        "perplexity": record["perplexity"],
        "perplexity_known": record["perplexity"],
    }


def test_every_factor_is_the_one_the_next_token_table_shows() -> None:
    (record,), _ = texts("--text", LIKELY)
    prompt: list[str] = []
    for token in record["tokens"]:
        options = ("next", "--corpus", "mouse", "--prompt", " ".join(prompt), "--top", "all", "--json")
        (table,) = done(*options).records
        (row,) = (row for row in table["candidates"] if row["token"] == token["token"])
        assert math.exp(token["logprob"]) == pytest.approx(row["model_prob"], rel=1e-12)
        assert token["order"] == row["order"]
        prompt.append(token["token"])


def test_texts_come_from_standard_input_one_a_line_and_a_blank_line_is_none() -> None:
    given = [LIKELY, UNLIKELY, "the"]
    records, summary = texts(stdin="\n \u00a0\n".join(given).encode() + b"\r\n")
    assert [record["text"] for record in records] == given
    assert (summary["texts"], summary["tokens"]) == (3, 6 + 6 + 2)
    by_option, same = texts(*(word for text in given for word in ("--text", text)))
    assert (by_option, same) == (records, summary)


def test_a_text_that_is_given_may_be_empty() -> None:
    (record,), summary = texts("--text", "")
    assert [token["token"] for token in record["tokens"]] == ["</s>"]
    assert (summary["texts"], summary["tokens"]) == (1, 1)


def test_blank_lines_are_texts_where_they_are_for_kenlm() -> None:
    whitespace = ("--tokenizer", "whitespace")
    for given, count in ((b"the\n", 1), (b"the\n\n", 2), (b"\n", 1), (b"\nthe", 2)):
        assert texts(*whitespace, stdin=given)[1]["texts"] == count


@pytest.mark.parametrize("given", [b"", b"\n", b" \xc2\xa0 \n\t\n"])
@pytest.mark.parametrize("options", [(), ("--json",)])
def test_nothing_to_score_is_said(given: bytes, options: tuple[str, ...]) -> None:
    assert "there is no text on standard input" in refusal(here(*MOUSE, *options, stdin=given), 1)


def test_the_summary_is_over_all_tokens_and_not_over_texts() -> None:
    records, summary = texts("--text", LIKELY, "--text", "the", "--text", "zebra ate the xylophone")
    tokens = [token for record in records for token in record["tokens"]]
    known = [token["logprob"] for token in tokens if token["known"]]
    assert [token["token"] for token in tokens if not token["known"]] == ["zebra", "xylophone"]
    assert summary["unknown"] == 2
    assert summary["tokens"] == len(tokens) == 6 + 2 + 5
    every = math.fsum(token["logprob"] for token in tokens)
    assert summary["perplexity"] == pytest.approx(math.exp(-every / len(tokens)), rel=1e-12)
    assert summary["perplexity_known"] == pytest.approx(math.exp(-math.fsum(known) / len(known)), rel=1e-12)


def test_an_impossible_text_has_infinities_that_are_json() -> None:
    (record,), summary = texts("--smoothing", "mle", "--text", "the the zebra")
    assert record["logprob"] == "-inf"
    assert record["perplexity"] == "inf"
    assert "-inf" in [token["logprob"] for token in record["tokens"]]
    assert summary["perplexity"] == "inf"


def test_the_table_ranks_the_likely_text_first_in_the_order_given() -> None:
    lines = done(*MOUSE, "--text", UNLIKELY, "--text", LIKELY).lines
    assert lines[0].split() == ["rank", "p", "log", "p", "perplexity", "tokens", "unknown", "text"]
    assert [line.split(maxsplit=6)[0] for line in lines[1:3]] == ["2", "1"]
    assert [line.split(maxsplit=6)[6] for line in lines[1:3]] == [UNLIKELY, LIKELY]
    (record, likely), summary = texts("--text", UNLIKELY, "--text", LIKELY)
    assert likely["logprob"] > record["logprob"]
    assert lines[2].split(maxsplit=6)[1:6] == [
        f"{math.exp(likely['logprob']):.6g}",
        f"{likely['logprob']:.4f}",
        f"{likely['perplexity']:.6g}",
        "6",
        "0",
    ]
    assert lines[-1] == (
        f"2 texts, 12 tokens, 0 unknown, perplexity {summary['perplexity']:.6g} "
        f"({summary['perplexity_known']:.6g} without unknown); logarithms to base e"
    )


@pytest.mark.parametrize(("base", "of_one_half"), [("2", "-1.0000"), ("10", "-0.3010"), ("e", "-0.6931")])
def test_logarithms_have_the_base_that_is_asked_for(base: str, of_one_half: str) -> None:
    train = ("score", "--corpus", "-", "--smoothing", "mle", "--order", "2", "--text", "a b", "--no-end")
    ran = done(*train, "--base", base, stdin=b"a b\na c\n")
    assert ran.lines[1].split()[1:4] == ["0.5", of_one_half, "1.41421"]
    assert ran.lines[-1].endswith(f"logarithms to base {base}")
    (record, _) = done(*train, "--base", base, "--json", stdin=b"a b\na c\n").records
    assert record["logprob"] == pytest.approx(math.log(0.5))


def test_a_probability_that_no_float_can_hold_is_printed() -> None:
    ran = done(*MOUSE, "--text", "cheese " * 1000)
    (record,), _ = texts("--text", "cheese " * 1000)
    probability = ran.lines[1].split()[1]
    mantissa, exponent = probability.split("e")
    assert 1 <= float(mantissa) < 10
    assert math.log(float(mantissa)) + int(exponent) * math.log(10) == pytest.approx(record["logprob"], rel=1e-6)


def test_without_the_end_a_text_may_go_on() -> None:
    (whole,), _ = texts("--text", "the mouse ate")
    (begun,), summary = texts("--text", "the mouse ate", "--no-end")
    assert begun["tokens"] == whole["tokens"][:-1]
    assert summary["tokens"] == 3


def test_undecodable_bytes_of_a_text_are_marked_and_unknown() -> None:
    ran = here(*MOUSE, "--json", stdin=b"the \xff mouse\n")
    assert ran.code == 0
    assert ran.records[0]["text"] == "the \ufffd mouse"
    assert [token["known"] for token in ran.records[0]["tokens"]] == [True, False, True, True]


def test_the_corpus_may_come_from_standard_input_where_the_texts_do_not() -> None:
    ran = done("score", "--corpus", "-", "--text", LIKELY, "--json", stdin=MOUSE_TEXT.encode())
    assert ran.out == done(*MOUSE, "--text", LIKELY, "--json").out


MOUSE_TEXT = """\
the mouse ate the cheese
the mouse ate the ball
the cheese ate the ball
the mouse ate the cheese
the mouse ate
the ball ate the cheese
the mouse ate the cheese
the mouse ate the mouse
the cheese
the mouse ate the cheese
"""


LECTURE = ("--text", "the mouse ate the cheese", "--text", "the cheese ate the mouse")


def test_every_token_has_its_context_the_running_product_and_its_surprise() -> None:
    (record,), _ = texts("--text", LIKELY)
    running = 0.0
    for place, token in enumerate(record["tokens"]):
        running += token["logprob"]
        assert token["running"] == pytest.approx(running, abs=1e-12)
        assert token["surprise_bits"] == pytest.approx(-token["logprob"] / math.log(2), abs=1e-12)
        before = ["<s>", *LIKELY.split()][: place + 1]
        assert token["context"] == before[len(before) - token["order"] + 1 :]
    assert record["without_end"]["logprob"] == pytest.approx(record["tokens"][-2]["running"], abs=1e-12)


def test_two_texts_stand_beside_each_other() -> None:
    records = done(*MOUSE, *LECTURE, "--compare", "--json").records
    first, second, comparison, summary = records
    assert list(summary) == ["summary"]
    found = comparison["comparison"]
    assert [row["left"] for row in found["rows"]] == [*LIKELY.split(), "</s>"]
    assert [row["right"] for row in found["rows"]] == ["the", "cheese", "ate", "the", "mouse", "</s>"]
    assert found["log_ratio"] == pytest.approx(first["logprob"] - second["logprob"], abs=1e-9)
    assert found["rows"][-1]["running"] == pytest.approx(found["log_ratio"], abs=1e-9)
    largest = max(row["log_ratio"] for row in found["rows"])
    assert found["rows"][found["decisive"]]["log_ratio"] == largest
    ran = done(*MOUSE, *LECTURE, "--compare")
    assert [line.endswith("<") for line in ran.lines[1:7]].index(True) == found["decisive"]
    assert ran.lines[7].startswith(f"the first text is {math.exp(found['log_ratio']):.6g} times as probable")


def test_a_comparison_is_of_two_texts() -> None:
    assert "two texts, not 1" in refusal(here(*MOUSE, "--compare", "--text", LIKELY), 2)
    assert "two texts on standard input, not 3" in refusal(here(*MOUSE, "--compare", stdin=b"a\nb\nc\n"), 1)


def test_at_another_temperature_both_probabilities_stand_beside_p() -> None:
    records, _ = texts(*LECTURE, "--temperature", "1")
    for record in records:
        assert list(record["at"]) == ["temperature", "generated", "sequence"]
        # No token drawn is <unk>, and no other sequence has another length.
        assert record["logprob"] < record["at"]["generated"] < record["at"]["sequence"]
    at_zero, _ = texts(*LECTURE, "--temperature", "0")
    assert [record["at"]["sequence"] for record in at_zero] == [0.0, "-inf"]
    ran = done(*MOUSE, *LECTURE, "--temperature", "0.5")
    assert "p_T generated  p_T sequence" in ran.lines[0]
    assert all("at" not in record for record in texts(*LECTURE)[0])


def test_the_summary_alone_is_the_one_of_all_rows() -> None:
    given = b"the mouse ate\n\nthe zebra\n"
    assert done(*MOUSE, "--summary", stdin=given).lines == done(*MOUSE, stdin=given).lines[-1:]
    assert (
        done(*MOUSE, "--summary", "--json", stdin=given).records == done(*MOUSE, "--json", stdin=given).records[-1:]
    )


@pytest.mark.parametrize("tokenizer", ["word", "whitespace"])
def test_a_text_that_is_read_in_pieces_has_the_scores_of_its_lines(
    tokenizer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = "\n".join(["\ufeffthe mouse", "é’s \udcff ate", "", "the cheese" * 9, "漢字\r", "ball"])
    options = ("--tokenizer", tokenizer, "--json")
    expected, _ = texts(
        *options,
        *(
            word
            for line in given.split("\n")
            if line or tokenizer == "whitespace"
            for word in ("--text", line.strip("\ufeff\r"))
        ),
    )
    for size in (1, 7, 1 << 18):
        monkeypatch.setattr(text_stream, "_PIECE", size)
        ran = here(*MOUSE, *options, stdin=given.encode(errors="surrogateescape"))
        assert ran.code == 0
        assert [record["tokens"] for record in ran.records[:-1]] == [record["tokens"] for record in expected]
