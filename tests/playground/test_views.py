"""What is shown, and how, is plain data."""

from __future__ import annotations

from dataclasses import asdict

from support.mouse import session

from lmtui.playground import snapshots
from lmtui.playground.colouring import Colouring


def test_views_are_plain_data() -> None:
    played = session("the mouse")
    context = snapshots.context_looked_at(played)
    assert context is not None
    played.views.curves.compare(context)
    played.views.over_table = "curve"
    assert asdict(played.views) == {
        "cursor": None,
        "rows": None,
        "colouring": Colouring.PROBABILITY,
        "compares_lanes": False,
        "at_one_context": False,
        "shows_entropies": False,
        "shows_blanks": False,
        "over_table": "curve",
        "curves": {"measure": played.views.curves.measure, "compared": {1: asdict(context)}},
        "copied": None,
        "is_typing": False,
        "unread": None,
    }
