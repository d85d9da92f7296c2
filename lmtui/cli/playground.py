"""`lmtui`: open the playground."""

from __future__ import annotations

import argparse
import os
import signal

from lmtui.cli.parser import Parser, add_model_options, add_sampling_options, at_least, recipe_of, sampling_of
from lmtui.tui.connection import ANIMATIONS, NoTerminal, connection_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_model_options(parser)
    add_sampling_options(parser)
    group = parser.add_argument_group("terminal (over SSH the defaults spare the line)")
    group.add_argument("--mouse", choices=("on", "off"), help="whether the mouse works (default: on; over SSH off)")
    group.add_argument(
        "--animation", choices=ANIMATIONS, help="how much moves by itself (default: basic; over SSH none)"
    )
    group.add_argument("--fps", type=at_least(1), metavar="N", help="frames a second (default: 60; over SSH 20)")
    group.add_argument("--ascii", action="store_true", help="draw bars, borders and marks in ASCII")


def run(options: argparse.Namespace, parser: Parser) -> int:
    """Open the playground; without a terminal to draw on that is wrong usage."""
    from lmtui.playground.session import Session

    try:
        connection = connection_of(
            os.environ, options.mouse and options.mouse == "on", options.animation, options.fps, options.ascii
        )
    except NoTerminal as error:
        parser.error(str(error))
    if options.corpus and "-" in options.corpus:
        parser.error("the playground reads its keys from standard input; give the corpus as a file")
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)  # the screen ends in its own way
    session = Session(recipe_of(options, parser), sampling_of(options, parser), options.prompt)
    connection.prepare(os.environ)
    from lmtui.tui.launch import open_playground

    return open_playground(session, connection)
