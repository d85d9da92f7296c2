"""The beam: as wide as all beginnings it finds the exact best, and never anything better."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.byte_model import END, ByteModel
from support.every_sequence import models, of_length, prompts, support, that_end
from support.first_ranks import RanksModel
from support.models import sampler_of

from lmtui.errors import Cancelled, ModelError, NoAnswerError, SettingError
from lmtui.model.partial_ranking import PartialRanking
from lmtui.model.ranking import Ranking
from lmtui.ngram.language_model import NgramLanguageModel
from lmtui.ngram.model import NgramTrie
from lmtui.sampling.sampler import Sampler
from lmtui.sequences.beam import BeamSearch
from lmtui.sequences.best import Continuation
from lmtui.sequences.greedy import greedy

CONTEXT = [token.id for token in ByteModel().tokens.encode("the mouse")]


def logprobs(found: Sequence[Continuation] | None) -> list[float]:
    assert found is not None
    return [one.logprob for one in found]


def log_p(model: ByteModel, tokens: Sequence[int]) -> float:
    return math.fsum(
        math.log(model.probs_after(model.state([*CONTEXT, *tokens[:place]]))[token])
        for place, token in enumerate(tokens)
    )


@given(st.data(), models().filter(support), st.integers(1, 3), st.integers(1, 4))
def test_a_wide_beam_finds_all_in_order_a_narrow_one_nothing_better_and_one_of_1_the_greedy_sequence(
    data: st.DataObject, model: NgramTrie, length: int, width: int
) -> None:
    context, search = data.draw(prompts(model)), BeamSearch(NgramLanguageModel(model))
    wide, narrow = search.search(context, length, 1000), search.search(context, length, width)
    assert (wide.ending is None) is not model.has_end
    for all_found, found, every in (
        (wide.found, narrow.found, of_length(model, context, length)),
        (wide.ending or (), narrow.ending or (), that_end(model, context, length)),
    ):
        possible = sorted((math.log(prob) for prob in every.values() if prob), reverse=True)
        assert logprobs(all_found) == pytest.approx(possible, abs=1e-9)
        assert len({one.tokens for one in all_found}) == len(all_found)
        assert len(found) <= width
        assert logprobs(found) == pytest.approx([math.log(every[one.tokens]) for one in found], abs=1e-9)
        assert all(mine <= best + 1e-9 for mine, best in zip(logprobs(found), possible, strict=False))
    rival = greedy(sampler_of(model), context, length)
    of_one = search.search(context, length, 1).found
    assert [one.tokens for one in of_one] == [rival.tokens] * (rival.logprob > -math.inf)


@pytest.mark.parametrize("model", [ByteModel(), RanksModel()], ids=["dense", "first ranks"])
def test_of_another_model_each_sequence_has_its_exact_p_and_longer_ones_ask_no_more_than_is_new(
    model: ByteModel,
) -> None:
    def asked() -> int:
        return len(model.ranks) if isinstance(model, RanksModel) else len(model.asked)

    search = BeamSearch(model)
    beam = search.search(CONTEXT, 3, 8)
    assert asked() == 1 + 2 * 8
    assert logprobs(beam.found) == pytest.approx([log_p(model, one.tokens) for one in beam.found], abs=1e-9)
    assert logprobs(beam.found) == sorted(logprobs(beam.found), reverse=True)
    assert beam.found[0].logprob >= greedy(Sampler(ByteModel()), CONTEXT, 3).logprob
    assert all(len(one.tokens) == 3 and END not in one.tokens[:-1] for one in beam.found)
    assert all(one.tokens[-1] == END for one in beam.ending or ())
    assert (beam.ranks, beam.unanswered) == (None, 0)
    before = asked()
    assert [step.tokens for step in search.steps(CONTEXT, 4, 8)] == [1, 2, 3, 4]
    assert asked() <= before + 2 * 8  # where the end came third, another beginning takes its place


def test_first_ranks_lead_to_what_whole_answers_lead_to() -> None:
    whole, first = (BeamSearch(model).search(CONTEXT, 4, 12) for model in (ByteModel(), RanksModel()))
    assert whole == first


def test_where_a_model_gives_fewer_ranks_than_the_beam_is_wide_that_is_said() -> None:
    model = RanksModel(most_ranks=6)
    beam = BeamSearch(model).search(CONTEXT, 2, 20)
    assert max(model.ranks) == 6
    assert beam.ranks is not None
    assert beam.ranks <= 6
    assert logprobs(beam.found) == pytest.approx([log_p(model, one.tokens) for one in beam.found], abs=1e-9)


class Silent(RanksModel):
    """Says nothing about what follows some tokens."""

    silent: tuple[int, ...] = ()

    def first_ranks(self, state: tuple[int, ...], ranks: int) -> Ranking | PartialRanking:
        if state[-1] in self.silent:
            raise NoAnswerError("nothing")
        return super().first_ranks(state, ranks)


def test_beginnings_about_which_a_model_says_nothing_are_given_up_and_counted() -> None:
    model = Silent()
    first = int(np.argmax(model.probs_after(model.state(CONTEXT))))
    model.silent = (first,)
    beam = BeamSearch(model).search(CONTEXT, 2, 5)
    assert beam.unanswered == 1
    assert all(one.tokens[0] != first for one in beam.found)
    model.silent = (CONTEXT[-1],)
    with pytest.raises(ModelError, match="nothing"):
        BeamSearch(model).search(CONTEXT, 2, 5)


def test_what_cannot_be_had_is_refused_and_it_can_be_stopped() -> None:
    for tokens, width in ((0, 1), (1001, 1), (3, 0), (3, 1001)):
        with pytest.raises(SettingError, match="give a whole number from 1 to"):
            BeamSearch(ByteModel()).search(CONTEXT, tokens, width)
    told: list[float] = []

    def stop(stage: str, fraction: float) -> None:
        told.append(fraction)
        if len(told) == 4:
            raise Cancelled

    model = ByteModel()
    with pytest.raises(Cancelled):
        BeamSearch(model).search(CONTEXT, 2, 5, stop)
    assert len(model.asked) == 3
    assert told == sorted(told)
