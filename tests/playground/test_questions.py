"""A model that takes time: what is known is shown, what is wanted is asked, once, the most urgent first."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.answers import answer, asked_of, make, slow_session
from support.byte_model import COST, ByteModel, ready
from support.mouse import run, seen, session, text_of

from lmtui.errors import SettingError
from lmtui.playground import exports, snapshots, status
from lmtui.playground.colouring import Colouring
from lmtui.playground.questions import next_question
from lmtui.playground.requests import AnyQuestion, Question
from lmtui.playground.session import Session
from lmtui.playground.state import Playing
from lmtui.playground.table import NoTable
from lmtui.recipe import Recipe
from lmtui.sampling.settings import Sampling

TEMPERATURES = (0.0, 0.3, 1.0, 2.5, math.inf)


def fresh(like: Session) -> Session:
    """The same state with a model that takes no time."""
    made = Session(Recipe(()), like.text.sampling)
    made.lane_models.use(ready())
    made.text.use(made.text.models, like.text.state)
    made.views = replace(like.views)
    return made


def state_at(session: Session, position: int, lane: int = 0) -> tuple[int, ...]:
    assert session.sampler is not None
    state = session.sampler.model.state(session.text.lanes[lane].context(position))
    assert isinstance(state, tuple)
    return state


# What is known


def test_nothing_is_known_before_the_first_answer_and_the_prompt_is_there() -> None:
    made = slow_session("the mouse")
    assert text_of(made) == "the mouse"
    assert snapshots.table(made, 1, 10) is None
    assert snapshots.curves(made) is None
    assert snapshots.tables(made, 1, 10) == [NoTable.COMING]
    with pytest.raises(SettingError, match="wait for the table"):
        snapshots.rank_of(made, " the")
    assert not made.choose_rank(0, 1)
    assert asked_of(made) == []


def test_one_answer_makes_the_table() -> None:
    made = slow_session()
    assert answer(made) == 1
    view = snapshots.table(made, 1, 10)
    assert view == snapshots.table(fresh(made), 1, 10)
    assert view is not None
    made.set_temperature(3.0)
    assert snapshots.table(made, 1, 10) == snapshots.table(fresh(made), 1, 10)
    assert snapshots.curves(made) is not None
    assert asked_of(made) == [state_at(made, 0)]


def test_a_model_that_takes_no_time_is_never_asked_a_question() -> None:
    made = session("the mouse", Sampling(seed=1))
    run(made, 50)
    made.set_temperature(2.0)
    assert next_question(made) is None
    assert not made.playback.waits
    assert not any(view.is_coming for view in snapshots.lane_views(made))


def test_a_text_is_there_as_far_as_its_answers_and_grows_with_each() -> None:
    made = slow_session()
    make(made, 20)
    made.set_temperature(math.inf)
    there = len(made.text.tokens)
    assert there < 20
    assert made.text.wanted.is_behind
    assert not made.text.wanted.can_make
    assert snapshots.lane_views(made)[0].is_coming
    assert status.progress(made)[0] == f"{there}/20"
    answer(made, 1)
    assert len(made.text.tokens) > there
    answer(made)
    assert seen(made) == seen(fresh(made))
    assert not snapshots.lane_views(made)[0].is_coming
    assert status.progress(made)[0] == "20"


def test_what_temperatures_share_is_asked_once() -> None:
    made = slow_session()
    make(made, 200)
    for temperature in (0.9, 0.8, 1.0, 0.9, 1.1, 1.0, 2.0, 0.5, 1.0):
        made.set_temperature(temperature)
        answer(made, 30)
    answer(made)
    asked = asked_of(made)
    assert len(asked) == len(set(asked))
    assert len(made.text.tokens) == 200
    assert next_question(made) is None


def test_undo_asks_nothing_anew() -> None:
    made = slow_session()
    make(made, 30)
    before = seen(made)
    made.set_temperature(math.inf)
    answer(made, 5)
    asked = len(asked_of(made))
    made.undo()
    assert seen(made) == before
    assert len(asked_of(made)) == asked


# What is asked


def test_the_table_comes_first_then_the_active_lane_then_the_others() -> None:
    made = slow_session()
    make(made, 12)
    made.add_lane(0.0)
    made.add_lane(math.inf)
    assert len(made.text.lanes[0].tokens) == 12
    made.look_at(0)
    made.text.go_to_lane(-1)
    assert made.text.state.active == 1
    first = next_question(made)
    assert isinstance(first, Question)
    assert first.state == state_at(made, len(made.text.lanes[1].tokens), 1)  # the table of position 0 is known
    while len(made.text.lanes[1].tokens) < 12:
        assert answer(made, 1) == 1
    after = next_question(made)
    assert isinstance(after, Question)
    assert after.state == state_at(made, len(made.text.lanes[2].tokens), 2)
    answer(made)
    assert [len(lane.tokens) for lane in made.text.lanes] == [12, 12, 12]
    made.set_prompt("another")
    assert next_question(made) == Question(made.sampler, state_at(made, 0))  # type: ignore[arg-type]


def test_a_question_that_is_no_longer_wanted_is_not_asked() -> None:
    made = slow_session()
    answer(made)
    for prompt in ("t", "th", "the", "the ", "the m"):
        made.set_prompt(prompt)
    answer(made)
    assert asked_of(made)[1:] == [state_at(made, 0)]


def test_curves_and_colours_are_asked_for_where_they_are_shown() -> None:
    made = slow_session()
    make(made, 10)
    assert next_question(made) is None
    made.views.colouring = Colouring.ENTROPY
    assert next_question(made) is None  # each token was drawn from a distribution that is known
    made.set_prompt("new")
    context = snapshots.context_looked_at(made)
    assert context is not None
    made.views.curves.compare(context)
    made.set_prompt("other")
    made.views.over_table = "curve"
    assert answer(made) == 2
    view = snapshots.curves(made)
    assert view is not None
    assert [curve.mark for curve in view.curves] == [0, 1]
    made.set_prompt("third")
    made.views.over_table = "tree"
    assert next_question(made) is None


def test_colours_that_are_not_known_are_none_until_they_are() -> None:
    made = slow_session()
    make(made, 10)
    made.views.colouring = Colouring.ENTROPY
    lane = made.text.lane
    assert lane is not None
    assert made.sampler is not None
    made.sampler._rankings.clear()
    lane._entropies.clear()
    level = snapshots.lane_views(made)[0].level
    assert [level(index) for index in range(10)] == [None] * 10
    answer(made)
    assert [level(index) for index in range(10)] == [
        Colouring.ENTROPY.level(fresh(made).text.lane, index)  # type: ignore[arg-type]
        for index in range(10)
    ]


def test_every_lane_s_table_is_asked_for_where_it_is_shown() -> None:
    made = slow_session()
    make(made, 3)
    made.add_lane(math.inf)
    answer(made)
    made.views.compares_lanes = True
    answer(made)
    assert NoTable.COMING not in snapshots.tables(made, 1, 5)
    made.set_prompt("x")
    assert snapshots.tables(made, 1, 5) == [NoTable.COMING] * 2
    answer(made)
    assert snapshots.tables(made, 1, 5) == snapshots.tables(fresh(made), 1, 5)


# Playing


def test_a_running_generation_waits_for_every_lane_s_next_token() -> None:
    made = slow_session()
    made.add_lane(math.inf)
    made.playback.run()
    for length in range(1, 6):
        assert made.playback.waits
        assert snapshots.lane_views(made)[0].is_coming
        answer(made)
        assert not made.playback.waits
        made.playback.advance()
        assert [len(lane.tokens) for lane in made.text.lanes] == [length, length]
    made.playback.stop()
    assert not any(view.is_coming for view in snapshots.lane_views(made))


def test_steps_are_recorded_at_once() -> None:
    made = slow_session()
    for _ in range(3):
        made.playback.step()
    assert (made.text.length, made.text.tokens, made.playback.playing) == (3, [], Playing.PAUSED)
    answer(made)
    assert len(made.text.tokens) == 3


def test_a_token_taken_by_hand_stays_while_the_text_before_it_is_made_anew() -> None:
    made = slow_session()
    make(made, 8)
    assert made.choose_rank(6, 40)
    taken = made.text.tokens[6].drawn.token
    made.set_temperature(math.inf)
    assert len(made.text.tokens) < 8
    answer(made)
    assert made.text.tokens[6].chosen
    assert made.text.tokens[6].drawn.token == taken


# Another model, and none


def test_a_late_answer_of_another_model_changes_nothing() -> None:
    made = slow_session()
    late = next_question(made)
    assert late is not None
    made.lane_models.use(ready(ByteModel(cost=COST)))
    late.answer()
    assert snapshots.table(made, 1, 5) is None
    assert asked_of(made) == []
    now = next_question(made)
    assert now is not None
    assert now != late


def test_nothing_is_asked_while_there_is_no_model() -> None:
    assert next_question(Session(Recipe(()), Sampling())) is None


# Exports


def test_an_export_says_what_is_still_to_come() -> None:
    made = slow_session()
    make(made, 10)
    assert exports.missing(made) == ""
    made.set_temperature(math.inf)
    there = len(made.text.tokens)
    assert exports.missing(made) == f", without what is still to come: {there} of 10 tokens"
    assert exports.export_text(made).startswith("the")
    answer(made)
    assert exports.missing(made) == ""


# The law

acts = st.lists(
    st.one_of(
        st.sampled_from(TEMPERATURES),
        st.sampled_from(["", "a", "the", "mouse"]),
        st.tuples(
            st.sampled_from(("answer", "ask", "late", "step", "look", "choose", "lane", "undo")), st.integers(0, 9)
        ),
    ),
    max_size=25,
)


@settings(max_examples=60)
@given(acts)
def test_whatever_the_order_of_answers_and_changes_the_text_is_that_of_a_fresh_session(
    acts: list[float | str | tuple[str, int]],
) -> None:
    made, held = slow_session(), list[AnyQuestion]()
    make(made, 6)
    for act in acts:
        match act:
            case float():
                made.set_temperature(act)
            case str():
                made.set_prompt(act)
            case ("answer", number):
                answer(made, number)
            case ("ask", _):
                held += [question] if (question := next_question(made)) else []
            case ("late", number):
                if held:
                    held.pop(number % len(held)).answer()
                    made.text.wanted.make(100)
            case ("step", number):
                for _ in range(number):
                    made.playback.step()
            case ("look", number):
                made.look_at(number)
            case ("choose", number):
                made.choose_rank(number, 1 + number)
            case ("lane", _):
                if len(made.text.state.lanes) < 3:
                    made.add_lane(0.5)
            case ("undo", _):
                made.undo()
    answer(made)
    assert len(asked_of(made)) == len(set(asked_of(made)))
    alike = fresh(made)
    assert not made.text.wanted.is_behind
    assert [lane.tokens for lane in made.text.lanes] == [lane.tokens for lane in alike.text.lanes]
    assert [view.transcript.pieces for view in snapshots.lane_views(made)] == [
        view.transcript.pieces for view in snapshots.lane_views(alike)
    ]
    assert snapshots.table(made, 1, 10) == snapshots.table(alike, 1, 10)
