"""The probability of a text at T, as it is generated, and as a sequence annealed as a whole."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.byte_model import END, ByteModel
from support.corpora import train
from support.every_sequence import models, of_length, support
from support.models import SENTENCES, sampler_of

from lmtui.errors import SettingError
from lmtui.model.protocol import TextToken
from lmtui.ngram.model import NgramTrie
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling
from lmtui.sequences.annealed_factors import annealed_factors
from lmtui.sequences.annealed_scoring import AnnealedScore, AnnealedScorer


def _sequence(score: AnnealedScore) -> float:
    assert score.sequence is not None
    return score.sequence


@settings(max_examples=80)
@given(models().filter(support), st.integers(1, 3), st.sampled_from((0.5, 1.0, 2.0)))
def test_the_probabilities_of_all_texts_of_a_length_sum_to_1_in_both_meanings(
    model: NgramTrie, length: int, temperature: float
) -> None:
    every = of_length(model, model.start, length)
    # At finite T a text of probability 0 is impossible, and where all are, all are alike.
    scorer = AnnealedScorer(sampler_of(model), temperature)
    scores = {ids: scorer.score([TextToken(token) for token in ids], end=False) for ids in every}
    if every:
        assert math.fsum(math.exp(_sequence(score)) for score in scores.values()) == pytest.approx(1, abs=1e-9)
    if length == 1:
        assert math.fsum(math.exp(score.generated) for score in scores.values()) == pytest.approx(1, abs=1e-9)
        for score in scores.values():  # of one token both mean the same
            assert math.exp(score.generated) == pytest.approx(math.exp(_sequence(score)), abs=1e-9)


def test_they_differ_where_a_good_token_leads_to_bad_ones() -> None:
    sampler = sampler_of(train(SENTENCES, 3))
    text = sampler.model.tokens.encode("the mouse ate the cheese")
    cold = AnnealedScorer(sampler, 0.5).score(text)
    assert abs(cold.generated - _sequence(cold)) > 0.01
    without_end = sampler_of(train(SENTENCES, 3, unit="stream", closed=True))
    model = AnnealedScorer(without_end, 1.0).score(without_end.model.tokens.encode("the mouse ate the cheese"))
    assert model.generated == pytest.approx(model.sequence, abs=1e-9)


def test_of_other_models_one_meaning_alone_is_known() -> None:
    sampler = Sampler(ByteModel())
    text = sampler.model.tokens.encode("the mouse")
    factors = annealed_factors(sampler, (), [*(token.id for token in text), END], Sampling(0.5))
    assert AnnealedScorer(sampler, 0.5).score(text) == AnnealedScore(math.fsum(factors), None)
    assert AnnealedScorer(sampler, 0.5).score([], end=False) == AnnealedScore(0.0, None)


def test_unknown_words_cannot_be_drawn_and_nothing_is_certain() -> None:
    sampler = sampler_of(train(SENTENCES, 2))
    scorer = AnnealedScorer(sampler, 1.0)
    assert scorer.score(sampler.model.tokens.encode("the zebra")) == AnnealedScore(-math.inf, -math.inf)
    assert scorer.score([], end=False) == AnnealedScore(0.0, 0.0)
    with pytest.raises(SettingError, match="1000"):
        scorer.score(sampler.model.tokens.encode("the " * 1001))
    with pytest.raises(SettingError, match="temperature"):
        AnnealedScorer(sampler, -1)
