"""`lmtui`: open the playground."""

from __future__ import annotations

import argparse

from lmtui.cli.parser import Parser, add_model_options, add_sampling_options


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_model_options(parser)
    add_sampling_options(parser)


def run(options: argparse.Namespace, parser: Parser) -> int:
    """Open the playground."""
    raise SystemExit(1)
