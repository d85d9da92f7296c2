"""One prompt and one luck at many temperatures, measured."""

from __future__ import annotations

import math
import statistics
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from support.byte_model import ByteModel
from support.corpora import ORDERS, SMOOTHINGS, corpora, train
from support.first_ranks import RanksModel
from support.models import sampler_of

from lmtui.errors import Cancelled, SettingError
from lmtui.insight.copying import index_of, share_copied
from lmtui.insight.suffix_array import SuffixArray
from lmtui.insight.sweep import FIGURES, SweepRow, distinct, standard_error, sweep
from lmtui.model.partial_ranking import Bounds
from lmtui.ngram.model import NgramTrie
from lmtui.playground.table import middle_of
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.generation import generate
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling
from lmtui.sampling.temperature import SWEPT
from lmtui.text.document import Document
from lmtui.text.encoding import EncodedText, encode
from lmtui.text.specials import BOS, EOS
from lmtui.text.tokenizers import tokenizer_named

# The favourite unit is "the mouse ate the cheese", and there it stands twice in a row.
FAVOURITE = "the mouse ate the cheese\nthe mouse ate the cheese\nthe ball\n"


def encoded(text: str) -> EncodedText:
    return encode([Document("test", text)], tokenizer_named("whitespace"))


@cache
def favourite() -> NgramTrie:
    return train(FAVOURITE, 3)


THE = [3]  # the first word of the text


def swept(
    temperatures: tuple[float, ...] = SWEPT, tokens: int = 30, copies: SuffixArray | None = None
) -> list[SweepRow]:
    return list(sweep(sampler_of(favourite()), THE, Sampling(seed=2), temperatures, tokens, copies))


@given(
    corpora(),
    st.sampled_from(ORDERS),
    st.sampled_from(SMOOTHINGS),
    st.sampled_from((NO_CUTS, Cuts(top_k=3), Cuts(top_p=0.8), Cuts(min_p=0.2))),
    st.integers(0, 1000),
    st.integers(3, 25),
)
def test_a_row_measures_the_text_that_is_generated_with_its_settings(
    text: str, order: int, smoothing: str, cuts: Cuts, seed: int, tokens: int
) -> None:
    model, copies = train(text, order, smoothing), index_of(encoded(text))
    assume(len(model.vocabulary) > 3)  # a text of nothing but `<unk>` has no word of its own
    prompt = [3]
    rows = list(sweep(sampler_of(model), prompt, Sampling(0.3, cuts, seed), SWEPT, tokens, copies))
    assert [row.temperature for row in rows] == list(SWEPT)
    other = sampler_of(model)
    for row in rows:
        drawn = list(generate(other, prompt, Sampling(row.temperature, cuts, seed), tokens))
        ids = [token.token for token in drawn]
        assert row.tokens == len(ids) == tokens
        product = math.prod(token.model_prob for token in drawn)
        assert row.perplexity == pytest.approx(product ** (-1 / tokens) if product else math.inf, rel=1e-9)
        assert row.distinct_1 == len(set(ids)) / tokens
        assert row.distinct_2 == len(set(pairwise(ids))) / (tokens - 1)
        assert row.distinct_3 == len(set(zip(ids, ids[1:], ids[2:], strict=False))) / (tokens - 2)
        assert row.mean_rank == pytest.approx(sum(token.rank for token in drawn) / tokens, rel=1e-12)
        # The context here is never shortened.
        entropies, context = [], [BOS, 3]
        for token in ids:
            entropies.append(other.distribution(context, row.temperature, cuts).entropy_bits)
            context = [BOS] if token == EOS else [*context, token]
        assert row.mean_entropy_bits == pytest.approx(sum(entropies) / tokens, rel=1e-12, abs=1e-15)
        assert row.copied == share_copied(copies, ids)


def test_distinct_by_hand() -> None:
    # a b a b c: of 5 tokens a, b, c are distinct; of ab ba ab bc, three; of aba bab abc, all.
    ids = [3, 4, 3, 4, 5]
    assert [distinct(ids, n) for n in (1, 2, 3)] == [3 / 5, 3 / 4, 1.0]
    assert distinct(ids, 5) == 1.0
    assert math.isnan(distinct(ids, 6))
    assert math.isnan(distinct([], 1))


def test_at_zero_it_is_the_greedy_text_by_hand() -> None:
    # After "the": mouse ate the cheese </s> the mouse ate the cheese </s> the — 12 tokens.
    (row,) = swept((0.0,), tokens=12, copies=index_of(encoded(FAVOURITE)))
    model = favourite()
    greedy = [model.vocabulary[token.token] for token in generate(sampler_of(model), THE, Sampling(0.0), 12)]
    assert " ".join(greedy) == "mouse ate the cheese </s> the mouse ate the cheese </s> the"
    assert (row.mean_rank, row.mean_entropy_bits) == (1.0, 0.0)
    # the, mouse, ate, cheese, </s>; each of the 11 bigrams is one of the 6 of the circle, "mouse ate" to "the mouse".
    assert row.distinct_1 == 5 / 12
    assert row.distinct_2 == 6 / 11
    # The training text, too, goes on with "the mouse" after the first of these units, so it is copied to the end.
    assert row.copied == 1.0


def test_the_luck_is_shared_and_belongs_to_the_seed() -> None:
    rows = swept()
    assert swept() == rows
    assert len({row.perplexity for row in rows}) > 5
    assert list(sweep(sampler_of(favourite()), THE, Sampling(seed=3), SWEPT, 30)) != rows
    # Nor does a row depend on those before it.
    assert swept((SWEPT[6],)) == [rows[6]]


def test_any_list_of_temperatures_is_taken_in_its_order() -> None:
    temperatures = (2.0, 0.0, math.inf, 2.0)
    rows = swept(temperatures)
    assert tuple(row.temperature for row in rows) == temperatures
    assert rows[0] == rows[3]
    assert swept(()) == []


def test_a_drawn_token_without_probability_makes_the_perplexity_infinite() -> None:
    sampler = sampler_of(train("a b\na c", 2, "mle"))
    cold, hot = sweep(sampler, [], Sampling(), (1.0, math.inf), 40)
    assert math.isfinite(cold.perplexity)
    assert hot.perplexity == math.inf
    assert hot.mean_entropy_bits == pytest.approx(2)  # a, b, c, </s>


def test_of_a_model_that_gives_first_ranks_no_more_is_asked_than_decides_and_the_entropy_has_bounds() -> None:
    temperatures, model = (0.0, 0.5, 1.0), RanksModel()
    exact = list(sweep(Sampler(ByteModel()), [1, 2], Sampling(seed=3), temperatures, 8))
    bounded = list(sweep(Sampler(model), [1, 2], Sampling(seed=3), temperatures, 8))
    assert min(model.ranks) < model.most_ranks
    for found, true in zip(bounded, exact, strict=True):
        bits, value = found.mean_entropy_bits, middle_of(true.mean_entropy_bits)
        low, high = bits if isinstance(bits, tuple) else (bits, bits)
        assert low - 1e-9 <= value <= high + 1e-9
        assert found.uncertain == 0
        figures = (found.mean_rank, found.distinct_1, found.distinct_2, found.perplexity)
        assert figures == pytest.approx((true.mean_rank, true.distinct_1, true.distinct_2, true.perplexity))
    assert isinstance(bounded[1].mean_entropy_bits, Bounds)
    (few,) = sweep(Sampler(RanksModel(most_ranks=8)), [1, 2], Sampling(seed=3), (1.0,), 8)
    assert few.uncertain, "eight ranks decide on few tokens"


def test_without_the_training_text_nothing_is_known_of_copying() -> None:
    assert {row.copied for row in swept()} == {None}


def test_a_text_too_short_for_a_figure_has_none() -> None:
    (one,) = swept((1.0,), tokens=1, copies=index_of(encoded(FAVOURITE)))
    assert (one.tokens, one.distinct_1, one.copied) == (1, 1.0, 0.0)
    assert math.isnan(one.distinct_2)
    assert math.isnan(one.distinct_3)
    (none,) = swept((1.0,), tokens=0)
    assert none.tokens == 0
    assert math.isnan(none.perplexity)
    assert math.isnan(none.mean_rank)
    assert math.isnan(middle_of(none.mean_entropy_bits))


def test_a_row_comes_when_it_is_done_and_every_token_is_told() -> None:
    told: list[float] = []
    rows = sweep(
        sampler_of(favourite()),
        [],
        Sampling(),
        (0.0, 1.0),
        10,
        progress=lambda stage, fraction: told.append(fraction),
    )
    assert told == []
    assert next(rows).temperature == 0.0
    assert told == pytest.approx([token / 20 for token in range(10)])
    assert next(rows).temperature == 1.0
    assert told == pytest.approx([token / 20 for token in range(20)])
    assert next(rows, None) is None


def test_it_can_be_stopped_at_any_token_and_keeps_the_rows_it_gave() -> None:
    whole = swept()

    def stop(stage: str, fraction: float) -> None:
        if fraction >= 0.5:
            raise Cancelled

    rows = sweep(sampler_of(favourite()), THE, Sampling(seed=2), SWEPT, 30, progress=stop)
    assert [next(rows) for _ in range(4)] == whole[:4]
    with pytest.raises(Cancelled):
        next(rows)


def test_a_temperature_below_zero_is_refused() -> None:
    with pytest.raises(SettingError, match="temperature"):
        swept((1.0, -1.0))


def test_of_several_runs_every_figure_is_a_mean_with_its_standard_error() -> None:
    sampler, copies = sampler_of(favourite()), index_of(encoded(FAVOURITE))
    (row,) = sweep(sampler, THE, Sampling(seed=4), (1.0,), 30, copies, runs=5)
    alone = [next(sweep(sampler, THE, Sampling(seed=4 + run), (1.0,), 30, copies)) for run in range(5)]
    assert (row.runs, row.tokens) == (5, 30)
    assert all(one.runs == 1 and one.errors == {} for one in alone)
    assert set(row.errors) == set(FIGURES)
    for name in FIGURES:
        values = [getattr(one, name) for one in alone]
        assert getattr(row, name) == pytest.approx(statistics.mean(values), rel=1e-9)
        assert row.errors[name] == pytest.approx(statistics.stdev(values) / math.sqrt(5), rel=1e-6, abs=1e-12)


def test_a_figure_that_is_infinite_or_unknown_has_no_error() -> None:
    model = train(FAVOURITE, 2, "mle")
    (row,) = sweep(sampler_of(model), THE, Sampling(), (math.inf,), 30, None, runs=3)
    assert row.perplexity == math.inf
    error = row.errors["perplexity"]
    assert error is not None
    assert math.isnan(error)
    assert (row.copied, row.errors["copied"]) == (None, None)
    assert math.isnan(standard_error([1.0]))


@pytest.mark.parametrize("model", [ByteModel(), RanksModel(20)])
def test_several_runs_of_any_model_are_means(model: ByteModel) -> None:
    (row,) = sweep(Sampler(model), [5], Sampling(seed=2**64 - 1), (1.5,), 4, runs=2)
    alone = [next(sweep(Sampler(model), [5], Sampling(seed=seed), (1.5,), 4)) for seed in (2**64 - 1, 0)]
    assert row.uncertain == (None if type(model) is ByteModel else sum(one.uncertain or 0 for one in alone))
    for name in FIGURES[:-1]:
        values = [getattr(one, name) for one in alone]
        middles = [middle_of(value) for value in values]
        assert middle_of(getattr(row, name)) == pytest.approx(statistics.mean(middles), rel=1e-9)
        assert row.errors[name] == pytest.approx(statistics.stdev(middles) / math.sqrt(2), rel=1e-6, abs=1e-12)
        if isinstance(values[0], Bounds):
            assert getattr(row, name).low == pytest.approx(statistics.mean(value.low for value in values))
    assert isinstance(row.mean_entropy_bits, Bounds) == (type(model) is not ByteModel)
