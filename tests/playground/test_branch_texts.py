"""The words and ln p of branches that are not shown are those that they have when they are shown."""

from __future__ import annotations

import math

import pytest
from support.mouse import other_than_drawn, run, session

from lmtui.playground import snapshots
from lmtui.playground.session import Session


def branched() -> Session:
    played = session("the")
    run(played, 12)
    for position in (7, 3):
        assert played.text.take(position, other_than_drawn(played, position))
        run(played, 4)
    return played


def test_every_branch_has_the_words_and_ln_p_of_its_text() -> None:
    played = branched()
    views = snapshots.branches(played)
    assert len(views) == 3
    known = {view.line.place: (view.words, view.logprob) for view in views}
    for _ in views:
        played.go_to_branch(1)
        lane, at = played.text.lane, played.text.state.tree.at
        assert lane is not None
        branch = played.text.state.tree.current
        expected = math.fsum(math.log(token.drawn.model_prob) for token in lane.tokens)
        assert known[at][1] == pytest.approx(expected, rel=1e-12)
        pieces = lane.transcript.pieces[lane.prompt_length + branch.fork + 1 :][:12]
        assert known[at][0] == "".join(piece.space + piece.text for piece in pieces)
        assert {view.line.place: (view.words, view.logprob) for view in snapshots.branches(played)} == known
