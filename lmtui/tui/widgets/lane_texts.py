"""The texts of all lanes, beside each other."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget

from lmtui.playground import snapshots, status
from lmtui.playground.session import Session
from lmtui.tui.widgets.session_messages import SessionChanged
from lmtui.tui.widgets.text_pane import TextPane


class LaneTexts(Horizontal):
    """Shows the text of every lane; leads the cursor through them.

    Args:
        session: the session.
    """

    DEFAULT_CSS = """
    LaneTexts {
        & > TextPane { width: 1fr; }
    }
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._panes = [TextPane()]

    def compose(self) -> ComposeResult:
        yield from self._panes

    def on_mount(self) -> None:
        """Whatever leads the keys to a lane's text makes that lane the active one."""
        self.watch(self.screen, "focused", self._focus_moved, init=False)

    def _focus_moved(self, focused: Widget | None) -> None:
        active = self._session.text.state.active
        if isinstance(focused, TextPane) and focused in self._panes and self._panes.index(focused) != active:
            self._session.text.go_to_lane(self._panes.index(focused) - active)
            self.post_message(SessionChanged(self))

    def fit_lanes(self) -> None:
        """Have a pane for every lane."""
        lanes = len(self._session.text.state.lanes)
        while len(self._panes) < lanes:
            self._panes.append(TextPane())
            self.mount(self._panes[-1])
        surplus = self._panes[lanes:]
        del self._panes[lanes:]
        self._follow_lane()
        for pane in surplus:
            pane.remove()

    def _follow_lane(self) -> None:
        """Have the keys go to the text of the active lane, if they go to one."""
        if self.is_attached and isinstance(self.screen.focused, TextPane):
            self.screen.set_focus(self._panes[self._session.text.state.active])

    def show(self) -> None:
        """Show the texts, and how the generation goes; there is a pane for every lane."""
        session = self._session
        several = len(session.text.lanes) > 1
        for number, (pane, view) in enumerate(zip(self._panes, snapshots.lane_views(session), strict=False)):
            active = number == session.text.state.active or not session.text.lanes
            name = pane.glyphs.named(status.lane(session, number)) if several else status.branch(session)
            facts = status.progress(session) if active else []
            pane.show(name, facts, view)
            pane.set_class(several and active, "-active")

    def on_text_pane_cursor_moved(self, event: TextPane.CursorMoved) -> None:
        """Another past token is looked at; a running generation holds."""
        event.stop()
        self._session.look_into(self._panes.index(event.pane), event.index)
        self.post_message(SessionChanged(self))
