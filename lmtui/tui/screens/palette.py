"""The command palette: whatever can be done now, found by a few letters of its name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.fuzzy import Matcher

from lmtui.tui.action import Place
from lmtui.tui.actions import bindings
from lmtui.tui.screens.line_dialog import LineDialog
from lmtui.tui.widgets.pick_list import PickList, Row
from lmtui.tui.widgets.prompt import PromptInput

_ROWS = 6  # each is sent anew with every letter


@dataclass(frozen=True)
class Command:
    """Something that can be done.

    Attributes:
        row: how the palette shows the command.
        run: does it.
    """

    row: Row
    run: Callable[[], Awaitable[object] | None]


def found(commands: Sequence[Command], typed: str) -> list[Command]:
    """The commands that typed letters stand in, in this order, the best first; all for no letters."""
    typed = typed.strip()
    if not typed:
        return list(commands)
    matcher = Matcher(typed)
    scores = {id(command): _score(matcher, command.row) for command in commands}
    return sorted((command for command in commands if scores[id(command)]), key=lambda command: -scores[id(command)])


def _score(matcher: Matcher, row: Row) -> float:
    """How well a row matches; a match of its name counts double."""
    return max(2 * matcher.match(row.name), matcher.match(row.what))


class PaletteScreen(LineDialog[Command]):
    """Offers commands; the result is the chosen one, or None.

    Textual's own palette searches in a worker: keys that were typed ahead would act on rows that are gone by then.

    Args:
        commands: those there are, in the order in which they stand before anything is typed.
    """

    DEFAULT_CSS = """
    PaletteScreen {
        & > Vertical {
            height: auto;
            padding: 0 1;
        }
    }
    """
    PLACE = Place.PALETTE
    BINDINGS = bindings(PLACE)

    def __init__(self, commands: Sequence[Command]) -> None:
        super().__init__()
        self._commands = self._found = commands
        self._typed = PromptInput("", "some letters of what to do")
        self._list = PickList("nothing is called so")

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = "What to do"
            yield self._typed
            yield self._list
            yield self.keys

    def on_mount(self) -> None:
        """Show all commands, and follow what is typed."""
        self.watch(self._typed, "value", self._find)  # not by messages: the next key may be the one that takes

    def on_resize(self, event: events.Resize) -> None:
        """Fit the list into the lines that there are now."""
        self._list.styles.height = max(min(_ROWS, event.size.height - 4), 1)

    def _find(self, typed: str) -> None:
        self._found = found(self._commands, typed)
        self._list.show([command.row for command in self._found], 0 if self._found else None)

    def action_pick(self, steps: int) -> None:
        """Pick another command."""
        self._list.pick(steps)

    def action_pick_page(self, pages: int) -> None:
        """Pick another command, so many pages further."""
        self._list.pick_page(pages)

    def action_take(self) -> None:
        """Close with the picked command."""
        if self._list.picked is not None:
            self.dismiss(self._found[self._list.picked])
