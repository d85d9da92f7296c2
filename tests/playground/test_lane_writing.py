"""A lane's text is written down: its own model reads the tokens that it made, and others the same characters."""

from __future__ import annotations

import pytest
from support.byte_model import ByteModel, ready
from support.mouse import RECIPES, run, session, trained

from lmtui.insight.same_text import product, read
from lmtui.playground.lane_writing import context_in, departs_in_writing, units_of
from lmtui.playground.training_job import TrainedModel
from lmtui.sampling.settings import Sampling


@pytest.mark.parametrize("made_of", [trained(), trained(RECIPES[3]), ready()], ids=["words", "letters", "bytes"])
def test_the_units_are_what_was_generated_and_no_probability_is_asked_for_twice(made_of: TrainedModel) -> None:
    made = session("the mouse", Sampling(0.8, seed=3))
    made.lane_models.use_in_lane(0, made_of)
    run(made, 40)
    lane = made.text.lane
    assert lane
    units = units_of(lane, made.text.prompt, 40)
    ends = [token.drawn.token == lane.model.tokens.end for token in lane.tokens]
    assert [unit.ended for unit in units].count(True) == sum(ends)
    assert sum(len(unit.tokens) for unit in units) == lane.length - sum(ends)
    asked = list(lane.model.asked) if isinstance(lane.model, ByteModel) else []
    found = read(lane.model, units, lane.model.tokens)
    if isinstance(lane.model, ByteModel):
        assert len(lane.model.asked) == len(asked) + lane.prompt_length
    assert "".join(token.text for token in found[lane.prompt_length :]) == "".join(lane.written)
    generated = product(found[lane.prompt_length :])
    assert generated is not None
    text = made.text.branch_texts.made(made.text, [0])[0]
    assert generated.high == pytest.approx(text.logprob)


def test_the_context_in_another_model_is_of_the_same_text_and_begins_where_both_end() -> None:
    made = session("the mouse", Sampling(0.0))
    made.lane_models.use_in_lane(1, ready())
    made.lane_models.use_in_lane(2, trained(RECIPES[1]))
    run(made, 12)
    words, letters, bigram = (lane.model for lane in made.text.lanes)
    lane = made.text.lanes[0]
    end = next(index for index, token in enumerate(lane.tokens) if token.drawn.token == words.tokens.end)
    for place in (0, 1, end, end + 1, end + 2):
        assert context_in(bigram, lane, made.text.prompt, place) == lane.context(place)[-1:]
        text = letters.tokens.encode("the mouse" + "".join(lane.written[:place]))
        assert context_in(letters, lane, made.text.prompt, place) == [token.id for token in text]
    assert context_in(words, made.text.lanes[1], made.text.prompt, 0) == lane.context(0)


@pytest.mark.parametrize(
    ("ours", "theirs", "place"),
    [
        ([" the", " owl"], [" the ow", "l"], None),
        ([" the", " owl"], [" the", " ow"], None),
        ([" the", " owl"], [" th"], None),
        ([" the", " owl"], [" the", " old"], 1),
        ([" a"], [" the"], 0),
        ([], [" the"], None),
    ],
)
def test_a_text_departs_with_the_first_token_that_does_not_go_with_the_other(
    ours: list[str], theirs: list[str], place: int | None
) -> None:
    assert departs_in_writing(ours, theirs) == place
