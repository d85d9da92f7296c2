"""The best continuations beside the greedy one."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.byte_model import ByteModel
from support.corpora import train
from support.every_sequence import log, models, of_length, prompts, support, that_end
from support.models import sampler_of

from lmtui.errors import Cancelled, ModelError, SettingError
from lmtui.ngram.model import NgramTrie
from lmtui.sequences.best_and_greedy import best_and_greedy
from lmtui.sequences.searches import Searches


@settings(max_examples=80)
@given(st.data(), models().filter(support), st.integers(1, 4), st.booleans())
def test_the_best_comes_first_and_the_detours_are_what_the_greedy_one_lost(
    data: st.DataObject, model: NgramTrie, length: int, ends: bool
) -> None:
    ends = ends and model.has_end
    context = data.draw(prompts(model))
    every = (that_end if ends else of_length)(model, context, length)
    if not any(every.values()):
        nothing = best_and_greedy(Searches(sampler_of(model).model), context, length, ends, 3)
        assert (nothing.best, nothing.detours) == ((), ())
        with pytest.raises(ModelError, match="probability above 0"):
            nothing.check_possible(ends)
        return
    found = best_and_greedy(Searches(sampler_of(model).model), context, length, ends, 3)
    found.check_possible(ends)
    assert found.best[0].logprob == pytest.approx(log(max(every.values())), abs=1e-9)
    assert len(found.best) == min(3, sum(prob > 0 for prob in every.values()))
    lost = math.fsum(detour.loss for detour in found.detours)
    assert found.best[0].logprob - found.greedy.logprob == pytest.approx(lost, abs=1e-9)


def test_what_cannot_be_had_is_refused_and_it_can_be_stopped() -> None:
    searches = Searches(sampler_of(train("a b\na c", 2)).model)
    with pytest.raises(ModelError, match="only an n-gram model"):
        best_and_greedy(Searches(ByteModel()), [], 3)
    with pytest.raises(SettingError, match="no end"):
        best_and_greedy(Searches(sampler_of(train("a b a", 2, unit="stream")).model), [], 3, ends=True)
    for tokens, count in ((0, 1), (1001, 1), (3, 0), (3, 101)):
        with pytest.raises(SettingError, match="give a whole number from 1 to"):
            best_and_greedy(searches, [1], tokens, count=count)

    def stop(stage: str, fraction: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        best_and_greedy(searches, [1], 3, progress=stop)
