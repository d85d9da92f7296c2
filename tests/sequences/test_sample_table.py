"""Samples in a table: each distinct one with its exact probability, the greedy and the best one found among them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.byte_model import ByteModel
from support.corpora import train
from support.every_sequence import Ids, models, support
from support.models import SENTENCES, sampler_of

from lmtui.errors import Cancelled, ModelError, SettingError
from lmtui.ngram.model import NgramTrie
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.generation import generate
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling
from lmtui.sequences.annealed_factors import annealed_factors
from lmtui.sequences.greedy import greedy
from lmtui.sequences.sample_table import annealed_sequences, sample_sequences, sample_tokens
from lmtui.sequences.searches import Searches
from lmtui.text.specials import EOS


def that_can_come(model: NgramTrie, context: Sequence[int], length: int, stop: bool) -> dict[Ids, float]:
    """p of every sequence that sampling can give: of so many tokens, or ending with `</s>` before; or going on."""
    found: dict[Ids, float] = {}
    for token in support(model):
        prob = model.prob(model.match(context), token)[0]
        if length == 1 or (stop and token == EOS):
            found[token,] = prob
            continue
        after = list(model.start) if token == EOS else [*context, token]
        found |= {(token, *ids): prob * rest for ids, rest in that_can_come(model, after, length - 1, stop).items()}
    return found


@settings(max_examples=80)
@given(models().filter(support), st.integers(1, 4), st.booleans(), st.sampled_from((0.0, 0.5, 1.0, math.inf)))
def test_the_best_and_the_greedy_one_are_found_among_all_that_could_have_come(
    model: NgramTrie, length: int, stop: bool, temperature: float
) -> None:
    sampler, context = sampler_of(model), list(model.start)
    every = that_can_come(model, context, length, stop)
    table = sample_tokens(Searches(sampler.model), [], Sampling(temperature), length, 20, stop)
    assert sum(row.count for row in table.rows) == 20
    assert {row.tokens for row in table.rows} <= set(every)
    favourite = tuple(token.token for token in generate(sampler, [], Sampling(0.0), length, stop))
    assert table.greedy.tokens == favourite
    best = max(every.values())
    if not best:
        assert table.best is None
    else:
        assert table.best
        assert every[table.best.tokens] == pytest.approx(best, rel=1e-9)
    for row in (*table.rows, table.greedy, *filter(None, [table.best])):
        factors = annealed_factors(sampler, context, row.tokens, Sampling(temperature))
        assert math.exp(row.logprob) == pytest.approx(math.exp(math.fsum(factors)), abs=1e-9)
        assert row.draws == 20
        assert row.count == next((each.count for each in table.rows if each.tokens == row.tokens), 0)


@pytest.mark.parametrize("temperature", [0.0, 0.3, 1.0, math.inf])
def test_whole_sequences_are_drawn_as_their_annealed_distribution_draws_them(temperature: float) -> None:
    model = train(SENTENCES, 3)
    sampler, context = sampler_of(model), list(model.start)
    searches = Searches(sampler.model)
    table = sample_sequences(searches, [], Sampling(temperature, seed=5), 4, 50)
    annealed = annealed_sequences(searches, Sampling(temperature), 4)
    drawn = [tuple(token.token for token in annealed.draw(context, 5 + index)) for index in range(50)]
    assert {row.tokens: row.count for row in table.rows} == {ids: drawn.count(ids) for ids in drawn}
    assert all(row.logprob == annealed.logprob(context, row.tokens) for row in table.rows)
    assert table.greedy.tokens == greedy(sampler, context, 4).tokens
    assert table.best
    assert table.best.tokens == annealed.search.best(context)[0].tokens
    if not temperature:
        assert (table.best.count, table.best.logprob) == (50, 0.0)


def test_of_other_models_the_best_is_not_known_and_the_greedy_one_is() -> None:
    for temperature, comes in ((0.0, True), (math.inf, False)):
        table = sample_tokens(Searches(ByteModel()), [5], Sampling(temperature), 3, 10)
        assert (table.best, table.best_is_known, table.uncertain) == (None, False, 0)
        assert (table.greedy in table.rows) == comes
        favourite = generate(Sampler(ByteModel()), [5], Sampling(0.0), 3)
        assert table.greedy.tokens == tuple(token.token for token in favourite)
        assert (table.greedy.count, table.greedy.draws) == (10 * comes, 10)
        assert table.greedy.logprob == pytest.approx(0 if comes else -3 * math.log(300), abs=1e-9)


def test_what_makes_no_sense_is_refused_and_it_can_be_stopped() -> None:
    searches, sampling = Searches(sampler_of(train(SENTENCES, 2)).model), Sampling(1.0)
    with pytest.raises(ModelError, match="only an n-gram model"):
        sample_sequences(Searches(ByteModel()), [], sampling, 3, 10)
    with pytest.raises(SettingError, match="leave out the cuts"):
        sample_sequences(searches, [], Sampling(1.0, Cuts(top_k=2)), 3, 10)

    def stop(stage: str, fraction: float) -> None:
        raise Cancelled

    for draw in (sample_tokens, sample_sequences):
        with pytest.raises(SettingError):
            draw(searches, [], sampling, 0, 10)
        with pytest.raises(Cancelled):
            draw(searches, [], sampling, 3, 10, progress=stop)
