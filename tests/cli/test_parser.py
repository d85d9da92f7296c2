"""Wrong usage ends with 2 and one line that says what to give instead."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.cli import here, refusal, wrong_usage

from lmtui.cli.parser import Parser

HEADLESS = ("generate", "next", "score", "best", "sample", "sweep")


@pytest.mark.parametrize("option", ["--prompt", "--corpus", "--model"])
def test_a_value_that_begins_with_a_hyphen_is_shown_how_to_be_given(option: str) -> None:
    assert f"{option}=-Hello" in refusal(here("next", option, "-Hello"), 2)
    assert "=-" not in refusal(here("next", option), 2)
    assert "--corpus=-x.txt" in refusal(here("next", "--corpus", "mouse", "--corpus", "-x.txt"), 2)
    assert "--output=-x.arpa" in refusal(here("train", "-o", "-x.arpa"), 2)


def test_thresholds_may_stand_in_several_words() -> None:
    for given in (("--prune", "0", "0", "1"), ("--prune", "0,0,1"), ("--prune=0 0 1",), ("--prune", "0,0", "1")):
        assert Parser("train", "").read(["-o", "x", *given, "--quiet"]).prune == "0,0,1"
    assert "'0 2 1' decreases" in refusal(here("train", "-o", "x", "--prune", "0", "2", "1"), 2)
    assert "--prune" in refusal(here("train", "-o", "x", "--prune"), 2)


@pytest.mark.parametrize("command", ["generate", "next"])
@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("--temperature", "hot"), "hot"),
        (("--temperature", "nan"), "nan"),
        (("--temperature", "-1"), "-1"),
        (("--temperature=-inf",), "-inf"),
        (("--temperature", ""), "temperature"),
        (("--temperature",), "--temperature"),
        (("--order", "17"), "17"),
        (("--order", "0"), "0"),
        (("--order", "two"), "two"),
        (("--top-k", "0"), "top-k"),
        (("--top-k", "1.5"), "1.5"),
        (("--top-p", "0"), "top-p"),
        (("--top-p", "1.01"), "top-p"),
        (("--top-p", "nan"), "top-p"),
        (("--min-p", "-0.1"), "min-p"),
        (("--min-p", "much"), "much"),
        (("--seed", "-1"), "seed"),
        (("--seed", "18446744073709551616"), "seed"),
        (("--seed", "lucky"), "lucky"),
        (("--smoothing", "good-turing"), "good-turing"),
        (("--smoothing", "mle:2"), "mle"),
        (("--smoothing", "add-k:0"), "add-k"),
        (("--smoothing", "add-k:x"), "add-k"),
        (("--tokenizer", "bpe"), "bpe"),
        (("--bogus",), "--bogus"),
        (("--temp", "1"), "--temp"),  # no abbreviations: a later option could make them ambiguous
        (("stray",), "stray"),
    ],
)
def test_a_setting_that_makes_no_sense_is_wrong_usage(command: str, options: tuple[str, ...], named: str) -> None:
    assert named in wrong_usage(command, "--corpus", "mouse", *options)


@pytest.mark.parametrize("tokens", ["-1", "many", "1.5", ""])
def test_a_number_of_tokens_that_is_none_is_wrong_usage(tokens: str) -> None:
    assert "--tokens" in wrong_usage("generate", f"--tokens={tokens}")


def test_wrong_usage_is_noticed_before_anything_is_read(tmp_path: Path) -> None:
    assert "top-p" in wrong_usage("generate", "--top-p", "0", "--corpus", str(tmp_path / "nowhere.txt"))


@pytest.mark.parametrize(
    "arguments", [("",), ("-x",), ("--frobnicate",), ("score", "--top-k", "1"), ("best", "--temperature", "1")]
)
def test_an_unknown_option_is_wrong_usage(arguments: tuple[str, ...]) -> None:
    assert wrong_usage(*arguments)
