"""Text and table: what was generated, and what could come next."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal

from lmtui.playground.session import Session
from lmtui.tui.widgets.beside_text import BesideText
from lmtui.tui.widgets.lane_texts import LaneTexts
from lmtui.tui.widgets.session_messages import SessionChanged
from lmtui.tui.widgets.text_pane import TextPane


class Panes(Horizontal):
    """Shows the texts of a session beside the distribution at its cursor; below them where there are several.

    Args:
        session: the session.

    Attributes:
        beside_text: shows the distribution.
    """

    DEFAULT_CSS = """
    Panes {
        height: 1fr;
        & > LaneTexts { width: 6fr; }
        & > BesideText { width: 7fr; margin-left: 1; }
        &.-lanes {
            layout: vertical;
            & > LaneTexts { width: 1fr; height: 1fr; }
            & > BesideText { width: 1fr; height: 1fr; margin-left: 0; }
        }
    }
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._texts = LaneTexts(session)
        self.beside_text = BesideText(session)

    def compose(self) -> ComposeResult:
        yield self._texts
        yield self.beside_text

    def show(self, waiting: str) -> None:
        """Show the session as it is now.

        Args:
            waiting: what stands in the place of the distribution while there is no model.
        """
        self.show_texts()
        self.beside_text.show(waiting)

    def show_texts(self) -> None:
        """Show the texts, and how the generation goes."""
        self._texts.fit_lanes()
        self.set_class(len(self._session.text.state.lanes) > 1, "-lanes")
        self.beside_text.arrange_panes()
        self._texts.show()

    def on_text_pane_chosen(self, event: TextPane.Chosen) -> None:
        """A token is to be taken where the cursor is, or at the end; a running generation holds."""
        event.stop()
        self._session.pause()
        self.beside_text.go_to_table()
        self.post_message(SessionChanged(self))
