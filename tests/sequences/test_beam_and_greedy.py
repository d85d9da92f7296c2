"""What a beam finds beside the greedy continuation, and what is refused."""

from __future__ import annotations

import pytest
from support.byte_model import END, ByteModel
from support.corpora import train
from support.models import sampler_of

from lmtui.errors import ModelError, SettingError
from lmtui.sampling.sampler import Sampler
from lmtui.sequences.beam_and_greedy import beam_and_greedy
from lmtui.sequences.best_and_greedy import best_and_greedy
from lmtui.sequences.greedy import greedy
from lmtui.sequences.searches import Searches

CONTEXT = [token.id for token in ByteModel().tokens.encode("the mouse")]


@pytest.mark.parametrize("ends", [False, True])
def test_the_greedy_one_is_what_t_0_leads_to(ends: bool) -> None:
    found = beam_and_greedy(Searches(ByteModel()), CONTEXT, 3, 50, ends)
    assert found.best == (found.beam.ending if ends else found.beam.found)
    assert all(one.tokens[-1] == END for one in found.best) or not ends
    rival = greedy(Sampler(ByteModel()), CONTEXT, 3, ends)
    assert found.greedy
    assert found.greedy.tokens == rival.tokens
    assert found.greedy.logprob == pytest.approx(rival.logprob)


def test_of_a_small_model_a_wide_beam_finds_what_the_proved_search_finds() -> None:
    searches = Searches(sampler_of(train("a b c\na c b a\nb a", 3)).model)
    for ends in (False, True):
        proved = best_and_greedy(searches, [1], 4, ends, 20)
        found = beam_and_greedy(searches, [1], 4, 1000, ends)
        assert [one.tokens for one in found.best[:20]] == [one.tokens for one in proved.best]


def test_what_cannot_be_had_is_refused() -> None:
    stream = Searches(sampler_of(train("a b a", 2, unit="stream")).model)
    with pytest.raises(SettingError, match="not known where texts of this model end"):
        beam_and_greedy(stream, [], 3, 4, ends=True)
    with pytest.raises(ModelError, match="a beam of 1 found no sequence that ends within so many tokens"):
        beam_and_greedy(Searches(ByteModel()), CONTEXT, 1, 1, ends=True)
