"""What a session shows at a moment: the lanes' texts, their tables, what is coloured."""

from __future__ import annotations

from support.mouse import MOUSE, run, session

from lmtui.playground import snapshots
from lmtui.playground.colouring import Colouring
from lmtui.playground.session import Session
from lmtui.playground.settings import Pace
from lmtui.playground.table import NoTable
from lmtui.sampling.settings import Sampling


def test_before_there_is_a_model_the_prompt_is_shown_alone() -> None:
    waiting = Session(MOUSE, Sampling(), "the mouse")
    (view,) = snapshots.lane_views(waiting)
    assert view.transcript is waiting.text.transcript
    assert (view.cursor, view.departs, tuple(view.legend)) == (None, None, ())
    assert snapshots.table(waiting, 1, 5) is None
    assert snapshots.tables(waiting, 1, 5) == []


def test_every_lane_is_shown_with_its_place_of_departure_and_its_levels() -> None:
    played = session("the mouse", Sampling(0.2, seed=3))
    played.add_lane(3.0)
    run(played, 12)
    played.look_at(4)
    played.views.colouring = Colouring.RANK
    views = snapshots.lane_views(played)
    assert [view.transcript for view in views] == [lane.transcript for lane in played.text.lanes]
    assert [view.cursor for view in views] == [4, 4]
    assert [view.departs for view in views] == [None, played.text.lanes[1].departs(played.text.lanes[0])]
    for view, lane in zip(views, played.text.lanes, strict=True):
        assert list(view.legend) == ["rank", *Colouring.RANK.legend(played.text.order)]
        assert [view.level(index) for index in range(12)] == [
            Colouring.RANK.level(lane, index) for index in range(12)
        ]


def test_a_lane_that_has_ended_has_no_table_and_no_cursor_after_its_end() -> None:
    played = session("the mouse ate", Sampling(0.0))
    played.playback.pace = Pace(stop=True)
    played.add_lane(3.0)
    run(played, 40)
    short, long = played.text.lanes
    assert len(short.tokens) == 3
    assert len(long.tokens) > 3
    played.look_at(3)
    assert [table is NoTable.ENDED for table in snapshots.tables(played, 1, 3)] == [True, False]
    assert snapshots.lane_views(played)[0].cursor is None


def test_the_table_has_no_more_rows_than_were_asked_for() -> None:
    played = session("the mouse")
    for asked, room, rows in ((None, 4, 4), (2, 4, 2), (9, 4, 4)):
        played.views.rows = asked
        view = snapshots.table(played, 1, room)
        assert view is not None
        assert len(view.rows) == rows
