"""The ranks that a token costs are counted."""

from __future__ import annotations

from support.first_ranks import SUPPORT, RanksModel

from lmtui.cli.measure.ranks import TEMPERATURES, ranks_of


def test_every_temperature_has_its_figure_and_warmer_texts_cost_more() -> None:
    figures = list(ranks_of(RanksModel(), 8))
    assert len(figures) == len(TEMPERATURES)
    assert all(figure.reached for figure in figures)
    assert [figure.yardstick_value for figure in figures] == [SUPPORT] * 4
    assert figures[0].value < figures[-1].value
