"""No test depends on where it is started, nor on who starts it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import settings
from support.cli import process
from support.environment import FIXED, REPOSITORY, UMASK, environment, is_inherited

# Some tests of each folder: of colours, columns, languages, files and processes; and what is said here.
SAMPLE = (
    "tests/test_environment.py::test_its_variables_are_fixed",
    "tests/test_environment.py::test_what_is_no_variable_is_fixed_too",
    "tests/test_environment.py::test_textual_was_told_nothing",
    "tests/test_environment.py::test_a_process_writes_utf_8_in_80_columns",
    "tests/cli/test_output.py",
    "tests/insight/test_copying.py::test_no_id_is_too_large",
    "tests/ngram/test_smoothing.py",
    "tests/playground/test_session_file.py::test_a_tilde_is_home_when_saving_and_when_opening",
    "tests/sampling/test_settings.py",
    "tests/ssh/test_ssh.py::test_without_a_terminal_the_playground_is_refused_with_2_and_one_line",
    "tests/terminal/test_any_terminal.py::test_an_encoding_that_is_not_utf_8_is_sent_ascii",
    "tests/text/test_sources.py",
    "tests/tui/screens/test_playground.py::test_a_prompt_and_a_temperature_given_at_the_start_are_on_the_screen",
    "tests/tui/test_connection.py",
)
PYTEST = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--maxfail=3")

BARE = {"PATH": os.environ["PATH"]}
"""Whatever else there is comes with a case."""

CASES: dict[str, Mapping[str, str]] = {
    "an ordinary terminal": {
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "en_US.UTF-8",
        "HOME": "/nonexistent",
        "COLUMNS": "237",
        "LINES": "11",
        "EDITOR": "vi",
        "PAGER": "less",
        "VIRTUAL_ENV": "/nonexistent",
    },
    "tmux and screen over SSH": {
        "TERM": "tmux-256color",
        "TMUX": "/tmp/tmux-1000/default,1,0",
        "TMUX_PANE": "%0",
        "STY": "1.pts-0.there",
        "WINDOW": "0",
        "SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22",
        "SSH_CLIENT": "192.0.2.1 50000 22",
        "SSH_TTY": "/dev/pts/0",
        "SSH_AUTH_SOCK": "/nonexistent",
        "DISPLAY": ":99",
        "LC_ALL": "C",
        "TZ": "Pacific/Apia",
    },
    "an old Python without colours": {
        "TERM": "dumb",
        "NO_COLOR": "1",
        "FORCE_COLOR": "3",
        "CLICOLOR_FORCE": "1",
        "LANG": "C",
        "LC_ALL": "POSIX",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONHASHSEED": "7",
        "PYTHONOPTIMIZE": "2",
        "PYTHONIOENCODING": "latin-1:replace",
        "PYTHONSAFEPATH": "1",
    },
    "another program's settings": {
        "TERM": "linux",
        "LANGUAGE": "tr",
        "LC_CTYPE": "tr_TR.UTF-8",
        "TEXTUAL": "debug,devtools",
        "TEXTUAL_COLOR_SYSTEM": "standard",
        "TEXTUAL_DRIVER": "nobody:Knows",
        "TEXTUAL_THEME": "textual-light",
        "TEXTUAL_FPS": "1",
        "TEXTUAL_ANIMATIONS": "none",
        "TEXTUAL_FILTERS": "dim",
        "ESCDELAY": "5000",
        "LMTUI_CACHE": "/nonexistent",
        "XDG_CACHE_HOME": "/nonexistent",
        "XDG_CONFIG_HOME": "/nonexistent",
        "LMTUI_CONFIG": "/nonexistent",
        "UNICODE_VERSION": "4.1.0",
        "TTY_COMPATIBLE": "0",
        "HYPOTHESIS_PROFILE": "explore",
        "PYTHONDONTWRITEBYTECODE": "1",
    },
    "nothing at all": {},
}


def odd_folder(tmp_path: Path) -> str:
    """A folder with a name that needs care wherever it is written."""
    folder = tmp_path / "it's [an] odd\tfolder, é"
    folder.mkdir()
    return str(folder)


@pytest.mark.parametrize("case", CASES)
def test_the_others_pass_in_any_environment(case: str, tmp_path: Path) -> None:
    bare = case == "nothing at all"
    workers = int("PYTHONUTF8" in CASES[case])  # what is told to the interpreter is too late to change for itself
    variables = {**BARE, **({} if bare else {"TMPDIR": odd_folder(tmp_path)}), **CASES[case]}

    def begin() -> None:
        os.umask(0o077 if bare else 0)
        if bare:
            os.close(0)

    ran = subprocess.run(
        [*PYTEST, f"-n{workers}", f"--basetemp={tmp_path / 'tests'}", *SAMPLE],
        cwd=REPOSITORY,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=300,
        check=False,
        preexec_fn=begin,
    )
    said = ran.stdout.decode(errors="replace")
    assert ran.returncode == 0, said
    assert re.search(r"\d{3} passed", said), said


# What is the same everywhere


def test_its_variables_are_fixed(cache: Path) -> None:
    found = {name: value for name, value in environment().items() if not is_inherited(name)}
    assert found == {**FIXED, "LMTUI_CACHE": str(cache), "HOME": os.path.expanduser("~")}


def test_what_is_no_variable_is_fixed_too(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert time.tzname == ("UTC", "UTC")
    assert os.umask(UMASK) == UMASK
    assert os.fstat(0)  # whatever standard input is, it is something
    assert re.fullmatch(r"[\w/.-]+", tempfile.gettempdir(), re.ASCII)
    assert Path.home().is_dir()
    assert tmp_path_factory.getbasetemp() in Path.home().parents


def test_textual_was_told_nothing() -> None:
    from textual import constants
    from textual.app import App

    assert (constants.COLOR_SYSTEM, constants.MAX_FPS, constants.DRIVER) == ("auto", 60, None)
    app: App[None] = App()
    assert app.console.color_system == "256"
    assert not app.no_color


def test_a_process_writes_utf_8_in_80_columns() -> None:
    asked = ("next", "--corpus", "mouse", "--temperature", "inf")
    assert "T = ∞" in process(*asked, from_the_beginning=True).out
    assert max(len(line) for line in process("next", "--help", from_the_beginning=True).lines) in range(70, 81)


# Examples


def test_every_run_draws_the_same_examples_unless_it_is_to_explore() -> None:
    fixed, explore = settings.get_profile("fixed"), settings.get_profile("explore")
    assert (fixed.derandomize, fixed.database, fixed.deadline) == (True, None, None)
    assert (explore.derandomize, explore.deadline) == (False, None)
    assert settings.default in (fixed, explore)


def test_only_the_profiles_say_how_examples_are_drawn() -> None:
    """A test that said it itself would not explore."""
    said = re.compile(r"settings\([^)]*\b(derandomize|deadline|database)=")
    assert said.search("@settings(max_examples=3, deadline=None)")
    files = [path for path in Path(__file__).parent.rglob("test_*.py") if path != Path(__file__)]
    assert [file.name for file in files if said.search(file.read_text(encoding="utf-8"))] == []
