"""Commands are found and run; what only a process of its own can show: pipes, signals, locales."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import numpy as np
import pytest
from support.cli import (
    command,
    done,
    environment,
    failure,
    process,
    refusal,
    running,
    strict_json,
    written_to,
    wrong_usage,
)

COMMANDS = ("generate", "next", "score", "best", "sample", "sweep", "counts", "sources", "corpora")
ENDLESS = ("generate", "--corpus", "mouse", "--tokens", "1000000000")

QUIET_WORK = [
    ("generate", "--corpus", "mouse"),
    ("next", "--corpus", "mouse"),
    ("score", "--corpus", "mouse", "--text", "the mouse"),
    ("best", "--corpus", "mouse"),
    ("sample", "--corpus", "mouse"),
    ("sweep", "--corpus", "mouse", "--tokens", "20"),
    ("next", "--corpus", "mouse", "--explain", "the"),
    ("counts", "--corpus", "mouse"),
    ("counts", "--corpus", "mouse", "--table"),
    ("sources", "--corpus", "mouse", "--run", "the"),
    ("corpora",),
]


@pytest.mark.parametrize("arguments", [("--version",), ("--help",), *((name, "--help") for name in COMMANDS)])
def test_help_and_version_are_printed_and_nothing_else_is_done(arguments: tuple[str, ...]) -> None:
    ran = process(*arguments)
    assert (ran.code, ran.err) == (0, "")
    assert "lmtui" in ran.out
    assert ran.out.isascii() or arguments == ("--help",)
    if arguments == ("--help",):
        for name in COMMANDS:
            assert f"lmtui {name}" in ran.out


def test_the_version_asked_for_twice_names_what_the_program_stands_on() -> None:
    assert done("--version").lines == [done("-V").lines[0]]
    for twice in (("--version", "--version"), ("-VV",)):
        versions = dict(line.split() for line in done(*twice).lines)
        assert list(versions) == ["lmtui", "Python", "numpy", "Textual"]
        assert versions["numpy"] == np.__version__


def test_the_text_is_streamed() -> None:
    with running(*ENDLESS) as generating:
        assert generating.stdout.read(20) != b""
        assert generating.poll() is None


def test_objects_are_streamed() -> None:
    with running(*ENDLESS, "--json") as generating:
        assert [strict_json(generating.stdout.readline().decode())["index"] for _ in range(3)] == [0, 1, 2]
        assert generating.poll() is None


def test_a_text_is_scored_as_soon_as_its_line_is_there() -> None:
    with running("score", "--corpus", "mouse", "--json") as scoring:
        for text in ("the mouse", "the", "ate"):
            scoring.stdin.write(f"{text}\n\n".encode())
            scoring.stdin.flush()
            assert strict_json(scoring.stdout.readline().decode())["text"] == text
        scoring.stdin.close()
        assert strict_json(scoring.stdout.readline().decode())["summary"]["texts"] == 3
        assert scoring.wait() == 0


def test_a_reader_that_goes_away_is_no_error() -> None:
    with running("generate", "--tokens", "100000") as generating:
        assert len(generating.stdout.read(10)) == 10
        generating.stdout.close()
        assert generating.stderr.read() == b""
        assert generating.wait() in (0, -signal.SIGPIPE, 128 + signal.SIGPIPE)


@pytest.mark.parametrize(
    "arguments", [*QUIET_WORK, ("--help",), ("--version",), *((name, "--help") for name in COMMANDS)]
)
def test_a_reader_that_was_never_there_is_no_error(arguments: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        _, errors = written_to(writing, *arguments)
    finally:
        os.close(writing)
    assert errors == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
@pytest.mark.parametrize("arguments", [*QUIET_WORK, ("--help",), ("--version",), ("next", "--help")])
def test_output_that_cannot_be_written_fails_in_one_line(arguments: tuple[str, ...]) -> None:
    with open("/dev/full", "wb") as full:
        code, lines = written_to(full, *arguments)
    assert [line[:7] for line in lines] == ["lmtui: "]
    assert code == 1


@pytest.mark.parametrize(
    ("closing", "arguments"),
    [
        ("<&-", ("score", "--corpus", "mouse")),
        ("<&-", ("generate", "--corpus", "-")),
        (">&-", ("generate", "--corpus", "mouse")),
        (">&-", ("next", "--corpus", "mouse")),
    ],
)
def test_a_closed_stream_is_no_reason_for_a_traceback(closing: str, arguments: tuple[str, ...]) -> None:
    ran = subprocess.run(
        ["sh", "-c", f'exec "$@" {closing}', "sh", *command(*arguments)],
        capture_output=True,
        timeout=60,
        check=False,
        env=environment(),
    )
    assert ran.returncode in (0, 1)
    lines = ran.stderr.decode().splitlines()
    assert [line[:7] for line in lines] == ["lmtui: "] * ran.returncode


def test_an_interrupt_ends_it_without_a_word() -> None:
    with running(*ENDLESS) as generating:
        generating.stdout.read(20)
        generating.send_signal(signal.SIGINT)
        assert generating.stderr.read() == b""
        assert generating.wait() in (130, -signal.SIGINT)


def test_an_interrupt_while_waiting_for_texts_ends_it_without_a_word() -> None:
    with running("score", "--corpus", "mouse", "--json") as scoring:
        scoring.stdin.write(b"the\n")
        scoring.stdin.flush()
        scoring.stdout.readline()
        scoring.send_signal(signal.SIGINT)
        assert scoring.wait() in (130, -signal.SIGINT)
        assert scoring.stderr.read() == b""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_termination_ends_it_without_a_word(number: signal.Signals) -> None:
    with running(*ENDLESS) as generating:
        generating.stdout.read(20)
        generating.send_signal(number)
        assert generating.stderr.read() == b""
        assert generating.wait() in (128 + number, -number)


@pytest.mark.parametrize("options", [(), ("--json",)])
@pytest.mark.parametrize("name", ["generate", "next", "score"])
def test_an_ascii_terminal_can_be_given_any_corpus(name: str, options: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "thé.txt"
    path.write_text("café café naïve 🦊 “thé”\n" * 3, encoding="utf-8")
    ascii_only = environment(LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    asked = ("--text", "café") if name == "score" else ("--prompt", "café")
    ran = process(name, "--corpus", str(path), *asked, *options, env=ascii_only)
    assert ran.code == 0
    assert "Traceback" not in ran.err
    assert ran.out.isascii()
    assert ran.out != ""
    if options and name != "score":
        # What the terminal cannot show, JSON escapes.
        tokens = [record.get("token") for record in ran.records] + [
            row["token"] for record in ran.records for row in record.get("candidates", ())
        ]
        assert "café" in tokens


def test_an_ascii_terminal_gets_its_errors_too() -> None:
    ascii_only = environment(LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert "no corpus or file" in refusal(process("next", "--corpus", "thé.txt", env=ascii_only), 1)
    assert "temperature" in refusal(process("next", "--temperature", "thé", env=ascii_only), 2)
    assert process("--help", env=ascii_only).code == 0


def test_an_ascii_terminal_gets_an_infinite_temperature_by_name() -> None:
    ascii_only = environment(LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    ran = process("next", "--corpus", "mouse", "--temperature", "inf", env=ascii_only)
    assert ran.lines[1].startswith("T = inf, ")


HEADLESS = ("generate", "next", "score", "best", "sample", "sweep")


@pytest.mark.parametrize("name", ["frobnicate", "Generate", "playground"])
def test_an_unknown_command_is_refused_with_the_commands_there_are(name: str) -> None:
    message = wrong_usage(name, "--corpus", "mouse")
    assert f"'{name}'" in message
    for other in (*HEADLESS, "corpora"):
        assert other in message


def test_too_little_memory_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(name: str) -> str:
        raise MemoryError

    monkeypatch.setattr("lmtui.text.bundled.text_of", exhausted)
    assert "memory" in failure("next")
