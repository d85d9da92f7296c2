"""`lmtui sweep`: what it measures, its four faces, and how it is stopped."""

from __future__ import annotations

import csv
import io
import math
import re
import signal
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from support.cli import Ran, done, environment, here, on_a_terminal, process, refusal, running, seen, strict_json

from lmtui.sampling.generation import DrawnToken, generate

FIELDS = [
    "temperature",
    "tokens",
    "perplexity",
    "distinct_1",
    "distinct_2",
    "distinct_3",
    "mean_rank",
    "mean_entropy_bits",
    "copied",
]
DEFAULT = [0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 4.0, "inf"]
FABLES = ("sweep", "--corpus", "fables", "--tokens", "60")
MOUSE = ("sweep", "--corpus", "mouse", "--tokens", "12")
HEAD = "    T  perplexity  distinct-1  distinct-2  distinct-3      rank    bits  copied"


def number(value: float | str) -> float:
    """A number as it stands in JSON, where infinity is a string."""
    return float(value)


def test_the_fables_give_an_object_for_each_of_nine_temperatures() -> None:
    records = done("sweep", "--corpus", "fables", "--json").records
    assert [list(record) for record in records] == [FIELDS] * 9
    assert [record["temperature"] for record in records] == DEFAULT
    assert {record["tokens"] for record in records} == {200}
    perplexities = [record["perplexity"] for record in records]
    assert perplexities == sorted(perplexities)
    assert records[0]["copied"] > 0.9
    assert records[-1]["copied"] == 0
    # The fables are what there is without a corpus named.
    assert done("sweep", "--json").records == records


@pytest.mark.parametrize(
    "options",
    [(), ("--seed", "7"), ("--top-k", "5", "--top-p", "0.9"), ("--min-p", "0.1"), ("--prompt", "The old owl")],
)
def test_a_row_measures_the_text_that_generate_prints(options: tuple[str, ...]) -> None:
    for record in done(*FABLES, "--json", *options).records:
        temperature = str(record["temperature"])
        text = done(
            "generate", "--corpus", "fables", "--tokens", "60", "--temperature", temperature, "--json", *options
        ).records
        tokens = [token["token"] for token in text]
        assert record["tokens"] == len(tokens)
        assert record["distinct_1"] == len(set(tokens)) / 60
        assert record["distinct_2"] == len(set(pairwise(tokens))) / 59
        assert record["distinct_3"] == len(set(zip(tokens, tokens[1:], tokens[2:], strict=False))) / 58
        assert record["mean_rank"] == pytest.approx(sum(token["rank"] for token in text) / 60, rel=1e-12)
        nats = math.fsum(math.log(token["model_prob"]) for token in text) / 60
        assert record["perplexity"] == pytest.approx(math.exp(-nats), rel=1e-12)


def test_the_entropy_is_the_mean_of_the_next_token_tables() -> None:
    options = ("--corpus", "mouse", "--order", "2", "--top-k", "4")
    (record,) = done("sweep", *options, "--tokens", "6", "--temperatures", "1.5", "--json").records
    prompt: list[str] = []
    bits = []
    for token in done("generate", *options, "--tokens", "6", "--temperature", "1.5", "--json").records:
        table = done("next", *options, "--prompt", " ".join(prompt), "--temperature", "1.5", "--json").records
        bits.append(table[0]["entropy_bits"])
        prompt = [] if token["token"] == "</s>" else [*prompt, token["token"]]
    assert record["mean_entropy_bits"] == pytest.approx(sum(bits) / 6, rel=1e-12)


def test_at_zero_the_text_is_the_greedy_one_whatever_the_seed() -> None:
    (row,) = done(*MOUSE, "--temperatures", "0", "--json").records
    assert (row["mean_rank"], row["mean_entropy_bits"]) == (1, 0)
    assert done(*MOUSE, "--temperatures", "0", "--seed", "9", "--json").records == [row]
    # the mouse ate the cheese </s> the mouse ate the cheese </s>: 12 tokens, 5 distinct; 11 bigrams, 6 distinct.
    assert (row["distinct_1"], row["distinct_2"]) == (5 / 12, 6 / 11)
    narrow = done(*MOUSE, "--temperatures", "3", "--top-k", "1", "--json").records[0]
    assert narrow | {"temperature": 0.0} == row


def test_the_same_seed_gives_the_same_figures_and_another_seed_others() -> None:
    first = done(*FABLES, "--json", "--seed", "1").out
    assert done(*FABLES, "--json", "--seed", "1").out == first
    assert done(*FABLES, "--json", "--seed", "2").out != first


def test_a_list_of_temperatures_is_taken_as_it_is_written() -> None:
    records = done(*MOUSE, "--temperatures", "2, 1/2,inf,0,∞", "--json").records
    assert [record["temperature"] for record in records] == [2.0, 0.5, "inf", 0.0, "inf"]


def test_an_impossible_token_makes_the_perplexity_infinite_in_every_face() -> None:
    options = (*MOUSE, "--smoothing", "mle", "--temperatures", "inf")
    assert done(*options, "--json").records[0]["perplexity"] == "inf"
    assert done(*options, "--csv").lines[1].split(",")[2] == "inf"
    assert done(*options).lines[1].split()[:2] == ["∞", "∞"]
    assert done(*options, "--ascii").lines[1].split()[:2] == ["inf", "inf"]
    assert done(*options, "--plot").lines[1] == f"    ∞          ∞  {'█' * 60}"


@pytest.mark.parametrize("name", ["m", "m.arpa"])
def test_with_a_model_it_is_not_known_what_was_copied(name: str, tmp_path: Path) -> None:
    model = str(tmp_path / name)
    done("train", "--corpus", "mouse", "-o", model)
    options = ("sweep", "--model", model, "--tokens", "12", "--temperatures", "0,1")
    records = done(*options, "--json").records
    assert [record["copied"] for record in records] == [None, None]
    trained = done(*MOUSE, "--temperatures", "0,1", "--json").records
    for record, other in zip(records, trained, strict=True):
        del record["copied"], other["copied"]
        assert record == pytest.approx(other, rel=1e-6)
    assert all(line.endswith("  -") for line in done(*options).lines[1:])
    assert all(line.endswith(",") for line in done(*options, "--csv").lines[1:])
    assert done(*options, "--plot").lines[-3:] == ["copied", "    0          -", "    1          -"]


def test_standard_input_is_trained_on_and_compared_with(tmp_path: Path) -> None:
    text = b"zig zag zog zug zeg zing\n"
    (tmp_path / "text.txt").write_bytes(text)
    from_file = done("sweep", "--corpus", str(tmp_path / "text.txt"), "--tokens", "30", "--json").out
    assert done("sweep", "--corpus", "-", "--tokens", "30", "--json", stdin=text).out == from_file
    # At T = 0 that line and its end, four times; of the fifth, two tokens, which are no run.
    assert strict_json(from_file.splitlines()[0])["copied"] == 28 / 30


def test_what_is_odd_about_prompt_and_corpus_is_said(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_bytes(b"caf\xe9 the caf\xe9\n")
    ran = here("sweep", "--corpus", str(tmp_path / "text.txt"), "--prompt", "zebra", "--json", "--tokens", "3")
    assert (ran.code, len(ran.records)) == (0, 9)
    undecodable, unknown = ran.err.splitlines()
    assert undecodable.startswith("lmtui: note: 2 undecodable bytes")
    assert unknown.endswith("taken as <unk>: zebra")


# Its faces.


def test_comma_separated_values_are_the_same_in_full_precision() -> None:
    ran = done(*FABLES, "--csv")
    assert ran.out.count("\r\n") == ran.out.count("\n") == 10
    head, *rows = csv.reader(io.StringIO(ran.out, newline=""))
    assert head == FIELDS
    records = done(*FABLES, "--json").records
    assert [[float(cell) for cell in row] for row in rows] == [list(map(number, r.values())) for r in records]


def test_a_figure_that_there_is_none_of_is_an_empty_field_and_null() -> None:
    options = (*MOUSE, "--tokens", "1", "--temperatures", "1")
    (row,) = csv.DictReader(io.StringIO(done(*options, "--csv").out, newline=""))
    record = done(*options, "--json").records[0]
    for field in ("distinct_2", "distinct_3"):
        assert (row[field], record[field]) == ("", None)
    assert done(*options).lines[1].split()[3:5] == ["-", "-"]


def test_the_table_shows_the_same_figures_in_columns() -> None:
    head, *rows = done(*FABLES).lines
    assert head == HEAD
    ends = [found.end() for found in re.finditer(r"\S+", head)]
    for row, record in zip(rows, done(*FABLES, "--json").records, strict=True):
        assert [found.end() for found in re.finditer(r"\S+", row)] == ends
        temperature, perplexity, *distinct, rank, bits, copied = row.split()
        assert (math.inf if temperature == "∞" else float(temperature)) == number(record["temperature"])
        assert perplexity == f"{record['perplexity']:,.1f}"
        assert distinct == [f"{record[f'distinct_{n}']:.3f}" for n in (1, 2, 3)]
        assert rank == f"{record['mean_rank']:,.1f}"
        assert (bits, copied) == (f"{record['mean_entropy_bits']:.3f}", f"{record['copied']:.3f}")


def sections(ran: Ran) -> dict[str, list[tuple[str, str, str]]]:
    """A plot's sections by their titles: temperature, figure and bar of each line."""
    parts = (part.splitlines() for part in ran.out.split("\n\n"))
    return {title: [(line[:5].strip(), line[7:16].strip(), line[18:]) for line in lines] for title, *lines in parts}


@pytest.mark.parametrize(("options", "mark"), [((), "█"), (("--ascii",), "#")])
def test_a_bar_is_as_long_as_its_figure(options: tuple[str, ...], mark: str) -> None:
    perplexity, distinct, copied = sections(done(*FABLES, "--plot", *options)).values()
    records = done(*FABLES, "--json").records
    largest = max(math.log(record["perplexity"]) for record in records)
    for row, record in enumerate(records):
        for drawn, share, figure in (
            (perplexity[row], math.log(record["perplexity"]) / largest, f"{record['perplexity']:,.1f}"),
            (distinct[row], record["distinct_2"], f"{record['distinct_2']:.3f}"),
            (copied[row], record["copied"], f"{record['copied']:.3f}"),
        ):
            assert drawn[1] == figure
            assert set(drawn[2].rstrip("▏▎▍▌▋▊▉")) <= {mark}
            assert abs(drawn[2].count(mark) - 60 * share) <= 1
    assert [line[0] for line in perplexity][-1] == ("inf" if options else "∞")


def test_a_plot_fits_a_screen_of_80_columns_and_says_what_it_shows() -> None:
    ran = done(*FABLES, "--plot")
    assert max(map(len, ran.lines)) <= 80
    assert list(sections(ran)) == ["perplexity (bars: its logarithm)", "distinct-2", "copied"]


@pytest.mark.parametrize("face", [(), ("--plot",), ("--json",), ("--csv",)])
def test_ascii_is_all_an_ascii_terminal_gets(face: tuple[str, ...]) -> None:
    asked = done(*MOUSE, *face, "--ascii").out
    assert asked.isascii()
    ran = process(*MOUSE, *face, env=environment(LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0"))
    assert (ran.code, ran.err, ran.out) == (0, "", asked)


# How it is refused and stopped.


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("--temperatures", "0,hot"), "hot"),
        (("--temperatures", "0,,1"), "temperature"),
        (("--temperatures", ""), "temperature"),
        (("--temperatures=-1,0",), "-1"),
        (("--temperatures", "1;2"), "1;2"),
        (("--temperatures", "nan"), "nan"),
        (("--temperatures",), "--temperatures"),
        (("--temperature", "1"), "--temperature"),
        (("--tokens", "0"), "--tokens"),
        (("--tokens", "many"), "many"),
        (("--top-p", "0"), "top-p"),
        (("--top-k", "0"), "top-k"),
        (("--seed", "-1"), "seed"),
        (("--stop",), "--stop"),
        (("--model", "x", "--corpus", "mouse"), "--corpus"),
        (("--json", "--csv"), "--csv"),
        (("--plot", "--json"), "--json"),
        (("--csv", "--plot"), "--plot"),
        (("stray",), "stray"),
    ],
)
def test_wrong_usage_is_noticed_before_anything_is_read(options: tuple[str, ...], named: str) -> None:
    corpus = () if "--model" in options else ("--corpus", "no/where")
    message = refusal(here("sweep", *corpus, *options), 2)
    assert named in message
    assert message.endswith("(see lmtui sweep --help)")


@pytest.mark.parametrize("face", [(), ("--json",), ("--csv",), ("--plot",)])
def test_an_interrupt_leaves_what_was_done(face: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    whole = done(*MOUSE, "--temperatures", "0,0.5", *face).out

    def interrupted(sampler: Any, prompt: Any, sampling: Any, tokens: int) -> Iterator[DrawnToken]:
        for drawn in generate(sampler, prompt, sampling, tokens):
            if sampling.temperature == 1 and drawn.index == 5:
                raise KeyboardInterrupt
            yield drawn

    monkeypatch.setattr("lmtui.insight.drawn_texts.generate", interrupted)
    ran = here(*MOUSE, "--temperatures", "0,0.5,1,2", *face)
    assert (ran.code, ran.out, ran.err) == (130, whole, "")
    nothing = here(*MOUSE, "--temperatures", "1", *face)
    assert (nothing.code, nothing.err) == (130, "")
    assert nothing.out == {(): f"{HEAD}\n", ("--csv",): ",".join(FIELDS) + "\r\n"}.get(face, "")


@pytest.mark.parametrize("face", [(), ("--json",), ("--csv",)])
def test_rows_are_streamed_and_an_interrupt_ends_them_without_a_word(face: tuple[str, ...]) -> None:
    endless = ("--temperatures", ",".join(["1"] * 20_000), "--tokens", "1000")
    with running("sweep", "--corpus", "mouse", *endless, *face) as sweeping:
        first = [sweeping.stdout.readline() for _ in range(3)]
        assert sweeping.poll() is None
        sweeping.send_signal(signal.SIGINT)
        rest, said = sweeping.stdout.read(), sweeping.stderr.read()
        assert said == b""
        assert sweeping.wait() in (130, -signal.SIGINT)
    lines = [*first, *rest.splitlines(keepends=True)]
    assert all(line.endswith(b"\n") for line in lines)
    assert len(set(lines[1:])) == 1, "every row is whole"


def test_a_terminal_gets_a_bar_that_is_gone_in_the_end() -> None:
    code, out, said = on_a_terminal(*MOUSE)
    assert code == 0
    assert re.search(rb"\r\w+ +\[#*\.*\]", said)
    assert seen(said) == []
    assert out.decode() == done(*MOUSE).out


def test_what_is_no_terminal_gets_no_bar() -> None:
    ran = process(*MOUSE)
    assert (ran.code, ran.err) == (0, "")
    assert "\r" not in ran.out


def test_several_runs_have_standard_errors_in_every_face() -> None:
    options = (*MOUSE, "--temperatures", "0,1", "--runs", "8")
    figures = FIELDS[2:]
    for record in done(*options, "--json").records:
        assert list(record) == [*FIELDS, "runs", *(f"{name}_error" for name in figures)]
        assert record["runs"] == 8
    (cold, warm) = done(*options, "--json").records
    assert all(cold[f"{name}_error"] == 0 for name in figures)
    assert warm["perplexity_error"] > 0
    rows = list(csv.DictReader(io.StringIO(done(*options, "--csv").out)))
    assert [float(row["perplexity_error"]) for row in rows] == [0, warm["perplexity_error"]]
    _, _, errors, _, more = done(*options).lines
    assert errors.split() == ["±0.0", *["±0.000"] * 3, "±0.0", *["±0.000"] * 2]
    assert more.split()[0] == f"±{warm['perplexity_error']:.1f}"
    assert "+-" in done(*options, "--ascii").lines[2]
    assert "±" in done(*options, "--plot").lines[1]
