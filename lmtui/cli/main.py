"""Find the command and run it."""

from __future__ import annotations

import importlib
import os
import signal
import sys
from collections.abc import Sequence
from typing import TextIO

from lmtui.cli.parser import Parser
from lmtui.errors import LmtuiError
from lmtui.options.table import PLAYGROUND
from lmtui.text.safety import is_utf_8, visible

COMMANDS = {
    "generate": "stream text to standard output",
    "next": "the next-token table",
    "score": "score texts by the chain rule",
    "best": "the most probable sequences, beside the greedy one",
    "sample": "many sequences, how often each came, and its exact probability",
    "sweep": "entropy, perplexity, diversity, copying against temperature",
    "counts": "the n-grams of a text by count, the bigrams as a table",
    "sources": "where a run, or what a text copies, stands in the training text",
    "train": "train a model and write it",
    "corpora": "the bundled corpora, measured, and those of this machine",
    "paths": "where files are kept",
    "config": "the configuration: what holds, from where, and what is wrong",
    "completion": "a script that completes command lines in bash, zsh or fish",
    "man": "the manual page, for man -l",
    "bench": "measure speed and memory",
}
"""The headless commands, one module of this package each (`next` lives in `next_token`)."""

_MODULES = {"next": "next_token"}


def run(arguments: Sequence[str]) -> int:
    """Run a command line without the program's name; returns the exit code."""
    _prepare_pipes()
    try:
        try:
            return _run(arguments)
        finally:
            sys.stdout.flush()
    except LmtuiError as error:
        print(f"lmtui: {visible(str(error))}", file=sys.stderr)
        return 1
    except MemoryError:
        print("lmtui: there is not enough memory for this; take less text or a lower order", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"lmtui: cannot write the output: {error.strerror or error}; write it elsewhere", file=sys.stderr)
        sys.stdout = _nowhere()  # what is left of it must not be tried again at exit
        return 1
    except KeyboardInterrupt:
        return 130


def _run(arguments: Sequence[str]) -> int:
    """Find the command, read its options, and do what it says."""
    command = arguments[0] if arguments else ""
    if command in COMMANDS:
        name = _MODULES.get(command, command)
        parser = Parser(command, COMMANDS[command] + ".")
        arguments = arguments[1:]
    else:
        name = "playground"
        listed = "\n".join(f"  lmtui {other:10} {what}" for other, what in COMMANDS.items())
        parser = Parser(
            PLAYGROUND,
            "Explore what temperature does to a language model. Without a command, opens the playground.",
            f"commands (each has --help):\n{listed}",
        )
        if command and not command.startswith("-"):
            parser.error(f"no command '{command}'; the commands are {', '.join(COMMANDS)}")
    options = parser.read(arguments)
    code: int = importlib.import_module(f"lmtui.cli.{name}").run(options, parser)
    return code


def _prepare_pipes() -> None:
    """End quietly when a reader goes away, and never fail over a character the output cannot show."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            plain = stream.isatty() and not is_utf_8(stream.encoding)
            stream.reconfigure(encoding="ascii" if plain else None, errors="replace")


def _nowhere() -> TextIO:
    return open(os.devnull, "w")  # it stays open as long as the process
