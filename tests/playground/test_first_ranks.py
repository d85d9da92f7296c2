"""A session with a model that gives first ranks: the text needs few, the table has bounds, then exact numbers."""

from __future__ import annotations

import pytest
from support.answers import known
from support.byte_model import ByteModel, ready
from support.cli import strict_json
from support.first_ranks import RanksModel

from lmtui.playground import snapshots, status
from lmtui.playground.exports import export_json
from lmtui.playground.questions import next_question
from lmtui.playground.requests import Question, RanksQuestion, TokenQuestion
from lmtui.playground.session import Session
from lmtui.playground.state import Playing
from lmtui.recipe import Recipe
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.settings import Sampling


def begun(model: ByteModel, temperature: float = 1.0, cuts: Cuts = NO_CUTS) -> Session:
    session = Session(Recipe(()), Sampling(temperature, cuts, seed=5), "the")
    session.lane_models.use(ready(model))
    return session


def work(session: Session, most: int = 10_000) -> list[object]:
    """Answer questions and make tokens until nothing is left; the questions."""
    asked: list[object] = []
    while len(asked) < most:
        while session.text.wanted.can_make:
            session.text.wanted.make(100)
        question = next_question(session)
        if question is None:
            return asked
        question.answer()
        asked.append(question)
    return asked


def run(session: Session, tokens: int) -> None:
    session.playback.run()
    while len(session.text.tokens) < tokens:
        session.playback.advance()
        question = next_question(session)
        while session.playback.waits and question:
            question.answer()
            while session.text.wanted.can_make:
                session.text.wanted.make(100)
            question = next_question(session)


def test_the_table_has_bounds_first_and_then_exact_numbers() -> None:
    session = begun(RanksModel())
    assert snapshots.table(session, 1, 8) is None
    first = next_question(session)
    assert isinstance(first, RanksQuestion)
    first.answer()
    view = known(snapshots.table(session, 1, 8))
    assert view.bounds
    low, high = view.bounds.entropy_bits
    assert low < high
    assert all(row.bounds for row in view.rows)
    (then,) = work(session)
    assert isinstance(then, Question)
    exact = known(snapshots.table(session, 1, 8))
    assert exact.bounds is None
    assert low <= exact.entropy_bits <= high
    for row, true in zip(view.rows, exact.rows, strict=True):
        assert row.bounds
        assert row.bounds.low <= true.prob <= row.bounds.high
        assert (row.token, row.model_prob, true.bounds) == (true.token, true.model_prob, None)


def test_a_text_that_runs_asks_for_first_ranks_alone_and_is_that_of_the_whole_support() -> None:
    model, whole = RanksModel(), begun(ByteModel(cost=1.0))
    session = begun(model)
    for one in (session, whole):
        run(one, 12)
    assert session.text.transcript.pieces == whole.text.transcript.pieces
    assert model.asked == [], "the whole support is not asked for while the text runs"
    session.playback.pause()
    assert work(session)
    session.set_temperature(0.3)
    work(session)
    whole.playback.pause()
    whole.set_temperature(0.3)
    work(whole)
    assert session.text.transcript.pieces == whole.text.transcript.pieces


def test_a_token_taken_by_hand_waits_for_its_numbers() -> None:
    session = begun(RanksModel())
    work(session)
    session.text.take(0, 104)
    work(session)
    assert session.text.tokens[0].chosen
    assert session.text.tokens[0].drawn.token == 104


def test_a_model_that_gives_no_more_has_bounds_for_good_and_tokens_that_are_not_certain() -> None:
    session = begun(RanksModel(most_ranks=90), 1.0)
    run(session, 10)
    session.playback.pause()
    assert session.playback.playing is Playing.PAUSED
    work(session)
    assert next_question(session) is None
    assert {token.drawn.certain for token in session.text.tokens} == {True, False}
    view = known(snapshots.table(session, 1, 20))
    assert view.bounds
    assert 0 < len(view.rows) <= 20
    assert view.rest == 300 - len(view.rows)
    assert not any(fact.startswith("V ") for fact in status.facts(session))
    cold = begun(RanksModel(most_ranks=9), 0.0)
    work(cold)
    view = known(snapshots.table(cold, 1, 20))
    assert view.bounds
    assert view.bounds.entropy_bits == (0.0, 0.0)
    assert view.bounds.is_certain


def test_cuts_that_first_ranks_do_not_decide_say_so_when_a_token_is_wanted() -> None:
    session = begun(RanksModel(most_ranks=9), 1.0, Cuts(top_k=50))
    work(session, 1)
    session.playback.run()
    session.playback.advance()
    question = next_question(session)
    assert isinstance(question, TokenQuestion)
    with pytest.raises(Exception, match="top-k 50 leaves is not decided"):
        question.answer()


def test_tokens_on_which_the_ranks_do_not_decide_are_marked_in_the_text_and_in_exports_and_made_anew_alike() -> None:
    session = begun(RanksModel(most_ranks=8), 1.5)
    run(session, 12)
    (view,) = snapshots.lane_views(session)
    tokens = session.text.tokens
    assert view.uncertain == {place for place, token in enumerate(tokens) if not token.drawn.certain}
    assert view.uncertain, "eight ranks decide on few tokens"
    (lane,) = strict_json(export_json(session))["lanes"]
    assert [token.get("certain", True) for token in lane["tokens"]] == [token.drawn.certain for token in tokens]
    session.set_temperature(0.0)
    assert not snapshots.lane_views(session)[0].uncertain
    session.set_temperature(1.5)
    work(session)
    assert snapshots.lane_views(session)[0].uncertain == view.uncertain


def test_one_of_the_first_ranks_can_be_taken_by_hand_where_the_model_gives_no_others() -> None:
    session = begun(RanksModel(most_ranks=40))
    run(session, 3)
    session.playback.pause()
    assert not session.choose_rank(1, 250), "its token is not known"
    assert session.choose_rank(1, 4)
    work(session)
    first, taken = session.text.tokens[:2]
    assert (first.chosen, taken.chosen, taken.drawn.rank, taken.drawn.certain) == (False, True, 4, True)
    session.look_at(1)
    view = known(snapshots.table(session, 1, 8))
    assert view.taken
    assert (view.taken.rank, view.bounds is None) == (4, False)
    assert session.text.is_branched
