"""`lmtui`: open the playground."""

from __future__ import annotations

import argparse
import signal

from lmtui.cli.parser import Parser, add_model_options, add_sampling_options, recipe_of, sampling_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_model_options(parser)
    add_sampling_options(parser)


def run(options: argparse.Namespace, parser: Parser) -> int:
    """Open the playground; without a terminal to draw on that is wrong usage."""
    from lmtui.playground.session import Session
    from lmtui.tui.launch import NoTerminal, check_terminal, open_playground

    try:
        check_terminal()
    except NoTerminal as error:
        parser.error(str(error))
    if options.corpus and "-" in options.corpus:
        parser.error("the playground reads its keys from standard input; give the corpus as a file")
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)  # the screen ends in its own way
    return open_playground(Session(recipe_of(options, parser), sampling_of(options, parser), options.prompt))
