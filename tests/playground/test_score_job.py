"""Scoring as a job: the figures are those of the chain rule and of the annealed sequences."""

from __future__ import annotations

import math

import pytest
from support import mouse
from support.byte_model import ready
from support.every_sequence import of_length
from support.models import ids_of
from support.mouse import trained
from support.scored import SEARCHES, scored

from lmtui.playground.score_job import text_at_hand
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling
from lmtui.sequences.annealed_factors import annealed_factors
from lmtui.sequences.searches import Searches


def test_blank_texts_are_left_out_and_long_ones_are_not_aligned() -> None:
    assert scored("", "  ").texts == ()
    assert len(scored("", "the mouse").texts) == 1
    long = scored("the " * 2100, "the " * 2100)
    assert len(long.texts) == 2
    assert long.paired is None
    assert long.largest_bits > 0


def test_at_t_1_nothing_is_annealed() -> None:
    assert scored("the mouse").annealed is None
    assert scored("the mouse", sampling=Sampling(cuts=Cuts(top_k=2))).annealed is not None


@pytest.mark.parametrize("temperature", [0.0, 0.5, 2.0, math.inf])
def test_annealed_probabilities_are_those_of_generation_and_of_all_sequences(temperature: float) -> None:
    sampler = trained().sampler
    (annealed,) = scored("the mouse", sampling=Sampling(temperature)).annealed or ()
    end = sampler.model.tokens.end
    assert end is not None
    tokens = [*ids_of(sampler, "the mouse"), end]
    start = sampler.model.tokens.start
    factors = annealed_factors(Sampler(sampler.model), start, tokens, Sampling(temperature))
    assert annealed.generated == sum(factors)
    if 0 < temperature < math.inf:
        probs = of_length(SEARCHES.automaton.model, list(start), 3)
        total = sum(prob ** (1 / temperature) for prob in probs.values())
        assert annealed.sequence is not None
        assert math.exp(annealed.sequence) == pytest.approx(probs[tuple(tokens)] ** (1 / temperature) / total)


def test_a_model_that_is_no_n_gram_model_scores_and_says_what_it_cannot_tell() -> None:
    view = scored("the mouse", "the", searches=Searches(ready().sampler.model), sampling=Sampling(0.5))
    assert [text.factors[0].order for text in view.texts] == [None, None]
    assert all(each.sequence is None and each.why for each in view.annealed or ())
    assert all(math.isfinite(each.generated) for each in view.annealed or ())


def test_the_text_at_hand_is_the_prompt_and_what_follows_up_to_the_end_of_the_text() -> None:
    session = mouse.session("the mouse", Sampling(seed=4))
    assert text_at_hand(session) == "the mouse"
    session.playback.step()
    assert text_at_hand(session) == f"the mouse {mouse.tokens_of(session)[0]}"
    mouse.run(session, 40)
    assert text_at_hand(session) == " ".join(["the mouse", *mouse.tokens_of(session)]).partition(" </s>")[0]


def test_a_text_that_is_too_long_to_anneal_as_a_whole_is_still_told_as_it_is_generated() -> None:
    (annealed,) = scored("the " * 1001, sampling=Sampling(0.5)).annealed or ()
    assert (annealed.sequence, annealed.why) == (None, "too long for this model")
    assert -math.inf < annealed.generated < 0
