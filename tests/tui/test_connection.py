"""What follows from the environment: where the playground opens, and how it behaves there."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from dataclasses import replace
from functools import cache

import pytest
from support.terminal import clean_environment

from lmtui.options.playground import ANIMATION
from lmtui.tui.connection import Animation, Connection, NoTerminal, connection_of

XTERM = {"TERM": "xterm-256color"}
AFAR = XTERM | {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}


def stderr_in(encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding=encoding)


@pytest.fixture(autouse=True)
def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "isatty", lambda fd: True)
    monkeypatch.setattr(sys, "__stderr__", stderr_in("utf-8"))


def described(monkeypatch: pytest.MonkeyPatch, colours: int | None) -> None:
    """Have the terminal's description say so; curses reads one description only in a process."""
    monkeypatch.setattr("lmtui.tui.connection._described_colours", lambda term: colours)


# Where it opens


@pytest.mark.parametrize("missing", [{0}, {2}, {0, 2}])
def test_without_a_terminal_the_commands_for_pipes_are_named(
    monkeypatch: pytest.MonkeyPatch, missing: set[int]
) -> None:
    monkeypatch.setattr(os, "isatty", lambda fd: fd not in missing)
    with pytest.raises(NoTerminal) as refusal:
        connection_of(XTERM)
    for command in ("generate", "next", "score", "corpora"):
        assert command in str(refusal.value)


def test_standard_output_may_be_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "isatty", lambda fd: fd != 1)
    assert connection_of(XTERM).colours == 256


@pytest.mark.parametrize("environ", [{"TERM": "dumb"}, {"TERM": "unknown"}, {"TERM": ""}, {}])
@pytest.mark.parametrize("more", [{}, {"COLORTERM": "truecolor"}, {"NO_COLOR": "1"}])
def test_a_terminal_that_cannot_move_its_cursor_is_refused(environ: dict[str, str], more: dict[str, str]) -> None:
    with pytest.raises(NoTerminal, match="lmtui generate") as refusal:
        connection_of(environ | more)
    assert f"TERM={environ.get('TERM', '')}" in str(refusal.value)


# Colours


@pytest.mark.parametrize(
    ("environ", "colours"),
    [
        ({"TERM": "xterm-256color"}, 256),
        ({"TERM": "screen-256color"}, 256),
        ({"TERM": "tmux-256color"}, 256),
        ({"TERM": "XTERM-256COLOR"}, 256),
        ({"TERM": "xterm-direct"}, 1 << 24),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, 1 << 24),
        ({"TERM": "xterm", "COLORTERM": "24bit"}, 1 << 24),
        ({"TERM": "xterm", "COLORTERM": " TrueColor "}, 1 << 24),
        ({"TERM": "xterm-256color", "COLORTERM": "yes"}, 256),
        ({"TERM": "xterm-256color", "COLORTERM": ""}, 256),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, 0),
        ({"TERM": "xterm-256color", "NO_COLOR": "0"}, 0),  # whatever it says: no-color.org
        ({"TERM": "xterm-256color", "NO_COLOR": "1", "COLORTERM": "truecolor"}, 0),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, 256),
    ],
)
def test_colours_are_those_the_environment_names(environ: dict[str, str], colours: int) -> None:
    assert connection_of(environ).colours == colours


@pytest.mark.parametrize(
    ("term", "says", "colours"),
    [
        ("xterm", 8, 16),
        ("screen", 8, 16),
        ("linux", 8, 16),
        ("tmux", 8, 16),
        ("rxvt", 8, 16),
        ("xterm", None, 16),
        ("xterm-mono", 0, 0),
        ("ansi", 8, 8),
        ("cygwin", 8, 8),
        ("vt100", 0, 0),
        ("xterm-16color", 16, 16),
        ("alacritty", 256, 256),
        ("foot", 256, 256),
        ("ibm-88", 88, 16),
        ("hp2382a", 4, 0),
        ("nobody-knows", None, 16),
    ],
)
def test_colours_are_those_of_the_terminals_description(
    monkeypatch: pytest.MonkeyPatch, term: str, says: int | None, colours: int
) -> None:
    described(monkeypatch, says)
    assert connection_of({"TERM": term}).colours == colours


# Curses reads one description only in a process, so that there is a child for each terminal.
_ASK = """
import os, sys
os.isatty = lambda fd: True
from lmtui.tui.connection import connection_of
for term in sys.argv[1:]:
    if not os.fork():
        break
    os.wait()
else:
    sys.exit()
os.environ["TERM"] = term
print(term, connection_of({"TERM": term}).colours, *{"textual", "rich"} & set(sys.modules))
"""
_COLOURS = {"xterm-256color": 256, "xterm": 16, "screen": 16, "linux": 16, "vt100": 0, "ansi": 8, "nobody-knows": 16}


@cache
def said_of_each() -> str:
    """What a process of its own says of each of these terminals, a line for each; and what went wrong."""
    command = [sys.executable, "-c", _ASK, *_COLOURS]
    return subprocess.run(
        command,
        env=clean_environment(XTERM),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    ).stdout


def is_described(term: str) -> bool:
    return subprocess.run(["infocmp", term], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("term", _COLOURS)
def test_colours_are_those_that_terminfo_knows_of_and_textual_is_not_imported_to_know_this(term: str) -> None:
    if term in ("vt100", "ansi") and not is_described(term):
        pytest.skip(f"terminfo does not describe {term}")
    assert f"{term} {_COLOURS[term]}" in said_of_each().splitlines(), said_of_each()


# Near and far


def test_at_this_machine_all_is_on() -> None:
    connection = connection_of(XTERM)
    assert connection == Connection(colours=256)
    assert (connection.mouse, connection.animation, connection.keyboard_flags) == (True, "basic", True)
    assert (connection.fps, connection.ascii, connection.kiosk) == (60, False, False)


def test_over_ssh_what_costs_the_line_is_off() -> None:
    connection = connection_of(AFAR)
    assert (connection.mouse, connection.animation, connection.fps) == (False, "none", 20)
    assert not connection.keyboard_flags


def test_an_empty_ssh_connection_is_none() -> None:
    assert connection_of(XTERM | {"SSH_CONNECTION": ""}) == connection_of(XTERM)


@pytest.mark.parametrize("environ", [XTERM, AFAR])
@pytest.mark.parametrize("mouse", [True, False])
@pytest.mark.parametrize("animation", ANIMATION.choices)
@pytest.mark.parametrize("fps", [1, 20, 60])
def test_what_is_asked_for_is_taken(environ: dict[str, str], mouse: bool, animation: Animation, fps: int) -> None:
    connection = connection_of(environ, mouse=mouse, animation=animation, fps=fps)
    assert (connection.mouse, connection.animation, connection.fps) == (mouse, animation, fps)


def test_each_is_asked_for_by_itself() -> None:
    afar = connection_of(AFAR)
    assert connection_of(AFAR, mouse=True) == replace(afar, mouse=True)
    assert connection_of(AFAR, animation="full") == replace(afar, animation="full")
    assert connection_of(AFAR, fps=60) == replace(afar, fps=60)
    assert connection_of(XTERM, mouse=False) == replace(connection_of(XTERM), mouse=False)


# Encoding


@pytest.mark.parametrize("encoding", ["utf-8", "UTF-8", "utf8"])
def test_in_utf_8_all_characters_are_drawn(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    monkeypatch.setattr(sys, "__stderr__", stderr_in(encoding))
    connection = connection_of(XTERM)
    assert not connection.ascii
    assert connection.encoding == "utf-8"
    assert connection_of(XTERM, ascii=True).ascii


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "iso-8859-15", "koi8-r"])
def test_in_another_encoding_all_is_ascii(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    monkeypatch.setattr(sys, "__stderr__", stderr_in(encoding))
    connection = connection_of(XTERM)
    assert connection.ascii
    assert connection.encoding == "ascii"


def test_without_an_encoding_it_is_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "__stderr__", None)
    connection = connection_of(XTERM)
    assert connection.ascii
    assert connection.encoding == "ascii"


# What Textual is told


@pytest.mark.parametrize("environ", [XTERM, AFAR])
def test_textual_is_told_what_it_reads_when_imported(environ: dict[str, str]) -> None:
    connection = connection_of(environ)
    told = dict(environ)
    connection.prepare(told)
    assert told["TEXTUAL_FPS"] == str(connection.fps)
    assert told.get("TEXTUAL_DISABLE_KITTY_KEY") == (None if connection.keyboard_flags else "1")
    assert "NO_COLOR" not in told
    assert told.items() >= environ.items()


@pytest.mark.parametrize("environ", [XTERM, AFAR])
@pytest.mark.parametrize("kiosk", [True, False])
def test_nobody_else_tells_textual_anything(environ: dict[str, str], kiosk: bool) -> None:
    connection = connection_of(environ, kiosk=kiosk)
    told = {
        "TEXTUAL": "debug",
        "TEXTUAL_DRIVER": "os:system",
        "TEXTUAL_LOG": "/tmp/log",
        "TEXTUAL_FPS": "1000",
        "TEXTUAL_DISABLE_KITTY_KEY": "0",
        "TEXTUAL_PRESS": "x",
    } | environ
    connection.prepare(told)
    expected = {"TEXTUAL_FPS": str(connection.fps), "TEXTUAL_COLOR_SYSTEM": "256"}
    if not connection.keyboard_flags:
        expected["TEXTUAL_DISABLE_KITTY_KEY"] = "1"
    assert {name: value for name, value in told.items() if name.startswith("TEXTUAL")} == expected
    assert told.items() >= environ.items()


def test_in_a_kiosk_nobody_tells_python_anything() -> None:
    told = {"PYTHONPATH": "/tmp", "PYTHONSTARTUP": "/tmp/x.py", "TERM": "xterm"}
    connection_of(XTERM, kiosk=True).prepare(told)
    assert not [name for name in told if name.startswith("PYTHON")]
    assert told["TERM"] == "xterm"


def test_textual_sends_no_colours_where_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    described(monkeypatch, 0)
    told: dict[str, str] = {}
    connection_of({"TERM": "vt100"}).prepare(told)
    assert told["NO_COLOR"] == "1"


def test_in_a_kiosk_no_keyboard_flags_are_asked_for() -> None:
    connection = connection_of(XTERM, kiosk=True)
    assert connection.kiosk
    assert not connection.keyboard_flags
    assert connection == replace(connection_of(XTERM), kiosk=True, keyboard_flags=False)


def test_a_kiosk_may_be_slow() -> None:
    told: dict[str, str] = {"TEXTUAL_FPS": "1000"}
    connection_of(AFAR, kiosk=True, fps=5).prepare(told)
    assert told["TEXTUAL_FPS"] == "5"
