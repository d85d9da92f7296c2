"""`lmtui bench`: measure, beside yardsticks taken in the same run."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from lmtui.cli.output import print_columns, print_json
from lmtui.cli.parser import Parser, add_json_option, at_least

if TYPE_CHECKING:
    from lmtui.cli.measure.figure import Figure

_SUBJECTS = {"train": "train", "open": "opening", "generate": "sampling", "start": "start", "wire": "wire"}
"""What can be measured, and the module that does (`sampling` measures the slider, too)."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--only", choices=_SUBJECTS, action="append", help="measure this alone; may be repeated")
    parser.add_argument(
        "--sessions", type=at_least(1), metavar="N", help="instead, what N kiosk sessions on this machine hold and do"
    )
    parser.add_argument("--quick", action="store_true", help="on smaller texts, in seconds; goals may not apply")
    add_json_option(parser)


def run(options: argparse.Namespace, parser: Parser) -> int:
    """Measure one subject after the other and print each figure."""
    figures = []
    for figure in _measured(options):
        figures.append(figure)
        if options.json:
            print_json(asdict(figure))
    if not options.json:
        head = ("subject", "what", "figure", "yardstick", "", "goal")
        print_columns([head, *map(_row, figures)], right=(False, False, True, True, False, False))
    return 0


def _measured(options: argparse.Namespace) -> Iterator[Figure]:
    if options.sessions:
        from lmtui.cli.measure import sessions

        yield from sessions.measure(options.sessions)
        return
    for subject in options.only or _SUBJECTS:
        yield from importlib.import_module(f"lmtui.cli.measure.{_SUBJECTS[subject]}").measure(options.quick)


def _number(value: float) -> str:
    return f"{value:,.4g}" if value < 1000 else f"{value:,.0f}"


def _row(figure: Figure) -> tuple[str, ...]:
    value = f"{_number(figure.value)} {figure.unit}"
    beside = "" if figure.yardstick_value is None else _number(figure.yardstick_value)
    reached = "" if not figure.goal else f"{figure.goal}: {'yes' if figure.reached else 'NO'}"
    return figure.subject, figure.what, value, beside, figure.yardstick, reached
