"""A sitting for each thing one can do in the laboratory, at a real terminal of 80×24, as it was once recorded.

A recording in `recorded/` is the command line, then steps: what was typed, and the screen that came of it. In those
about colours the text's styles stand below the screen. `LMTUI_RECORD=1 pytest tests/terminal/test_recorded.py` writes
them anew; read the difference before you keep it.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.emulator import Emulator, Style
from support.forked import spawn
from support.screen import unsafe_characters
from support.terminal import CTRL_Q, Terminal, lmtui

RECORDED = Path(__file__).parent / "recorded"
RECORDINGS = sorted(path.stem for path in RECORDED.glob("*.txt"))
_STEP, _EDGE = "» ", "┈" * 80
_KEYS = {
    "Enter": "\r",
    "Tab": "\t",
    "Shift+Tab": "\x1b[Z",
    "Esc": "\x1b",
    "Space": " ",
    "↑": "\x1b[A",
    "↓": "\x1b[B",
    "→": "\x1b[C",
    "←": "\x1b[D",
    "Home": "\x1b[H",
    "End": "\x1b[F",
    "PgUp": "\x1b[5~",
    "PgDn": "\x1b[6~",
    "Delete": "\x1b[3~",
    "Shift+←": "\x1b[1;2D",
    "Shift+→": "\x1b[1;2C",
    "F1": "\x1bOP",
    "F2": "\x1bOQ",
    "F3": "\x1bOR",
    "F4": "\x1bOS",
    "F6": "\x1b[17~",
    "F8": "\x1b[19~",
    "Ctrl+S": "\x13",
    "Ctrl+O": "\x0f",
    "Ctrl+U": "\x15",
}


def press(terminal: Terminal, step: str) -> None:
    """Type a step: names of keys and single characters with blanks between them, and texts in quotes."""
    for word in shlex.split(step):
        terminal.send(_KEYS.get(word, word))
        if word == "Esc":
            terminal.settle(0.3)  # what follows at once would be one key with it


def styles_of(terminal: Terminal) -> list[str]:
    """The text's lines with a letter for each style, and what the letters stand for: attributes and ink."""
    emulator = Emulator(80, 24)
    data = terminal.received.decode()
    emulator.feed(
        "".join(
            re.findall(
                r"\x1b\[[0-9;]*[mABCDHJ]|[^\x1b]+|\x1bM", re.sub(r"\x1b[\[<>=?][0-9;?<>=]*[hlun$p]+", "", data)
            )
        )
    )
    letters: dict[Style, str] = {}
    lines = []
    for row in emulator.seen[5:22]:
        cells = row[:37]
        lines.append(
            "".join(
                " " if char == " " else letters.setdefault(style, chr(97 + len(letters))) for char, style in cells
            )
        )
    legend = [
        f"{letter}: {' '.join(map(str, sorted(style.attributes))) or '-'} / {' '.join(map(str, style.ink)) or '-'}"
        for style, letter in letters.items()
    ]
    return [*(line.rstrip() for line in lines if line.strip()), *legend]


def seen(terminal: Terminal, styled: bool) -> list[str]:
    lines = [line.rstrip() for line in terminal.lines]
    return [*lines, *([_EDGE, *styles_of(terminal)] if styled else [])]


def steps_of(recording: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Each step with the lines that stand below it."""
    starts = [number for number, line in enumerate(recording) if line.startswith(_STEP)]
    for start, end in zip(starts, [*starts[1:], len(recording)], strict=True):
        yield recording[start].removeprefix(_STEP), recording[start + 1 : end]


@pytest.mark.parametrize("name", RECORDINGS)
def test_a_sitting_is_as_it_was_recorded(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = RECORDED / f"{name}.txt"
    title, command, *recording = path.read_text(encoding="utf-8").splitlines()
    *settings, _, line = command.partition("lmtui")
    env = dict(setting.split("=", 1) for setting in "".join(settings).split())
    record = bool(os.environ.get("LMTUI_RECORD"))
    written = [title, command]
    with spawn([lmtui(), *shlex.split(line)], env=env) as terminal:
        terminal.expect("Next after ")
        terminal.settle()
        for step, expected in steps_of(recording):
            press(terminal, step)
            if record:
                terminal.settle(3.5)  # what is said in passing has passed
                written += [_STEP + step, *seen(terminal, name.startswith("6"))]
                continue
            screen = expected[:24]
            terminal.expect(lambda here, screen=screen: [line.rstrip() for line in here.lines] == screen)  # type: ignore[misc]
            assert seen(terminal, name.startswith("6")) == expected, f"after {step}"
            assert not unsafe_characters("".join(terminal.lines))
        terminal.send(CTRL_Q)
        assert terminal.wait() == 0
    if record:
        path.write_text("\n".join(written) + "\n", encoding="utf-8")
    else:
        assert recording, "nothing is recorded"


def test_every_point_is_recorded() -> None:
    assert {name[0] for name in RECORDINGS} == set("1234567")
