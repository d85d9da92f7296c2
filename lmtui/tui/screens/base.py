"""What every screen of the program does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from textual import events
from textual.containers import Vertical, VerticalScroll
from textual.geometry import Region
from textual.reactive import Reactive
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from lmtui.playground.tour import Fact
from lmtui.tui.textual_fixes.painted_layouts import PaintsLayoutsOnce
from lmtui.tui.textual_fixes.screen_picture import svg_of
from lmtui.tui.widgets.drawing import LineWidget
from lmtui.tui.widgets.tour_lines import ShownStep, TourLines, shown_step

T = TypeVar("T")

_LEAST_BESIDE = 8  # columns of the screen below on each side of a dialog


class BaseScreen(PaintsLayoutsOnce[T]):
    """A screen that shows its last layout, all of it, in the size that the terminal has now.

    Attributes:
        focused: the widget that has the focus. Where it goes, the widgets that look different are painted; Textual
            would paint the whole screen, with all of the one below a dialog.
    """

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def __init__(self) -> None:
        super().__init__()
        self._regions: dict[Widget, Region] = {}

    def on_mount(self) -> None:
        """Have each new layout drawn, and show the step of the tour, if there is one."""
        self.screen_layout_refresh_signal.subscribe(self, self._draw_new_layout, immediate=True)
        self.show_step(shown_step(self.app))

    def show_step(self, step: ShownStep | None) -> None:
        """Show a step of the tour above everything else; None shows none."""
        lines = next(iter(self.query(TourLines)), None)
        if lines and step:
            lines.show(step)
        elif step:
            self.mount(TourLines(step))
        elif lines:
            lines.remove()

    @property
    def lines_of_tour(self) -> int:
        """How many lines of the screen the tour takes."""
        return sum(lines.height for lines in self.query(TourLines))

    @property
    def facts(self) -> Mapping[str, Fact]:
        """What a tour can know of this screen alone."""
        return {}

    def _draw_new_layout(self, screen: Screen[object]) -> None:
        """Draw all of a new layout, and have each widget see its size.

        Textual draws where two layouts differ, and sends a `Resize` to widgets whose size differs. It compares with a
        layout that it works out anew where somebody asks for a place or a size: what has gone by then stays on the
        screen, and what has another size by then gets no `Resize`.
        """
        before, self._regions = self._regions, {widget: widget.region for widget in self.walk_children(Widget)}
        if self._regions == before:
            return
        for widget in self._regions:
            if isinstance(widget, LineWidget) and widget.size != widget.drawn_for:
                widget.call_later(widget.see_size)  # behind the `Resize`, if there is one
        self.refresh()

    def forget_layout(self) -> None:
        """Have the screen laid out, and all of it drawn, when it is next told of a size, whichever that is."""
        super().forget_layout()
        self._regions = {}

    async def on_event(self, event: events.Event) -> None:
        """Lay the screen out for the size that the terminal has now.

        Textual takes the size in each `Resize`, and says that size again; where two of different sizes are under way,
        each brings the other back, for ever.
        """
        if isinstance(event, events.Resize) and event.size != self.app.size:
            event = events.Resize(self.app.size, self.app.size)
        await super().on_event(event)

    def interrupt(self) -> bool:
        """Stop what runs on this screen. Returns True if anything ran."""
        return False

    def picture(self) -> str:
        """This screen as SVG, without what stands over it: a dialog, or a passing message."""
        for rack in self.query("ToastRack"):
            rack.display = False
        return svg_of(self)


class BaseDialog(BaseScreen[T], ModalScreen[T]):
    """A screen that stands over another one, in a frame: a container, which has no other beside it.

    Around the frame the screen below is seen as it is, where enough of it is left to be read.

    Attributes:
        COLUMNS: those of the frame, where the screen has that many.
    """

    COLUMNS = 80

    DEFAULT_CSS = """
    BaseDialog {
        align: center middle;
        background: transparent;
        &:ansi { background: transparent; }
        & > Vertical, & > VerticalScroll {
            max-width: 100%;
            max-height: 100%;
            border: round $focus;
            border-title-color: $focus;
            background: $background;
        }
        & .trouble { display: none; width: 100%; height: auto; color: $error; }
        &.-trouble .trouble { display: block; }
    }
    """

    def columns(self, room: int) -> int:
        """The columns that the frame is to have, where there are so many; it gets no more than these."""
        return self.COLUMNS

    def on_resize(self, event: events.Resize) -> None:
        """Leave nothing beside the frame where that would be too narrow to be read."""
        room = event.size.width
        columns = self.columns(room)
        for frame in self.children:
            if isinstance(frame, Vertical | VerticalScroll):
                frame.styles.width = columns if room >= columns + 2 * _LEAST_BESIDE else "100%"
