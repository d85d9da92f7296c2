"""Component classes are styled when they are drawn in: fails when Textual names differently what it does then."""

from __future__ import annotations

from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.color import Color
from textual.widget import Widget

from lmtui.tui.textual_fixes.component_styles import StyledOnDemand


class Parts(Widget, can_focus=True):
    COMPONENT_CLASSES: ClassVar[set[str]] = {"parts--one", "parts--two"}
    DEFAULT_CSS = """
    Parts > .parts--one { color: red; }
    Parts:focus > .parts--one { color: blue; }
    Parts > .parts--two { color: lime; text-style: bold; }
    """


class PartsOnDemand(Parts, StyledOnDemand):
    pass


class Both(App[None]):
    AUTO_FOCUS = None
    CSS = ".marked Parts > .parts--two { color: yellow; }"

    def compose(self) -> ComposeResult:
        yield Parts()
        yield PartsOnDemand()


def test_the_private_names_are_there() -> None:
    widget = Widget()
    assert widget._get_component_classes() == frozenset()
    assert widget._component_styles == {}
    assert callable(widget._attach)


async def test_they_look_as_if_they_were_styled_at_once_and_change_with_all_around_them() -> None:
    app = Both()
    async with app.run_test() as pilot:
        at_once, on_demand = app.query(Parts)
        assert not on_demand._component_styles
        assert on_demand.get_component_styles("parts--one").color == Color.parse("red")
        assert set(on_demand._component_styles) == {"parts--one"}
        for focused, marked in [(False, False), (True, False), (True, True), (False, True)]:
            app.screen.set_class(marked, "marked")
            for widget in (at_once, on_demand):
                widget.focus() if focused else widget.blur()
                await pilot.pause()
                one, two, both = (
                    widget.get_component_styles(*names)
                    for names in (["parts--one"], ["parts--two"], ["parts--one", "parts--two"])
                )
                assert one.color == Color.parse("blue" if focused else "red")
                assert two.color == both.color == Color.parse("yellow" if marked else "lime")
                assert two.text_style.bold


async def test_a_class_that_is_not_declared_is_an_error() -> None:
    app = Both()
    async with app.run_test():
        with pytest.raises(KeyError, match="parts--three"):
            app.query(Parts)[-1].get_component_styles("parts--three")
