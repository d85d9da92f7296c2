"""Text and table: what was generated, and what could come next."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from lmtui.playground import status
from lmtui.playground.entropies import entropies
from lmtui.playground.session import Session
from lmtui.tui.widgets.beside_text import BesideText
from lmtui.tui.widgets.entropies import EntropiesPane
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
        & > Vertical { width: 6fr; }
        & > BesideText { width: 7fr; margin-left: 1; }
        &.-lanes {
            layout: vertical;
            & > Vertical { width: 1fr; height: 1fr; }
            & > BesideText { width: 1fr; height: 1fr; margin-left: 0; }
        }
    }
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._texts = LaneTexts(session)
        self._entropies = EntropiesPane()
        self.beside_text = BesideText(session)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield self._texts
            yield self._entropies
        yield self.beside_text

    def show(self, waiting: str) -> None:
        """Show the session as it is now.

        Args:
            waiting: what stands in the place of the distribution while there is no model.
        """
        self.show_texts()
        self.beside_text.show(waiting)

    def show_texts(self) -> None:
        """Show the texts, the entropy along that of the active lane if it is wanted, and how the generation goes."""
        self._texts.fit_lanes()
        self.set_class(len(self._session.text.state.lanes) > 1, "-lanes")
        self.beside_text.arrange_panes()
        self._texts.show()
        self._show_entropies()

    def _show_entropies(self) -> None:
        view = entropies(self._session) if self._session.views.shows_entropies else None
        self._entropies.display = view is not None
        if view:
            state = self._session.text.state
            name = status.lane(self._session, state.active) if len(state.lanes) > 1 else ""
            self._entropies.show(self._entropies.glyphs.named(name), view)

    def on_text_pane_chosen(self, event: TextPane.Chosen) -> None:
        """A token is to be taken where the cursor is, or at the end; a running generation holds."""
        event.stop()
        self._session.playback.pause()
        self.beside_text.go_to_table()
        self.post_message(SessionChanged(self))
