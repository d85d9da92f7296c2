"""`lmtui bench`: measure, beside yardsticks taken in the same run."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from lmtui.cli.output import print_columns, print_json
from lmtui.cli.parser import Parser
from lmtui.options.table import MEASURED

if TYPE_CHECKING:
    from lmtui.cli.measure.figure import Figure

_MODULES = {"open": "opening", "generate": "sampling", "read": "reading", "score": "scoring"}
"""The modules that measure a subject, where they have another name (`sampling` measures the slider, too)."""


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
    for subject in options.only or MEASURED:
        yield from importlib.import_module(f"lmtui.cli.measure.{_MODULES.get(subject, subject)}").measure(
            options.quick
        )


def _number(value: float) -> str:
    return f"{value:,.4g}" if value < 1000 else f"{value:,.0f}"


def _row(figure: Figure) -> tuple[str, ...]:
    value = f"{_number(figure.value)} {figure.unit}"
    beside = "" if figure.yardstick_value is None else _number(figure.yardstick_value)
    reached = "" if not figure.goal else f"{figure.goal}: {'yes' if figure.reached else 'NO'}"
    return figure.subject, figure.what, value, beside, figure.yardstick, reached
