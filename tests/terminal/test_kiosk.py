"""A kiosk in a real terminal: no way out of it, nothing written but its cache, and an end."""

from __future__ import annotations

import hashlib
import os
import re
import select
import signal
import string
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from support.forked import spawn
from support.processes import is_stopped, session_of
from support.screen import find_table
from support.terminal import (
    CTRL_C,
    CTRL_Q,
    CTRL_Z,
    DOWN,
    ENTER,
    ESCAPE,
    F1,
    F2,
    F5,
    F6,
    F7,
    PATIENCE,
    TAB,
    UP,
    Terminal,
    alternate_screen_left,
    clean_environment,
    lmtui,
    modes_left_on,
)

SIZE = (120, 30)
# As it is to be started; and as it can be, too.
ISOLATED = (sys.executable, "-I", "-m", "lmtui", "--kiosk")
INSTALLED = (lmtui(), "--kiosk")

CTRL_L, CTRL_U, CTRL_V, CTRL_X, SHIFT_HOME = "\x0c", "\x15", "\x16", "\x18", "\x1b[1;2H"
HOUR = ("--idle-limit", "60")
SOON = "0.02"  # minutes


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """A folder that may be opened, with a link in it that leads out."""
    root = tmp_path / "texts"
    (root / "more").mkdir(parents=True)
    (root / "colours.txt").write_text("red blue red green\n" * 5)
    (root / "more" / "shapes.txt").write_text("round square round flat\n" * 5)
    (root / "out.txt").symlink_to("/etc/passwd")
    return root


@contextmanager
def kiosk(
    *options: str,
    start: tuple[str, ...] = INSTALLED,
    env: Mapping[str, str] | None = None,
    answers: bool = True,
) -> Iterator[Terminal]:
    """A kiosk that shows its first table, or has closed already; nothing of it may be left when it is closed."""
    with spawn([*start, *options], SIZE, env, answers) as terminal:
        terminal.expect(lambda seen: find_table(seen.lines) or seen.exit_status is not None)
        yield terminal
    assert session_of(terminal.pid) == set()


def ready(terminal: Terminal) -> None:
    terminal.expect(lambda seen: find_table(seen.lines))


def leave(terminal: Terminal) -> None:
    terminal.send(CTRL_Q)
    assert terminal.wait() == 0
    assert_as_before(terminal)


def assert_as_before(terminal: Terminal) -> None:
    assert alternate_screen_left(terminal.received)
    assert modes_left_on(terminal.received) == set()
    assert terminal.attributes == terminal.attributes_at_first


def temperature(terminal: Terminal) -> str:
    found = re.search(r"\bT (\d\S*)", terminal.text)
    return found[1] if found else ""


def assert_works(terminal: Terminal) -> None:
    """Keys still do what they do."""
    before = temperature(terminal)
    terminal.send(UP)
    terminal.expect(lambda seen: temperature(seen) not in (before, ""))


def is_playground(terminal: Terminal) -> bool:
    """Whether the screen is the playground and nothing lies over it."""
    lines = terminal.lines
    whole = "lmtui" in lines[0] and "Prompt" in lines[1] and "F1 Help" in lines[-1] and "╭" not in terminal.text
    return whole and find_table(lines) is not None


def has_tokens(words: set[str], terminal: Terminal) -> bool:
    """Whether these are among the next tokens."""
    table = find_table(terminal.lines)
    return table is not None and words <= set(table.tokens)


def ask_for(terminal: Terminal, path: str) -> None:
    """Ask for a text in the settings."""
    terminal.send(F2)
    terminal.expect("Settings")
    terminal.settle()
    terminal.send(DOWN)
    terminal.settle()
    terminal.send(f"{path}{ENTER}")


def assert_refused(terminal: Terminal, paths: Sequence[str]) -> None:
    """Ask for texts that must not be opened, one after the other; the model stays as it was."""
    ask_for(terminal, paths[0])
    for path, following in pairwise((*paths, "")):
        terminal.expect(f"'{path}' cannot be opened here")
        assert "─ Settings ─" in terminal.text
        if following:
            terminal.send(f"{CTRL_U}{following}{ENTER}")
    terminal.send(ESCAPE)
    terminal.expect(is_playground)
    assert "fables" in terminal.lines[0]


def said(terminal: Terminal) -> list[str]:
    """The lines on the screen after the end."""
    return [line.strip() for line in terminal.lines if line.strip()]


# What may be opened


@pytest.mark.parametrize("start", [ISOLATED, INSTALLED], ids=["isolated", "installed"])
def test_the_settings_open_what_is_under_the_root_and_nothing_else(texts: Path, start: tuple[str, ...]) -> None:
    with kiosk("--root", str(texts), start=start) as terminal:
        assert_refused(terminal, ("/etc/passwd", "../texts2", "out.txt", "..", "/nothing/there"))
        for path, words in (("colours.txt", {"red", "blue"}), (str(texts / "more"), {"round", "square"})):
            ask_for(terminal, path)
            terminal.expect(partial(has_tokens, words))
        leave(terminal)
    assert b"root:" not in terminal.received


def test_a_text_of_the_root_can_be_given_from_the_start(texts: Path) -> None:
    with kiosk("--root", str(texts), "--corpus", "colours.txt") as terminal:
        terminal.expect(partial(has_tokens, {"red", "blue", "green"}))
        leave(terminal)


def test_without_a_root_the_settings_open_no_path(texts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(texts)
    with kiosk() as terminal:
        assert_refused(terminal, ("/etc/passwd", ".", "colours.txt"))
        leave(terminal)


# Wrong usage


def refused(
    *options: str, start: tuple[str, ...] = INSTALLED, env: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """The exit status and the one line of a kiosk that does not open."""
    with spawn([*start, *options], (250, 24), env) as terminal:
        status = terminal.wait()
        assert b"\x1b" not in terminal.received
        (line,) = said(terminal)
    assert line.startswith("lmtui: ")
    return status, line


@pytest.mark.parametrize("option", ["--idle-limit", "--session-limit", "--memory-limit"])
@pytest.mark.parametrize("value", ["0", "-1", "nan", "inf", "x", ""])
def test_a_limit_that_is_none_is_wrong_usage(option: str, value: str) -> None:
    status, line = refused(f"{option}={value}")
    assert status == 2
    assert option in line


@pytest.mark.parametrize("megabytes", ["1e-3", "1", "20", "50", "1e13", "1e300"])
def test_a_memory_limit_that_nothing_can_run_in_or_no_machine_has_is_refused_in_a_line(megabytes: str) -> None:
    with spawn([*ISOLATED, "--memory-limit", megabytes], (250, 24)) as terminal:
        terminal.read(PATIENCE, lambda seen: seen.exit_status is not None or find_table(seen.lines))
        if find_table(terminal.lines):  # then it does run in it
            leave(terminal)
            return
        assert terminal.wait() in (1, 2)
        assert b"Traceback" not in terminal.received
        assert modes_left_on(terminal.received) == set()
        (line,) = said(terminal)
        assert re.match(r"lmtui: .*memory", line)


def test_a_root_is_a_folder_that_exists_and_needs_a_kiosk(texts: Path) -> None:
    for root in ("/nothing/there", str(texts / "colours.txt"), ""):
        status, line = refused("--root", root)
        assert status == 2
        assert "--root" in line
    status, line = refused("--root", str(texts), start=(lmtui(),))
    assert status == 2
    assert "--kiosk" in line


@pytest.mark.parametrize("option", ["--corpus", "--model"])
@pytest.mark.parametrize("path", ["/etc/passwd", "out.txt", "../texts", "/nothing/there"])
def test_what_may_not_be_opened_is_refused_from_the_start(texts: Path, option: str, path: str) -> None:
    status, line = refused("--root", str(texts), option, path)
    assert status == 1
    assert f"'{path}' cannot be opened here" in line
    assert refused(option, path)[0] == 1


def test_a_kiosk_reads_no_standard_input() -> None:
    assert refused("--corpus", "-")[0] == 2


def test_a_kiosk_is_no_command() -> None:
    for command in ("generate", "train", "paths"):
        assert refused(command)[0] == 2


# Ways out


@pytest.mark.parametrize("in_kiosk", [True, False])
def test_control_z_and_the_signal_lead_to_no_shell(in_kiosk: bool) -> None:
    # The shell has job control, and goes on when its job stops.
    shell = ("bash", "--norc", "--noprofile", "-c", 'set -m; "$@"; echo "the shell, $?"', "bash")
    with spawn([*shell, *(INSTALLED if in_kiosk else (lmtui(),))], SIZE) as terminal:
        ready(terminal)
        (pid,) = session_of(terminal.pid) - {terminal.pid}
        terminal.settle()
        if not in_kiosk:
            terminal.send(CTRL_Z)
            terminal.expect(lambda seen: b"the shell" in seen.received)
            return
        terminal.send(CTRL_Z)
        assert_works(terminal)
        for number in (signal.SIGTSTP, signal.SIGCONT):
            before = len(terminal.received)
            subprocess.run(["kill", f"-{number.value}", str(pid)], check=True)
            # Continued, it sets up the terminal anew, and forgets keys that come before.
            if number == signal.SIGCONT:
                terminal.expect(lambda seen, before=before: b"\x1b[?1049h" in seen.received[before:])  # type: ignore[misc]
            terminal.settle()
            assert_works(terminal)
        assert not is_stopped(pid)
        assert b"the shell" not in terminal.received
        terminal.send(CTRL_Q)
        terminal.expect("the shell, 0")
        terminal.wait()


def test_control_l_draws_everything_again() -> None:
    with kiosk() as terminal:
        terminal.settle()
        shown, before = terminal.text, len(terminal.received)
        terminal.send(CTRL_L)
        terminal.expect(lambda seen: len(seen.received) > before + 1000)
        terminal.settle()
        assert terminal.text == shown
        leave(terminal)


@pytest.mark.parametrize("way", ["", F2 + DOWN], ids=["prompt", "settings"])
@pytest.mark.parametrize("in_kiosk", [True, False])
def test_a_kiosk_does_not_write_to_the_clipboard(in_kiosk: bool, way: str) -> None:
    with kiosk(start=INSTALLED if in_kiosk else (lmtui(),)) as terminal:
        terminal.send(way)
        terminal.settle()
        terminal.send("some words")
        terminal.expect("some words")
        terminal.send(SHIFT_HOME)
        terminal.settle()
        terminal.send(CTRL_C)
        terminal.expect("again")
        terminal.send(CTRL_X)
        terminal.expect(lambda seen: "some words" not in seen.text)
        terminal.send(CTRL_V)
        terminal.expect("some words")  # inside the program it may be used
        leave(terminal)
    assert (b"\x1b]52;" in terminal.received) == (not in_kiosk)
    assert not in_kiosk or b"\x1b]" not in terminal.received


_OPEN = "CIJMPQT"  # Ctrl+P finds what to do, Ctrl+T begins the tour, and the others are keys of their own
CONTROLS = [chr(ord(letter) - 64) for letter in string.ascii_uppercase + "\\]^_" if letter not in _OPEN]
FUNCTION_KEYS = [f"\x1b[{number}~" for number in (23, 25, 26, 28, 29, 31, 32, 33, 34)]  # F10 and F12 do
MODIFIED = [f"\x1b[1;{modifier}{letter}" for modifier in (2, 3, 5, 6) for letter in "PRS"]
KITTY = [f"\x1b[{ord(letter)};{modifier}u" for modifier in (5, 6, 9) for letter in "sz\\"]
ALTERNATES = [f"\x1b{letter}" for letter in "psx!:|.&"]
SIGNS = list("!:~|&;`$@%^*\\/<>")
KEYS_THAT_OPEN_NOTHING = [*CONTROLS, "\x7f", "\x08", *FUNCTION_KEYS, *MODIFIED, *KITTY, *ALTERNATES, *SIGNS]


@pytest.mark.parametrize("focus", ["", TAB, TAB + TAB, TAB + TAB + TAB], ids=["prompt", "slider", "text", "table"])
def test_no_key_opens_anything_else(focus: str) -> None:
    with kiosk(*HOUR) as terminal:
        terminal.settle()
        terminal.send(focus)
        terminal.settle()
        for key in KEYS_THAT_OPEN_NOTHING:
            terminal.send(key)
            terminal.read(0.02)
            assert "╭" not in terminal.text, repr(key)
        assert session_of(terminal.pid) == {terminal.pid}
        terminal.expect(is_playground)
        terminal.send(F1)
        terminal.expect("─ Help ─")
        leave(terminal)


def test_a_dialog_leads_nowhere_either() -> None:
    keys = [key for key in KEYS_THAT_OPEN_NOTHING if key not in SIGNS]
    with kiosk(*HOUR) as terminal:
        for opened, title in ((F1, "─ Help ─"), (F2, "─ Settings ─")):
            terminal.settle()
            terminal.send(opened)
            terminal.expect(title)
            for key in keys:
                terminal.send(key)
                terminal.read(0.02)
            terminal.send("!ls")
            terminal.settle()
            assert title in terminal.text
            assert session_of(terminal.pid) == {terminal.pid}
            terminal.send(ESCAPE)
            terminal.expect(is_playground)
        leave(terminal)


# The environment


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    """Is made by whoever gets somewhere."""
    return tmp_path / "somebody-was-here"


def leave_a_mark(marker: Path) -> str:
    return f"open({str(marker)!r}, 'a').write(__name__ + '\\n')\n"


@pytest.fixture
def hostile(tmp_path: Path, marker: Path) -> dict[str, str]:
    """An environment in which everything that anybody might start, import or write leaves a mark."""
    programs, modules = tmp_path / "programs", tmp_path / "modules"
    modules.mkdir()
    programs.mkdir()
    program = programs / "program"
    program.write_text(f"#!/bin/sh\necho program >>'{marker}'\n")
    program.chmod(0o755)
    for name in ("xdg-open", "sh", "less", "vi", "xclip", "stty", "tput", "infocmp", "uname", "ldconfig", "gcc"):
        (programs / name).symlink_to(program)
    (modules / "mischief.py").write_text(leave_a_mark(marker))
    (tmp_path / "startup.py").write_text(leave_a_mark(marker))
    starts = (
        "EDITOR",
        "VISUAL",
        "PAGER",
        "MANPAGER",
        "GIT_EDITOR",
        "BROWSER",
        "SHELL",
        "LESSOPEN",
        "ENV",
        "BASH_ENV",
    )
    return {
        **dict.fromkeys(starts, str(program)),
        "PATH": f"{programs}:/usr/bin:/bin",
        "TEXTUAL": "debug,devtools",
        "TEXTUAL_DEBUG": "1",
        "TEXTUAL_DRIVER": "mischief:Driver",
        "TEXTUAL_LOG": str(marker),
        "TEXTUAL_SCREENSHOT": "1",
        "TEXTUAL_SCREENSHOT_LOCATION": str(tmp_path),
        "TEXTUAL_SCREENSHOT_FILENAME": marker.name,
        "TEXTUAL_PRESS": "f1,x",
        "TEXTUAL_THEME": "textual-light",
        "PYTHONINSPECT": "1",
        "PYTHONSTARTUP": str(tmp_path / "startup.py"),
        "PYTHONBREAKPOINT": "mischief.Driver",
        "PYTHONPATH": str(modules),
    }


def shadow_modules(tmp_path: Path, marker: Path) -> None:
    """Put modules in the way of those that are to be imported."""
    for name in ("sitecustomize", "usercustomize", "textual", "numpy", "platformdirs", "rich", "argparse", "lmtui"):
        for folder in ("modules", "cwd"):
            (tmp_path / folder).mkdir(exist_ok=True)
            (tmp_path / folder / f"{name}.py").write_text(leave_a_mark(marker))


def in_folder(folder: Path, *command: str) -> tuple[str, ...]:
    return ("/usr/bin/env", "-C", str(folder), *command)


def play(terminal: Terminal) -> None:
    """Do a little of everything."""
    terminal.settle()
    terminal.send("The fox" + F6)
    terminal.expect(lambda seen: re.search(r"\b1 \S", seen.text))
    terminal.send(F5)
    terminal.expect("running")
    terminal.send(F7)
    terminal.expect("stopped")
    for opened, title in ((F1, "─ Help ─"), (F2, "─ Settings ─")):
        terminal.send(opened)
        terminal.expect(title)
        terminal.send(ESCAPE)
        terminal.expect(is_playground)
    terminal.send(F2)
    terminal.expect("─ Settings ─")
    terminal.settle()
    terminal.send("\x1b[C" + ENTER)  # another corpus
    terminal.expect(lambda seen: "kitchen" in seen.lines[0] and is_playground(seen))


def test_the_traps_of_these_tests_work(tmp_path: Path, marker: Path, hostile: dict[str, str]) -> None:
    shadow_modules(tmp_path, marker)
    for setting in ({"PYTHONPATH": hostile["PYTHONPATH"]}, {}):
        done = subprocess.run(
            in_folder(tmp_path / "cwd", sys.executable, "-c", "import textual"),
            env=clean_environment(setting),
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0
        assert "textual" in marker.read_text().split()
        marker.unlink()
    subprocess.run([hostile["EDITOR"]], check=True)
    assert marker.exists()


@pytest.mark.parametrize("isolated", [True, False])
def test_no_variable_makes_it_import_start_or_write_anything(
    tmp_path: Path, marker: Path, hostile: dict[str, str], isolated: bool
) -> None:
    if isolated:
        shadow_modules(tmp_path, marker)
        hostile["PYTHONHOME"] = hostile["PYTHONUSERBASE"] = str(tmp_path)
    else:
        (tmp_path / "cwd").mkdir()
    start = in_folder(tmp_path / "cwd", *(ISOLATED if isolated else INSTALLED))
    with kiosk(start=start, env=hostile) as terminal:
        terminal.expect(is_playground)  # and no help, which TEXTUAL_PRESS would have asked for
        play(terminal)
        leave(terminal)
        assert said(terminal) == []
    assert b">>>" not in terminal.received
    assert not marker.exists(), marker.read_text(errors="replace")


def stay_away(terminal: Terminal) -> None:
    """Do nothing until the time is over."""


def terminate(terminal: Terminal) -> None:
    terminal.signal(signal.SIGTERM)


def press_control_c_twice(terminal: Terminal) -> None:
    terminal.send(CTRL_C)
    terminal.expect("again")
    terminal.send(CTRL_C)


@pytest.mark.parametrize("end", [stay_away, terminate, press_control_c_twice])  # by Ctrl+Q it was left above
def test_python_does_not_ask_for_more_after_the_end(hostile: dict[str, str], end: Callable[[Terminal], None]) -> None:
    options = ("--idle-limit", SOON) if end is stay_away else ()
    with kiosk(*options, start=INSTALLED, env=hostile) as terminal:
        end(terminal)
        assert terminal.wait() in (0, 128 + signal.SIGTERM)
    assert b">>>" not in terminal.received


@pytest.mark.parametrize(
    ("options", "changes"),
    [
        (("--root", "/nothing/there"), {}),
        (("--corpus", "/etc/passwd"), {}),
        (("--idle-limit", "0"), {}),
        (("--no-such-option",), {}),
        ((), {"TERM": "dumb"}),
    ],
)
@pytest.mark.parametrize("start", [ISOLATED, INSTALLED], ids=["isolated", "installed"])
def test_python_does_not_ask_for_more_where_it_did_not_open(
    hostile: dict[str, str], start: tuple[str, ...], options: tuple[str, ...], changes: dict[str, str]
) -> None:
    with spawn([*start, *options], (250, 24), hostile | changes) as terminal:
        terminal.read(PATIENCE, lambda seen: b">>>" in seen.received or seen.exit_status is not None)
        assert b">>>" not in terminal.received
        assert terminal.wait() in (1, 2)


# What is written

WATCH = '''
import os, sys

kept = os.open({log!r}, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
told = set("""
subprocess.Popen os.system os.exec os.posix_spawn os.spawn os.fork os.forkpty pty.spawn webbrowser.open os.kill
os.killpg socket.connect socket.bind socket.sendto socket.getaddrinfo ftplib.connect urllib.Request os.mkdir os.rename
os.remove os.rmdir os.link os.symlink os.chmod os.chown os.truncate os.utime os.setxattr cpython.run_stdin
""".split())

def watch(event, arguments):
    if event in told or event == "open" and isinstance(arguments[2], int) and (
        arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC)
    ):
        os.write(kept, (event + " " + ascii(arguments) + "\\n").encode())

sys.addaudithook(watch)
'''


@pytest.mark.parametrize("cached", [False, True])
def test_it_starts_nothing_calls_nobody_and_writes_only_to_its_cache(
    tmp_path: Path, texts: Path, cached: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = surroundings(tmp_path)
    monkeypatch.chdir(tmp_path / "cwd")
    (tmp_path / "log").mkdir()
    (tmp_path / "modules").mkdir()
    log, cache = tmp_path / "log" / "log", tmp_path / "cache"
    watch = WATCH.format(log=str(log))
    env = {**places, "LMTUI_CACHE": str(cache) if cached else ""}
    start: tuple[str, ...] = INSTALLED
    if cached:  # watched from the first module that is imported
        (tmp_path / "modules" / "sitecustomize.py").write_text(watch)
        env |= {"PYTHONPATH": str(tmp_path / "modules"), "PYTHONDONTWRITEBYTECODE": "1"}
    else:
        start = (sys.executable, "-c", f"{watch}\nfrom lmtui.__main__ import main\nmain()", "--kiosk")
    before = contents(tmp_path)
    with kiosk("--root", str(texts), *HOUR, start=start, env=env) as terminal:
        play(terminal)
        ask_for(terminal, "colours.txt")
        terminal.expect(lambda seen: "colours.txt" in seen.lines[0] and is_playground(seen))
        for key in (*KEYS_THAT_OPEN_NOTHING, "\x1b[200~a paste\x1b[201~"):
            terminal.send(key)
        terminal.settle()
        if cached:
            terminal.read(PATIENCE, lambda _: len(list(cache.glob("*/manifest.json"))) == 3)
        leave(terminal)
    assert_nothing_new(before, tmp_path, {"log", *(["cache"] if cached else [])})
    assert log.exists()
    told = [line for line in log.read_text().splitlines() if "'/dev/null'" not in line and "'/dev/pts/" not in line]
    assert [line for line in told if str(cache) not in line] == []
    assert bool(told) == cached


def contents(folder: Path) -> dict[str, str]:
    """Everything in a folder, and what it is."""
    found = {}
    for path in sorted(folder.rglob("*")):
        data = path.read_bytes() if path.is_file() else b""
        found[str(path.relative_to(folder))] = f"{path.lstat().st_mode:o} {hashlib.sha256(data).hexdigest()}"
    return found


def surroundings(folder: Path) -> dict[str, str]:
    """Folders in which an account's programs write, made in this one, and the variables that lead there."""
    for name in ("home", "tmp", "run", "cwd"):
        (folder / name).mkdir()
    (folder / "home" / ".profile").write_text("export X=1\n")
    places = {
        "HOME": "home",
        "TMPDIR": "tmp",
        "XDG_CACHE_HOME": "home/.cache",
        "XDG_CONFIG_HOME": "home/.config",
        "XDG_DATA_HOME": "home/.local/share",
        "XDG_STATE_HOME": "home/.local/state",
        "XDG_RUNTIME_DIR": "run",
    }
    return {name: str(folder / place) for name, place in places.items()}


def assert_nothing_new(before: Mapping[str, str], folder: Path, places: set[str]) -> None:
    """What was in a folder is as it was; something new is in each of these places, and nowhere else."""
    after = contents(folder)
    assert {name: after.get(name) for name in before} == dict(before)
    new = {name for name in after if name not in before}
    assert {name for name in new if not any(f"{name}/".startswith(f"{place}/") for place in places)} == set()
    assert all(any(f"{name}/".startswith(f"{place}/") for name in new) for place in places)


def test_no_file_is_written_but_in_the_accounts_cache(tmp_path: Path, texts: Path) -> None:
    env = surroundings(tmp_path)
    start = in_folder(tmp_path / "cwd", "-u", "LMTUI_CACHE", *ISOLATED)
    before = contents(tmp_path)
    with kiosk("--root", str(texts), start=start, env=env) as terminal:
        play(terminal)
        ask_for(terminal, "colours.txt")
        terminal.expect(lambda seen: "colours.txt" in seen.lines[0] and is_playground(seen))
        cache = tmp_path / "home" / ".cache"
        terminal.read(PATIENCE, lambda _: len(list(cache.rglob("manifest.json"))) == 3)
        leave(terminal)
    assert_nothing_new(before, tmp_path, {"home/.cache"})


# The end of the time


def test_without_a_key_it_closes_with_0_and_says_why_in_a_line() -> None:
    with kiosk("--idle-limit", SOON) as terminal:
        assert terminal.wait() == 0
        assert said(terminal) == [f"lmtui: closed after {SOON} minutes without a key"]
        assert_as_before(terminal)


def test_a_generation_does_not_keep_it_open() -> None:
    with kiosk("--idle-limit", SOON) as terminal:
        terminal.send("The" + ENTER)
        terminal.expect("running")
        assert terminal.wait() == 0
        assert said(terminal) == [f"lmtui: closed after {SOON} minutes without a key"]
        assert_as_before(terminal)


def test_a_session_closes_with_0_and_says_why_in_a_line_whatever_is_typed() -> None:
    with kiosk("--session-limit", "0.1", "--idle-limit", "0.05") as terminal:
        end = time.monotonic() + PATIENCE
        while terminal.exit_status is None and modes_left_on(terminal.received) and time.monotonic() < end:
            terminal.send("x")
            terminal.read(0.1)
        assert terminal.wait() == 0
        # A key that came last of all stands before the line, as the terminal has shown it.
        (line,) = (line for line in said(terminal) if re.match("x*lmtui: ", line))
        assert re.search(r"session.*\b0\.1 minutes", line)
        assert_as_before(terminal)


def test_limits_are_not_only_for_kiosks() -> None:
    with kiosk("--idle-limit", SOON, start=(lmtui(),)) as terminal:
        assert terminal.wait() == 0
        assert said(terminal) == [f"lmtui: closed after {SOON} minutes without a key"]


def fill(terminal: Terminal) -> None:
    """Write, for the program, as much as goes without anybody reading: its next write has to wait."""
    fd = os.open(terminal.name, os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
    while select.select([], [fd], [], 0.1)[1]:
        with suppress(BlockingIOError):
            os.write(fd, bytes(1024))  # a terminal takes no notice of NUL
    os.close(fd)


@pytest.mark.parametrize("answers", [True, False])
def test_a_terminal_that_does_not_read_does_not_keep_it_open(answers: bool) -> None:
    with kiosk("--idle-limit", "0.04", answers=answers) as terminal:
        fill(terminal)
        terminal.send(UP)  # something to draw
        end = time.monotonic() + PATIENCE
        while terminal.exit_status is None and time.monotonic() < end:
            time.sleep(0.05)
        assert terminal.exit_status == 0


# Memory


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a text for which 150 MB are not enough."""
    root = tmp_path_factory.mktemp("large")
    (root / "large.txt").write_text("".join(f"w{i} x{7 * i} y{i % 1000}\n" for i in range(500_000)))
    return root


def test_a_text_that_is_too_large_is_refused_and_the_model_stays(large: Path) -> None:
    with kiosk("--root", str(large), "--memory-limit", "150") as terminal:
        ask_for(terminal, "large.txt")
        terminal.expect("not enough memory")
        assert "fables" in terminal.lines[0]
        assert_works(terminal)
        terminal.send("The" + F6)
        terminal.expect(lambda seen: re.search(r"\b1 \S", seen.text))
        leave(terminal)


def test_a_text_that_is_too_large_from_the_start_leaves_the_program_open(large: Path) -> None:
    with spawn([*ISOLATED, "--root", str(large), "--corpus", "large.txt", "--memory-limit", "150"], SIZE) as terminal:
        terminal.expect("not enough memory")
        terminal.send(F2)
        terminal.expect("─ Settings ─")
        terminal.settle()
        terminal.send("\x1b[C" + ENTER)
        ready(terminal)
        leave(terminal)
