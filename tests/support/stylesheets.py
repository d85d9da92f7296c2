"""Textual's style sheets, parsed once a process: an app of the tests takes a seventh of its start to parse them.

The rules that a widget may match are looked for in a set, by the identity of each: hundreds of rules for each widget.
"""

from __future__ import annotations

from typing import Any

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

_parse = Stylesheet._parse_rules
_parsed: dict[object, list[RuleSet]] = {}


def _parse_rules(sheet: Stylesheet, *source: Any, **more: Any) -> list[RuleSet]:
    """The rules of a source, from an earlier style sheet if one has had the same source and the same variables."""
    key = (source, tuple(more.items()), frozenset(sheet._variables.items()))
    if key not in _parsed:
        _parsed[key] = _parse(sheet, *source, **more)
    return _parsed[key]


def parse_once() -> None:
    """Let every app from now on use what others have parsed."""
    RuleSet.__hash__ = object.__hash__  # type: ignore[method-assign]  # the same, without a call into Python
    Stylesheet._parse_rules = _parse_rules  # type: ignore[method-assign, assignment]
