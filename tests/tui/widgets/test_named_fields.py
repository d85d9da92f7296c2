"""The names before fields: each group is named once, where there is room; the field with the focus stays in sight."""

from __future__ import annotations

from support.themed_app import ThemedApp
from textual.app import ComposeResult
from textual.containers import Vertical

from lmtui.tui.widgets.choice import Choice
from lmtui.tui.widgets.named_fields import FieldNames, NamedFields

_NAMES = [("Model", "Order"), ("Model", "Smoothing"), ("Luck", "Seed")]


class Fields(ThemedApp):
    CSS = "NamedFields { max-height: 2; }"

    def compose(self) -> ComposeResult:
        yield NamedFields([(*names, Choice([("a", "b")], "a")) for names in _NAMES])


async def test_names_stand_before_their_fields() -> None:
    app = Fields()
    async with app.run_test(size=(50, 6)) as pilot:
        fields = app.query_one(NamedFields)
        names = fields.query_one(FieldNames)
        assert [names.render_line(y).text for y in range(3)] == [
            "Model   Order        ",
            "        Smoothing    ",
            "Luck    Seed         ",
        ]
        assert [field.region.y for field in fields.query_one(Vertical).children] == [0, 1, 2]
        fields.add_class("-narrow")
        await pilot.pause()
        assert [names.render_line(y).text for y in range(3)] == ["Order        ", "Smoothing    ", "Seed         "]


async def test_the_field_with_the_focus_is_in_sight() -> None:
    app = Fields()
    async with app.run_test(size=(50, 6)) as pilot:
        fields = app.query_one(NamedFields)
        for _, name, field in [*fields.rows, *reversed(fields.rows)]:
            field.focus()
            for _ in range(50):  # it scrolls when it was laid out
                await pilot.pause()
                if fields.region.contains_region(field.region):
                    break
            assert fields.region.contains_region(field.region), name
