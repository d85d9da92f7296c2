"""The slow model of the bench is a language model whose answers sum to 1."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from lmtui.cli.measure.slow_model import SlowModel
from lmtui.model.protocol import running_text


@given(st.lists(st.integers(0, 299), max_size=6))
def test_every_answer_sums_to_1_and_depends_on_the_last_three_tokens(context: list[int]) -> None:
    model = SlowModel()
    ranking = model.ranking(model.state(context))
    assert ranking.size == 300
    assert math.isclose(math.fsum(ranking.values * ranking.sizes), 1.0)
    assert model.state(context) == model.state([7, *context[-3:]] if len(context) >= 3 else context)
    assert model.asked == 1


def test_a_text_is_read_and_running_text_character_by_character() -> None:
    tokens = SlowModel().tokens
    assert running_text(tokens, tokens.encode("The old öwl")) == "The old öwl"
    assert running_text(tokens, tokens.encode("a\U0001f42db")) == "a b"
    assert [tokens.find(tokens.spelling(token)) for token in range(len(tokens))] == list(range(300))
