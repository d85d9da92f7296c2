"""What cannot be done ends with one line that says why: exit code 1 for what failed, 2 for what was asked wrongly."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from support.cli import failure, process, refusal, wrong_usage

HEADLESS = ("generate", "next", "score", "best", "sample", "sweep", "counts", "sources")


@pytest.mark.parametrize("command", HEADLESS)
def test_a_missing_path_fails(command: str, tmp_path: Path) -> None:
    message = failure(command, "--corpus", str(tmp_path / "nowhere.txt"))
    assert "nowhere.txt" in message
    assert "fables" in message


@pytest.mark.parametrize("command", HEADLESS)
@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"a b\0c", "NUL"),
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (b"alone\n", "only one token"),
    ],
)
def test_an_unusable_file_fails_by_name_and_reason(command: str, data: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(data)
    message = failure(command, "--corpus", str(path))
    assert "text.txt" in message
    assert reason in message


def test_one_unusable_corpus_among_others_fails(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(b"")
    assert "text.txt' is empty" in failure("next", "--corpus", "mouse", "--corpus", str(path))


def test_unusable_standard_input_fails() -> None:
    assert "standard input" in failure("generate", "--corpus", "-", stdin=b"")
    assert "NUL" in failure("next", "--corpus", "-", stdin=b"\0")
    assert "only one token" in failure("score", "--corpus", "-", "--text", "a", stdin=b"alone")


@pytest.mark.parametrize("command", HEADLESS)
def test_a_folder_without_texts_fails(command: str, tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    message = failure(command, "--corpus", str(tmp_path))
    assert str(tmp_path) in message


def test_a_file_that_may_not_be_read_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.txt"
    path.write_bytes(b"a b")

    # Taking the rights away does not stop root.
    def denied(path: str | Path, flags: int) -> int:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "open", denied)
    message = failure("next", "--corpus", str(path))
    assert "secret.txt" in message
    assert "Permission denied" in message


def test_a_folder_that_may_not_be_listed_fails_for_that_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = tmp_path / "locked"
    locked.mkdir()
    (locked / "text.txt").write_bytes(b"a b")
    scandir = os.scandir

    def denied(path: Any) -> Any:
        if Path(path) == locked:
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", denied)
    message = failure("next", "--corpus", str(locked))
    assert "locked" in message
    # That no text is in it is not known, and here not true.
    assert "permission" in message.lower()


@pytest.mark.skipif(os.geteuid() == 0, reason="no permission stops root")
def test_a_folder_without_permission_fails(tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir()
    (locked / "text.txt").write_bytes(b"a b")
    locked.chmod(0)
    try:
        message = failure("next", "--corpus", str(locked))
    finally:
        locked.chmod(0o700)
    assert "permission" in message.lower()


@pytest.mark.parametrize("more", [(), ("--json",), ("--corpus", "mouse")])
def test_texts_and_corpus_cannot_both_come_from_standard_input(more: tuple[str, ...]) -> None:
    message = wrong_usage("score", "--corpus", "-", *more)
    assert "standard input" in message
    assert "--text" in message


@pytest.mark.parametrize("arguments", [(), ("--corpus", "mouse"), ("--corpus", "-")])
def test_the_playground_without_a_terminal_is_wrong_usage(arguments: tuple[str, ...]) -> None:
    message = refusal(process(*arguments), 2)
    assert "terminal" in message
    assert "lmtui generate" in message


def test_a_refusal_is_the_same_from_a_process() -> None:
    assert "no corpus or file" in refusal(process("generate", "--corpus", "no/such/text"), 1)
    assert "no command 'frobnicate'" in refusal(process("frobnicate"), 2)
