"""TOML with the line on which an entry or a fault stands, which `tomllib` tells of faults alone, in its message."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

_PLACE = re.compile(r" \((?:at line (\d+), column \d+|at end of document)\)$")


class NoToml(Exception):
    """A text is no TOML; the message says why.

    Attributes:
        line: the number of the line where reading stopped, from 1; 0 where that is not known.
    """

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.line = line


def parse(text: str) -> dict[str, Any]:
    """What a TOML text says. A float is the text that stands there: a typed decimal means that decimal.

    Raises:
        NoToml: the text is none.
    """
    try:
        return tomllib.loads(text, parse_float=str)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
    except ValueError:  # Python does not read whole numbers of thousands of digits
        message = "a number has thousands of digits"
    except RecursionError:
        message = "too many brackets"
    place = _PLACE.search(message)
    reason = message[: place.start()] if place else message
    number = place[1] or text.count("\n") + 1 if place else 0
    raise NoToml(f"is no TOML: {reason[:1].lower()}{reason[1:]}", int(number))


def entry_lines(text: str) -> dict[tuple[str, ...], int]:
    """The number of the first line, from 1, of every table and every entry in it, by its path: `("keys", "quit")`.

    Args:
        text: TOML without a fault.

    The shortest runs of lines that are TOML by themselves, behind the header that they stand under, are the entries.
    """
    lines: dict[tuple[str, ...], int] = {}
    header, run = "", list[str]()
    for number, line in enumerate(text.split("\n"), 1):
        run.append(line)
        try:
            parsed = parse("\n".join([header, *run]))
        except NoToml:
            continue
        if run[0].lstrip().startswith("["):
            header = line
        for path in _paths(parsed):
            lines.setdefault(path, number - len(run) + 1)
        run = []
    return lines


def _paths(record: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for name, value in record.items():
        yield (name,)
        if isinstance(value, dict):
            yield from ((name, inner) for inner in value)
