"""The text of a lane under the models of all lanes: rows for all of it, and totals that can be compared."""

from __future__ import annotations

import math

import pytest
from support.byte_model import HeldByteModel, ready
from support.first_ranks import RanksModel
from support.mouse import RECIPES, run, session, text_of, trained

from lmtui.errors import Cancelled
from lmtui.playground import same_text_job
from lmtui.playground.same_text_job import SameTextJob
from lmtui.playground.session import Session
from lmtui.sampling.settings import Sampling
from lmtui.sequences.scoring import score


def played(*others: object, prompt: str = "the zebra") -> Session:
    """A session whose first lane has the trigrams of the mouse, and each other lane another model."""
    made = session(prompt, Sampling(seed=3))
    for place, other in enumerate(others, 1):
        made.lane_models.use_in_lane(place, other)  # type: ignore[arg-type]
    run(made, 9)
    return made


def test_every_character_is_in_a_row_and_every_model_has_a_total() -> None:
    made = played(trained(RECIPES[1]), ready())
    made.text.go_to_lane(1)
    view = SameTextJob(made, 0).run()
    assert [total.name for total in view.totals] == ["1: mouse n=3", "2: mouse n=2", "3: bytes"]
    shown = "".join(row.text for row in view.rows)
    assert shown.replace(" ", "") == text_of(made).replace(" ", "")
    assert [row.is_prompt for row in view.rows[:3]] == [True, True, False]
    assert [total.unknown for total in view.totals] == [0, 0, 0]
    assert view.rows[1].known == (False, False, True)
    assert view.follows_prompt
    for place, total in enumerate(view.totals):
        assert total.logprob
        bounds = [row.logprobs[place] for row in view.rows if not row.is_prompt]
        assert math.fsum(each.high for each in bounds if each) == pytest.approx(total.logprob.high)
    lane = made.text.lanes[0]
    generated = math.fsum(math.log(token.drawn.model_prob) for token in lane.tokens)
    assert view.totals[0].logprob
    assert view.totals[0].logprob.low == pytest.approx(generated)
    assert view.characters == len("".join(lane.written))


def test_where_nothing_follows_the_prompt_the_totals_are_the_prompts() -> None:
    made = session("the zebra")
    made.lane_models.use_in_lane(1, trained(RECIPES[1]))
    view = SameTextJob(made, 0).run()
    lane = made.text.lanes[0]
    prompt = score(lane.model, lane.text_tokens, end=False).logprob
    assert view.totals[0].logprob
    assert view.totals[0].logprob.low == pytest.approx(prompt)
    assert (view.follows_prompt, view.totals[0].unknown, view.characters) == (False, 1, len("the zebra"))


def test_a_server_that_gives_first_ranks_alone_bounds_the_total() -> None:
    made = played(ready(RanksModel(most_ranks=9)), prompt="the mouse ate")
    view = SameTextJob(made, 0).run()
    own, served = (total.logprob for total in view.totals)
    assert own
    assert served
    assert own.low == own.high
    assert served.low < served.high


def test_of_a_long_text_the_beginning_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(same_text_job, "MOST_TOKENS", 5)
    view = SameTextJob(played(trained(RECIPES[1])), 0).run()
    assert (len(view.rows), view.left_out) == (5, 6)


def test_the_work_reports_and_ends_when_it_is_cancelled() -> None:
    made = session("the mouse")
    model = HeldByteModel()
    made.lane_models.use_in_lane(1, ready(model))
    job = SameTextJob(made, 0)
    job.cancel()
    with pytest.raises(Cancelled):
        job.run()
