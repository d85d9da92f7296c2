"""The parts of the sequences' screen: each asks its question, and shows the answer and the keys that act on it."""

from __future__ import annotations

from support.byte_model import ByteModel
from support.scored import SEARCHES

from lmtui.playground.score_job import EXAMPLE
from lmtui.sampling.settings import Sampling
from lmtui.sequences.searches import Searches
from lmtui.tui.glyphs import UNICODE
from lmtui.tui.sequence_lines import Paper
from lmtui.tui.sequence_parts import BeamPart, BestPart, SamplesPart, ScorePart

PAPER = Paper(78, 20, UNICODE)


def test_the_text_at_hand_is_scored_at_the_temperature_of_now() -> None:
    part = ScorePart(SEARCHES, "the mouse")
    assert part.view is None
    part.view = part.job(Sampling(0.5)).run()
    assert part.view.temperature == 0.5
    assert [factor.token for factor in part.view.texts[0].factors] == ["the", "mouse", "</s>"]
    assert len(part.page(PAPER).rows) == 3
    assert [hint.actions for hint in part.hints()] == ["sequences-example"]


def test_two_texts_are_turned_from_both_to_the_first_to_the_second_and_back() -> None:
    part = ScorePart(SEARCHES, "")
    part.texts = EXAMPLE
    part.view = part.job(Sampling()).run()
    assert [hint.actions for hint in part.hints()] == ["sequences-example", "sequences-turn"]
    pages = []
    for _ in range(4):
        pages.append(part.page(PAPER))
        part.show_other_rows()
    assert pages[0] == pages[3]
    assert pages[0].rows != pages[1].rows != pages[2].rows
    assert pages[0].foot == pages[1].foot == pages[2].foot


def test_continuations_have_a_length_and_those_that_end_can_be_listed() -> None:
    part = BestPart(SEARCHES, "the mouse")
    assert not part.anneals
    part.view = part.job(Sampling()).run()
    assert part.view.length == 8
    pages = []
    for _ in range(2):
        pages.append(part.page(PAPER))
        part.show_other_rows()
    assert pages[0].rows != pages[1].rows
    assert [part.longer(steps) for steps in (-1, -9, -1, 99, 1)] == [True, True, False, True, False]
    assert part.job(Sampling()).run().length == 40


def test_a_beam_has_a_length_a_width_and_those_that_end() -> None:
    part = BeamPart(Searches(ByteModel()), "the mouse")
    assert not part.anneals
    assert [hint.actions for hint in part.hints()] == ["sequences-longer sequences-shorter", "sequences-more"]
    part.longer(-6)
    widths = []
    for _ in range(4):
        part.view = part.job(Sampling()).run()
        widths.append(part.view.width)
        assert part.more()
    assert widths == [8, 16, 32, 4]
    assert [hint.actions for hint in part.hints()][1:] == ["sequences-turn", "sequences-more"]
    before = part.page(PAPER)
    part.show_other_rows()
    assert part.page(PAPER).rows != before.rows


def test_samples_are_a_hundred_a_thousand_or_ten_thousand() -> None:
    part = SamplesPart(SEARCHES, "the mouse")
    counts = []
    for _ in range(4):
        part.view = part.job(Sampling(2.0)).run()
        counts.append(part.view.count)
        assert part.more()
    assert counts == [1000, 10_000, 100, 1000]
    assert part.page(PAPER).rows
