"""Tokens are coloured in four levels by their probability, rank, entropy or order."""

from __future__ import annotations

import pytest
from support.answers import known
from support.mouse import run, session

from lmtui.playground.colouring import LEVELS, Colouring
from lmtui.sampling.settings import Sampling


def test_with_a_model_without_orders_the_colouring_by_order_is_passed_over() -> None:
    for order, expected in ((3, list(Colouring)), (None, [one for one in Colouring if one is not Colouring.ORDER])):
        seen, colouring = [], Colouring.PROBABILITY
        for _ in expected:
            seen.append(colouring)
            colouring = colouring.next(order)
        assert seen == expected
        assert colouring is Colouring.PROBABILITY


@pytest.mark.parametrize(
    ("order", "legend"),
    [(16, ("16", "15", "14", "≤13")), (4, ("4", "3", "2", "≤1")), (3, ("3", "2", "1")), (1, ("1",)), (None, ())],
)
def test_the_legend_of_the_orders_is_as_long_as_there_are_orders(order: int | None, legend: tuple[str, ...]) -> None:
    assert Colouring.ORDER.legend(order) == legend


@pytest.mark.parametrize("colouring", [Colouring.PROBABILITY, Colouring.RANK, Colouring.ENTROPY])
def test_any_other_legend_has_a_name_for_every_level(colouring: Colouring) -> None:
    assert len(colouring.legend(3)) == LEVELS
    assert colouring.legend(3) == colouring.legend(None)


def test_without_colours_there_is_no_legend() -> None:
    assert Colouring.NONE.legend(3) == ()


def test_the_levels_of_a_text_follow_from_its_numbers() -> None:
    played = session("the mouse", Sampling(3.0, seed=5))
    run(played, 60)
    lane = played.text.lane
    assert lane is not None
    assert lane.order is not None
    for index, token in enumerate(lane.tokens):
        p, rank, order = token.drawn.model_prob, token.drawn.rank, token.drawn.order
        bits = known(lane.entropy_bits(index))
        assert order is not None
        assert Colouring.PROBABILITY.level(lane, index) == (p < 0.1) + (p < 0.01) + (p < 0.001)
        assert Colouring.RANK.level(lane, index) == (rank > 1) + (rank > 10) + (rank > 100)
        assert Colouring.ENTROPY.level(lane, index) == (bits > 1) + (bits > 4) + (bits > 7)
        assert Colouring.ORDER.level(lane, index) == min(lane.order - order, LEVELS - 1)
    assert {Colouring.RANK.level(lane, index) for index in range(60)} > {0}
