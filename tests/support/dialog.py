"""The settings dialog, worked with the keyboard alone."""

from __future__ import annotations

from collections.abc import Sequence

from textual.widget import Widget

from lmtui.tui.widgets.named_fields import NamedFields
from support.player import Player
from support.screen import from_cell, inside_frame, prose

_FIELDS = 30
_VALUES = 30


class SettingsDialog:
    """Opens with F2; finds its fields by the names that stand before them."""

    def __init__(self, player: Player) -> None:
        self.player = player

    async def open(self) -> SettingsDialog:
        await self.player.press("f2")
        await self.player.until(lambda: self.is_open and self.player.focus, "the settings")
        return self

    @property
    def is_open(self) -> bool:
        return self.player.shows("Settings ─")

    @property
    def text(self) -> str:
        """All that it says, as if it stood on one line."""
        return prose(inside_frame(self.player.screen()))

    @property
    def field(self) -> str:
        """The name of the field the keys go to."""
        return next((name for _, name, field in self._rows if field is self.player.focus), "")

    @property
    def names(self) -> list[str]:
        """The names of all fields."""
        return [name for _, name, _ in self._rows]

    @property
    def _rows(self) -> Sequence[tuple[str, str, Widget]]:
        return self.player.app.screen.query_one(NamedFields).rows

    @property
    def value(self) -> str:
        """What that field holds."""
        return self._row()[1]

    def _row(self) -> tuple[str, str]:
        focus = self.player.focus
        assert focus is not None
        line = self.player.screen()[focus.region.y]
        value = from_cell(line, focus.region.x)
        name = line.removesuffix(value).split("│")[-1]
        return name.strip(), value.split("│")[0].strip(" ◂▁▂▃▄▅▆▇█")  # without the scroll bar

    async def go_to(self, name: str) -> None:
        """Have the keys go to a field, as a click has; `walk_to` takes a person there with the arrows alone."""
        named = next((field for _, other, field in self._rows if other.startswith(name)), None)
        self.player.app.screen.set_focus(named)
        await self._reach(name)

    async def walk_to(self, name: str) -> None:
        """Press the arrows: down, or up, and from one end to the other, where that is nearer."""
        names = self.names
        named = (place for place, other in enumerate(names) if other.startswith(name))
        down = (next(named, 0) - names.index(self.field)) % len(names)
        up = len(names) - down
        await self.player.press_ahead(*(["down"] * down if down <= up else ["up"] * up))
        for _ in range(_FIELDS):  # those that take nothing now are passed over
            if self.field.startswith(name):
                break
            await self.player.press("down")
        await self._reach(name)

    async def _reach(self, name: str) -> None:
        await self.player.settle()
        assert self.field.startswith(name), f"no field {name}"
        await self.player.until(lambda: name in self._row()[0], f"the field {name} scrolled into sight")

    async def choose(self, name: str, value: str) -> None:
        """Turn a field to a value."""
        await self.go_to(name)
        for _ in range(_VALUES):
            if self.value.startswith(value):
                return
            await self.player.press("right")
        raise AssertionError(f"{name} cannot be {value}")

    async def fill(self, name: str, text: str) -> None:
        """Type into a field, in place of what is there."""
        await self.go_to(name)
        await self.player.press("end", "ctrl+u")
        await self.player.paste(text) if len(text) > 20 else await self.player.press_ahead(*text)

    async def apply(self) -> None:
        await self.player.press("enter")
