"""The entropies along a text: of what each token was drawn from, for the places that there is room for."""

from __future__ import annotations

import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from support.answers import answer, known, make, slow_session
from support.mouse import run, session

from lmtui.playground.entropies import EntropiesView, entropies
from lmtui.sampling.settings import Sampling


def view_of(length: int, cursor: int | None = None) -> EntropiesView:
    return EntropiesView(length, cursor, lambda index: None, 1.0)


@given(st.data(), st.integers(1, 500), st.integers(1, 120))
def test_the_cursor_or_the_newest_token_is_in_sight_and_no_column_is_without_need(
    data: st.DataObject, length: int, columns: int
) -> None:
    cursor = data.draw(st.none() | st.integers(0, length - 1))
    places = view_of(length, cursor).places(columns)
    assert (length - 1 if cursor is None else cursor) in places
    assert places.start >= 0
    assert len(places) == min(columns, length - places.start)
    assert len(view_of(length).places(columns)) >= min(columns // 2, length)


@given(st.integers(2, 120))
def test_a_growing_text_moves_the_columns_once_in_half_a_width(columns: int) -> None:
    firsts = [view_of(length).places(columns).start for length in range(300)]
    assert firsts[: columns + 1] == [0] * (columns + 1)
    assert all(later in (first, first + columns // 2) for first, later in pairwise(firsts))
    assert len(set(firsts)) <= 1 + max(math.ceil((300 - columns) / (columns // 2)), 0)


def test_the_entropies_are_of_what_the_tokens_were_drawn_from_and_follow_the_temperature() -> None:
    played = session("the mouse", Sampling(math.inf, seed=3))
    run(played, 12)
    view = known(entropies(played))
    assert view.length == 12
    assert math.isclose(known(view.bits(5)), view.most)  # uniform: nothing is less certain
    played.set_temperature(0.7)
    view = known(entropies(played))
    distribution = known(played.text.lanes[0].distribution(5))
    assert view.bits(5) == distribution.entropy_bits < view.most
    played.set_temperature(0.0)
    assert known(entropies(played)).bits(5) == 0
    played.look_at(7)
    assert known(entropies(played)).cursor == 7


def test_of_a_slow_model_what_is_known_is_shown_and_the_rest_is_asked_for_while_it_is_wanted() -> None:
    made = slow_session()
    make(made, 6)
    lane = known(made.text.lane)
    known(made.sampler)._rankings.clear()
    lane._entropies.clear()
    bits = known(entropies(made)).bits
    assert [bits(index) for index in range(6)] == [None] * 6
    answer(made)
    assert bits(2) is None
    made.views.shows_entropies = True
    answer(made)
    assert None not in [bits(index) for index in range(6)]
