"""Options that contradict each other are wrong usage; an ARPA file is cut as the options say."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.cli import done, here, refusal

COMMANDS = {
    "next": ("next", "--prompt", "the mouse"),
    "generate": ("generate", "--prompt", "the mouse", "--tokens", "12"),
    "score": ("score", "--text", "the mouse ate the cheese"),
}


MOUSE = ("--corpus", "mouse", "--order", "2", "--smoothing", "witten-bell")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    done("train", *MOUSE, "-o", str(tmp_path / "folder"))
    return tmp_path / "folder"


@pytest.fixture
def arpa(tmp_path: Path) -> Path:
    done("train", *MOUSE, "-o", str(tmp_path / "mouse.arpa"))
    return tmp_path / "mouse.arpa"


def test_the_tokenizer_of_an_arpa_file_can_be_named(arpa: Path) -> None:
    asked = ("score", "--model", str(arpa), "--text", "the mouse,", "--json")
    by_blanks = done(*asked).records[0]["tokens"]
    by_word = done(*asked, "--tokenizer", "word").records[0]["tokens"]
    assert [token["token"] for token in by_blanks] == ["the", "mouse,", "</s>"]
    assert [token["token"] for token in by_word] == ["the", "mouse", ",", "</s>"]


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("option", [("--corpus", "mouse"), ("--order", "2"), ("--smoothing", "mle")])
def test_a_model_and_how_to_train_one_are_wrong_usage_together(
    name: str, option: tuple[str, str], folder: Path
) -> None:
    for arguments in ((*option, "--model", str(folder)), ("--model", str(folder), *option)):
        message = refusal(here(name, *arguments), 2)
        assert option[0] in message
        assert "--model" in message
        assert message.endswith(f"(see lmtui {name} --help)")


@pytest.mark.parametrize("name", COMMANDS)
def test_an_empty_path_is_not_the_same_as_no_path(name: str) -> None:
    """As with `--corpus ""`: an unset variable in a script must not go unnoticed."""
    ran = here(*COMMANDS[name], "--model", "")
    assert (ran.code in (1, 2), ran.out) == (True, "")


def test_a_scheduler_is_that_of_a_cluster_and_has_its_own_workers() -> None:
    asked = ("train", "--corpus", "mouse", "-o", "out", "--scheduler", "tcp://x:1")
    assert "--scheduler is for a cluster; give --engine dask too" in refusal(here(*asked), 2)
    message = refusal(here(*asked, "--engine", "dask", "--workers", "2"), 2)
    assert "a scheduler has its own workers; leave out --workers, or --scheduler" in message
