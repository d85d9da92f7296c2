"""`lmtui best`: the most probable sequences, beside the greedy one."""

from __future__ import annotations

import math
import re
import shlex
from pathlib import Path

import pytest
from support.cli import REPOSITORY, done, here, on_a_terminal, refusal, seen

FABLES = ("best", "--corpus", "fables", "--prompt", "the", "--tokens", "12")


def probability_of(tokens: list[str]) -> float:
    """log p of a continuation of "the", by `lmtui score`."""
    assert "</s>" not in tokens[:-1]
    ended = tokens[-1] == "</s>"
    text = " ".join(["the", *(tokens[:-1] if ended else tokens)])
    record, _ = done(
        "score", "--corpus", "fables", *(() if ended else ("--no-end",)), "--text", text, "--json"
    ).records
    assert [token["token"] for token in record["tokens"][1:]] == tokens
    return math.fsum(token["logprob"] for token in record["tokens"][1:])


def test_an_object_a_sequence_comes_best_first_with_its_greedy_rival() -> None:
    records = done(*FABLES, "--count", "5", "--json").records
    assert len(records) == 5
    for record in records:
        assert list(record) == ["tokens", "logprob", "greedy"]
        assert len(record["tokens"]) == 12
        assert record["greedy"] == records[0]["greedy"]
        assert record["logprob"] == pytest.approx(probability_of(record["tokens"]), abs=1e-9)
    logprobs = [record["logprob"] for record in records]
    assert logprobs == sorted(logprobs, reverse=True)
    assert len({tuple(record["tokens"]) for record in records}) == 5


def test_where_greedy_went_wrong_is_said() -> None:
    (record,) = done(*FABLES, "--json").records
    rival = record["greedy"]
    assert list(rival) == ["tokens", "logprob", "detours"]
    assert rival["tokens"] != record["tokens"]
    assert rival["logprob"] == pytest.approx(probability_of(rival["tokens"]), abs=1e-9)
    assert sum(detour["loss"] for detour in rival["detours"]) == pytest.approx(
        record["logprob"] - rival["logprob"], abs=1e-9
    )
    for detour in rival["detours"]:
        assert list(detour) == ["index", "token", "better", "loss"]
        assert rival["tokens"][detour["index"]] == detour["token"] != detour["better"]
    first = rival["detours"][0]
    assert record["tokens"][first["index"]] == first["better"]


def test_the_best_that_ends_within_so_many_tokens() -> None:
    (record,) = done(*FABLES, "--ends", "--json").records
    assert record["tokens"][-1] == record["greedy"]["tokens"][-1] == "</s>"
    assert len(record["tokens"]) <= 12
    assert record["logprob"] == pytest.approx(probability_of(record["tokens"]), abs=1e-9)


def test_the_table_says_the_same() -> None:
    ran = done(*FABLES, "--count", "2")
    after, head, first, second, rival, *detours = ran.lines
    best, _ = done(*FABLES, "--count", "2", "--json").records
    assert after == "after <s> the"
    assert head.split() == ["rank", "log", "p", "p", "sequence"]
    assert first.split()[:2] == ["1", f"{best['logprob']:.4f}"]
    assert first.endswith(" ".join(best["tokens"]))
    assert second.split()[0] == "2"
    assert rival.split()[:2] == ["greedy", f"{best['greedy']['logprob']:.4f}"]
    assert len(detours) == len(best["greedy"]["detours"])
    assert detours[0].startswith("at token 1 greedy took '")
    assert "times less probable" in detours[0]


def test_where_greedy_is_as_good_that_is_said() -> None:
    ran = done("best", "--corpus", "mouse", "--prompt", "the mouse", "--tokens", "1")
    assert ran.lines[-1] == "the greedy sequence is as probable as the best"


def test_characters_stand_side_by_side() -> None:
    ran = done(
        "best", "--corpus", "mouse", "--tokenizer", "char", "--order", "5", "--prompt", "the m", "--tokens", "4"
    )
    assert ran.lines[2].endswith("ouse")


@pytest.mark.parametrize(
    ("options", "code", "named"),
    [
        (("--tokens", "0"), 2, "--tokens"),
        (("--tokens", "1001"), 2, "1 to 1000"),
        (("--count", "101"), 2, "1 to 100"),
        (("--count", "x"), 2, "--count"),
        (("--temperature", "1"), 2, "--temperature"),
        (("--unit", "stream", "--ends"), 1, "no end"),
        (
            ("--smoothing", "mle", "--order", "2", "--prompt", "the", "--tokens", "1", "--ends"),
            1,
            "probability above 0",
        ),
    ],
)
def test_what_cannot_be_had_is_refused_in_one_line(options: tuple[str, ...], code: int, named: str) -> None:
    assert named in refusal(here("best", "--corpus", "mouse", *options), code)


def test_an_interrupt_ends_it_without_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("lmtui.sequences.best.best_values", interrupted)
    ran = here(*FABLES)
    assert (ran.code, ran.out, ran.err) == (130, "", "")


def test_a_terminal_gets_a_bar_that_is_gone_in_the_end() -> None:
    code, out, said = on_a_terminal(*FABLES)
    assert code == 0
    assert seen(said) == []
    assert out.decode() == done(*FABLES).out


def test_a_model_of_nothing_but_unknown_words_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "unknown.txt"
    path.write_text("<unk> <unk>\n<unk>")
    options = ("--corpus", str(path), "--unit", "stream", "--tokenizer", "whitespace")
    for command in ("best", "sample", "generate", "next", "sweep", "score"):
        text = ("--text", "a") if command == "score" else ()
        message = refusal(here(command, *options, *text), 1)
        assert "all words of this model are unknown" in message


README = REPOSITORY / "README.md"
EXAMPLE = re.compile(r"^\$ lmtui (best .*)\n((?:.+\n)+)```$", re.MULTILINE)


@pytest.mark.skipif(not README.is_file(), reason="there is no README here")
def test_the_example_of_the_readme_in_which_greedy_and_best_differ() -> None:
    example = EXAMPLE.search(README.read_text(encoding="utf-8"))
    assert example
    arguments = shlex.split(example[1])
    assert done(*arguments).out == example[2]
    (record,) = done(*arguments, "--json").records
    assert record["tokens"] != record["greedy"]["tokens"]
    assert record["logprob"] > record["greedy"]["logprob"] + 1
