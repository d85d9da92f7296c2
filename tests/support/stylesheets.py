"""Textual's style sheets: parsed once a process, and matched once for all widgets that stand alike.

An app of the tests would take a third of its start to parse them and to look for the rules of each widget. The rules
that a widget may match are looked for in a set, by the identity of each: hundreds of rules for each widget.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from textual.app import App
from textual.css.model import RuleSet
from textual.css.styles import RulesMap
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.widget import Widget

_parse_rules, _parse, _apply = Stylesheet._parse_rules, Stylesheet.parse, Stylesheet.apply
_of_sources: dict[Hashable, list[RuleSet]] = {}
_of_sheets: dict[Hashable, list[RuleSet]] = {}
_lists: dict[int, list[RuleSet]] = {}  # keeps the identity of each
_matched: dict[Hashable, RulesMap] = {}


def _variables(sheet: Stylesheet) -> Hashable:
    """The variables of a style sheet, as a key; Textual gives it a new dictionary where some change."""
    known = sheet.__dict__.get("variables_of_tests")
    if known is None or known[0] is not sheet._variables:
        known = sheet.__dict__["variables_of_tests"] = (sheet._variables, frozenset(sheet._variables.items()))
    return known[1]


def _rules_of_source(sheet: Stylesheet, *source: Any, **more: Any) -> list[RuleSet]:
    """The rules of a source, from an earlier style sheet if one has had the same source and the same variables."""
    key = (source, tuple(more.items()), _variables(sheet))
    if key not in _of_sources:
        _of_sources[key] = _parse_rules(sheet, *source, **more)
    return _of_sources[key]


def _rules_of_sheet(sheet: Stylesheet) -> None:
    """Take the rules of all sources from an earlier style sheet if one has had the same."""
    key = (tuple(sheet.source.items()), _variables(sheet))
    if key not in _of_sheets:
        _parse(sheet)
        _of_sheets[key] = sheet._rules
    sheet._rules, sheet._rules_map, sheet._require_parse = _of_sheets[key], None, False


def _standing(node: DOMNode) -> Hashable:
    """All that a selector without regard to brothers and children can ask of a node."""
    state: Hashable = ()
    if isinstance(node, App):
        state = (node.app_focus, node.current_theme.dark, node.is_inline, node.native_ansi_color, node.no_color)
    elif isinstance(node, Widget):
        state = (node.mouse_hover, node.has_focus, node.is_disabled, node.allow_focus())
    return type(node), node.id, node.classes, state


class _SharedRules(dict[Any, RulesMap]):
    """Stands for Textual's cache of the rules of nodes with one parent, in which nothing is that depends on brothers.

    It looks a node up among all nodes of all apps that stand alike: it, and all nodes above it.
    """

    def __init__(self, sheet: Stylesheet, node: DOMNode) -> None:
        rules = _lists.setdefault(id(sheet.rules), sheet.rules)
        self._key = (id(rules), *map(_standing, node.css_path_nodes))

    def get(self, key: object, default: Any = None) -> Any:
        return _matched.get(self._key, default)

    def __setitem__(self, key: object, rules: RulesMap) -> None:
        _matched[self._key] = rules


def _apply_shared(sheet: Stylesheet, node: DOMNode, *, animate: bool = False, cache: object = None) -> None:
    """Give a node the rules that match it."""
    _apply(sheet, node, animate=animate, cache=_SharedRules(sheet, node))


def share_stylesheets() -> None:
    """Let every app from now on use what others have parsed and matched."""
    RuleSet.__hash__ = object.__hash__  # type: ignore[method-assign]  # the same, without a call into Python
    Stylesheet._parse_rules = _rules_of_source  # type: ignore[method-assign, assignment]
    Stylesheet.parse = _rules_of_sheet  # type: ignore[method-assign, assignment]
    Stylesheet.apply = _apply_shared  # type: ignore[method-assign, assignment]


def matches_anew(widget: Widget) -> bool:
    """Whether a widget has the rules that Textual finds for it alone."""
    before = dict(widget.styles.base._rules)
    _apply(widget.app.stylesheet, widget)
    return before == dict(widget.styles.base._rules)
