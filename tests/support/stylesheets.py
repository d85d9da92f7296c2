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

_Dependence = tuple[bool, bool, bool, bool]

_parse_rules, _parse, _apply = Stylesheet._parse_rules, Stylesheet.parse, Stylesheet.apply
_of_sources: dict[Hashable, list[RuleSet]] = {}
_of_sheets: dict[Hashable, list[RuleSet]] = {}
_lists: dict[int, list[RuleSet]] = {}  # keeps the identity of each
_places: dict[Hashable, int] = {}  # a number for each way to stand in an app
_matched: dict[Hashable, tuple[RulesMap, _Dependence, RulesMap]] = {}  # the last are the rules as a node keeps them
_above: dict[Any, Any] = {}  # the place of the widget whose component classes are being given their rules


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


def _state(node: DOMNode) -> Hashable:
    """All that a selector without regard to brothers and children can ask of a node, but for the nodes above it."""
    state: Hashable = ()
    if isinstance(node, App):
        state = (node.app_focus, node.current_theme.dark, node.is_inline, node.native_ansi_color, node.no_color)
    elif isinstance(node, Widget):
        state = (node.mouse_hover, node.has_focus, node.disabled, node.allow_focus())
    return type(node), node.id, node.classes, state


def _place(node: DOMNode, known: dict[Any, Any]) -> int:
    """A number that two nodes share where they and all nodes above them are in the same state."""
    place: int | None = known.get(node)
    if place is None:
        parent = node._parent
        above = _place(parent, known) if isinstance(parent, DOMNode) else None
        place = known[node] = _places.setdefault((above, _state(node)), len(_places))
    return place


def _dependence(node: DOMNode) -> _Dependence:
    """Whether a node may match other rules where the mouse, the focus, or its brothers and children are others."""
    return node._has_hover_style, node._has_focus_within, node._has_order_style, node._has_odd_or_even


class _Noting(dict[Any, RulesMap]):
    """Stands for Textual's cache of the rules of nodes with one parent, in which nothing is that depends on brothers.

    It is empty, and keeps what is put into it.
    """

    rules: RulesMap | None = None

    def get(self, key: object, default: Any = None) -> Any:
        return None

    def __setitem__(self, key: object, rules: RulesMap) -> None:
        self.rules = rules


def _apply_shared(
    sheet: Stylesheet, node: DOMNode, *, animate: bool = False, cache: dict[Any, Any] | None = None
) -> None:
    """Give a node the rules that match it: those of a node of any app that stands alike, if one was matched before.

    A node that stands as it stood when it was last given rules has them.
    """
    rules = _lists.setdefault(id(sheet.rules), sheet.rules)
    place = _place(node, _above.copy() if cache is None else cache)
    key = (id(rules), place)
    if key not in _matched:
        noting = _Noting()
        _apply(sheet, node, animate=animate, cache=noting)
        if noting.rules is not None:
            _matched[key] = noting.rules, _dependence(node), node.styles.base._rules.copy()
    elif node.__dict__.get("place_of_tests") != key:
        _take(sheet, node, animate, *_matched[key])
        _above[node] = place
        sheet._process_component_classes(node)
        _above.clear()
    elif not animate:
        node.notify_style_update()
    node.__dict__["place_of_tests"] = key


def _take(
    sheet: Stylesheet, node: DOMNode, animate: bool, found: RulesMap, depends: _Dependence, kept: RulesMap
) -> None:
    """Give a node rules; one that stands for a component class, and has none, needs to tell nobody."""
    node._has_hover_style, node._has_focus_within, node._has_order_style, node._has_odd_or_even = depends
    if type(node) is DOMNode and not node.styles.base._rules:
        node.styles.base._rules.update(kept)
    else:
        sheet.replace_rules(node, found, animate=animate)


def share_stylesheets() -> None:
    """Let every app from now on use what others have parsed and matched."""
    RuleSet.__hash__ = object.__hash__  # type: ignore[method-assign]  # the same, without a call into Python
    Stylesheet._parse_rules = _rules_of_source  # type: ignore[method-assign, assignment]
    Stylesheet.parse = _rules_of_sheet  # type: ignore[method-assign, assignment]
    Stylesheet.apply = _apply_shared  # type: ignore[method-assign, assignment]


def matches_anew(widget: Widget) -> bool:
    """Whether a widget and its component classes have the rules that Textual finds for each alone."""
    components = {name: styles.base._rules for name, styles in widget._component_styles.items()}
    for name, rules in components.items():
        component = DOMNode(classes=name)
        component._attach(widget)
        _apply(widget.app.stylesheet, component)
        if component.styles.base._rules != rules:
            return False
    before = dict(widget.styles.base._rules)
    _apply(widget.app.stylesheet, widget)
    return before == dict(widget.styles.base._rules)
