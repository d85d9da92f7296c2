"""A lane: tokens that follow from its settings, its luck, and what was taken by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.answers import known
from support.corpora import ORDERS, SMOOTHINGS, contexts, corpora, scrambled, train
from support.models import sampler_of, trie_of
from support.mouse import RECIPES, trained

from lmtui.ngram.model import NgramTrie
from lmtui.playground.lane import Lane
from lmtui.playground.position_table import table_at
from lmtui.playground.requests import ModelRequests
from lmtui.playground.slider import STEPS, stepped
from lmtui.recipe import Recipe
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.generation import generate
from lmtui.sampling.luck import luck
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling
from lmtui.text.specials import BOS, EOS, UNK

MLE = Recipe(("mouse",), 2, "mle")
FABLES = Recipe(("fables",))
NEARLY_ONE = 1 - 2**-53
SLIDER = tuple(stepped(0.0, step) for step in range(STEPS + 1))
CUTS = (NO_CUTS, Cuts(top_k=3), Cuts(top_p=0.8), Cuts(min_p=0.2), Cuts(top_k=4, top_p=0.9, min_p=0.1))


def grown(
    sampler: Sampler,
    prompt: str = "the",
    sampling: Sampling | None = None,
    choices: dict[int, int] | None = None,
    tokens: int = 20,
) -> Lane:
    lane = Lane(ModelRequests(sampler), sampler.model.tokens.encode(prompt), sampling or Sampling(), choices or {})
    for _ in range(tokens):
        lane.advance()
    return lane


def ids(lane: Lane) -> list[int]:
    return [token.drawn.token for token in lane.tokens]


def choices_of(model: NgramTrie, positions: int, at_least: int, at_most: int) -> st.SearchStrategy[dict[int, int]]:
    """Tokens that stand at some of the first positions."""
    drawable = [token for token in range(len(model.vocabulary)) if token not in (BOS, UNK)]
    return st.dictionaries(
        st.integers(0, positions - 1), st.sampled_from(drawable), min_size=at_least, max_size=at_most
    )


_trained = st.builds(train, corpora(), st.sampled_from(ORDERS), st.sampled_from(SMOOTHINGS))
models = _trained | st.builds(scrambled, _trained, st.integers(0, 1000))
"""Models of any order and smoothing, and backoff models that nobody smoothed."""


@given(models, st.data(), st.sampled_from(SLIDER), st.sampled_from(CUTS), st.integers(0, 1000))
def test_every_token_is_drawn_or_taken_after_all_tokens_before_it(
    model: NgramTrie, data: st.DataObject, temperature: float, cuts: Cuts, seed: int
) -> None:
    choices = data.draw(choices_of(model, 13, 0, 5))
    sampler, other, sampling = sampler_of(model), sampler_of(model), Sampling(temperature, cuts, seed)
    lane = grown(sampler, model.vocabulary[3], sampling, choices, 12)
    context = [BOS, 3]  # never shortened
    for index, token in enumerate(lane.tokens):
        distribution = other.distribution(context, temperature, cuts)
        expected = distribution.draw(luck(seed, index))
        if token.chosen:
            whole = distribution.candidates(1, distribution.support)
            (expected,) = (candidate for candidate in whole if candidate.token == choices[index])
        drawn = token.drawn
        assert token.chosen == (index in choices)
        assert (drawn.index, drawn.luck) == (index, luck(seed, index))
        assert (drawn.token, drawn.rank, drawn.order) == (expected.token, expected.rank, expected.order)
        assert drawn.prob == pytest.approx(expected.prob, rel=1e-9, abs=1e-300)
        assert drawn.model_prob == pytest.approx(expected.model_prob, rel=1e-12)
        # What is asked afterwards is what it was drawn from.
        assert model.match(lane.context(index)) == model.match(context)
        again = known(lane.distribution(index))
        assert again.candidates(1, again.support) == distribution.candidates(1, distribution.support)
        assert lane.entropy_bits(index) == distribution.entropy_bits
        context = [BOS] if drawn.token == EOS else [*context, drawn.token]
    assert model.match(lane.context(12)) == model.match(context)


@given(models, st.data(), st.lists(st.sampled_from(SLIDER), min_size=1, max_size=5), st.sampled_from(CUTS))
def test_a_chosen_token_stands_at_its_place_whatever_the_temperature(
    model: NgramTrie, data: st.DataObject, temperatures: list[float], cuts: Cuts
) -> None:
    choices = data.draw(choices_of(model, 10, 1, 6))
    sampler = sampler_of(model)
    for temperature in temperatures:
        lane = grown(sampler, "a", Sampling(temperature, cuts, 3), choices, 10)
        assert {index: token.drawn.token for index, token in enumerate(lane.tokens) if token.chosen} == choices


@given(models, st.data(), st.sampled_from(CUTS), st.floats(0, NEARLY_ONE))
def test_the_rank_of_what_the_luck_decides_on_never_falls_as_the_temperature_rises(
    model: NgramTrie, data: st.DataObject, cuts: Cuts, luck: float
) -> None:
    # Heat takes probability from every beginning of the ranking, and all three cuts keep more of it.
    context = data.draw(contexts(model))
    sampler = sampler_of(model)
    ranks = [sampler.distribution(context, temperature, cuts).draw(luck).rank for temperature in SLIDER]
    assert ranks == sorted(ranks)
    assert ranks[0] == 1


@given(models, st.sampled_from(CUTS), st.integers(0, 2**64 - 1))
def test_the_rank_of_a_first_token_never_falls_as_the_temperature_rises(
    model: NgramTrie, cuts: Cuts, seed: int
) -> None:
    sampler = sampler_of(model)
    ranks = [
        grown(sampler, "a b", Sampling(temperature, cuts, seed), tokens=1).tokens[0].drawn.rank
        for temperature in SLIDER
    ]
    assert ranks == sorted(ranks)


@settings(max_examples=60)
@given(models, st.sampled_from(SLIDER), st.sampled_from(CUTS), st.integers(0, 1000))
def test_lanes_with_equal_settings_are_equal_and_what_generate_gives(
    model: NgramTrie, temperature: float, cuts: Cuts, seed: int
) -> None:
    sampling = Sampling(temperature, cuts, seed)
    one, other = grown(sampler_of(model), "a b", sampling), grown(sampler_of(model), "a b", sampling)
    assert one.tokens == other.tokens
    assert one.transcript.pieces == other.transcript.pieces
    assert [token.drawn for token in one.tokens] == list(
        generate(sampler_of(model), model.vocabulary.encode("ab"), sampling, 20)
    )
    assert one.departs(other) is None


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_lane_departs_where_its_tokens_do(recipe: Recipe) -> None:
    sampler = trained(recipe).sampler
    lane = grown(sampler)
    assert lane.departs(lane) is None
    assert lane.departs(grown(sampler, tokens=0)) is None
    assert grown(sampler, tokens=5).departs(lane) is None  # a beginning of it
    for index in (0, 7, 19):
        other = next(token for token in (EOS, 3, 4) if token != ids(lane)[index])
        assert lane.departs(grown(sampler, choices={index: other})) == index
    # What was taken by hand is no departure where the dice say the same.
    assert lane.departs(grown(sampler, choices={4: ids(lane)[4]})) is None


def test_the_end_of_a_unit_may_be_taken_by_hand_and_a_new_one_begins() -> None:
    sampler = trained().sampler
    words = trie_of(sampler).vocabulary
    lane = grown(sampler, "the mouse", Sampling(0.0), {0: EOS, 2: EOS}, 4)
    assert words.decode(ids(lane)) == ["</s>", "the", "</s>", "the"]
    assert lane.context(1) == lane.context(3) == [BOS]
    assert [lane.ended(stop) for stop in (False, True)] == [False, False]
    lane = grown(sampler, "the mouse", Sampling(0.0), {0: EOS}, 1)
    assert [lane.ended(stop) for stop in (False, True)] == [False, True]
    assert not grown(sampler, tokens=0).ended(True)


def test_a_token_without_probability_may_be_taken_and_the_text_goes_on() -> None:
    sampler = trained(MLE).sampler
    ate = trie_of(sampler).vocabulary.id("ate")
    for temperature in (0.0, 1.0, math.inf):
        lane = grown(sampler, "the", Sampling(temperature), {0: ate, 1: ate, 2: EOS, 3: EOS}, 8)
        assert ids(lane)[:4] == [ate, ate, EOS, EOS]
        assert [token.drawn.model_prob for token in lane.tokens[:2]] == [0.0, 0.0]
        assert len(lane.tokens) == 8


def test_where_only_an_unknown_word_was_seen_a_text_goes_on_and_anything_can_be_taken() -> None:
    # After "a" the corpus has nothing but `<unk>`, which is never drawn: nothing has a probability.
    sampler = sampler_of(train("a <unk>\nb b", 2, "mle"))
    a, b = (trie_of(sampler).vocabulary.id(word) for word in "ab")
    for temperature in (0.0, 0.5, 1.0, math.inf):
        for choices in ({}, {0: b}, {0: a, 1: a}):
            lane = grown(sampler, "a", Sampling(temperature, seed=2), choices, 6)
            assert len(lane.tokens) == 6
            assert not {UNK, BOS} & set(ids(lane))
            assert {index: ids(lane)[index] for index in choices} == choices


# Whole sequences


@pytest.mark.parametrize("temperature", [0.0, 0.3, 1.0, 3.0, math.inf])
def test_a_whole_sequence_is_the_one_that_is_drawn_at_once(temperature: float) -> None:
    requests, sampling = ModelRequests(trained(FABLES).sampler), Sampling(temperature, seed=5)
    model = requests.sampler.model
    prompt = model.tokens.encode("the fox")
    lane = Lane(requests, prompt, sampling, {}, 8)
    while not lane.is_complete:
        assert lane.can_advance
        assert not lane.ended(stop=True)
        lane.advance()
    context = [*model.tokens.start, *(token.id for token in prompt)]
    assert [token.drawn for token in lane.tokens] == known(requests.annealed(temperature, 8)).draw(context, 5)
    assert lane.ended(stop=False)
    assert not lane.can_advance
    assert lane.distribution(8) is None
    assert table_at(lane, 8, 1, 5) is None
    table = known(table_at(lane, 3, 1, 1000))
    assert table.left == 5
    assert table.chosen.token == model.tokens.label(lane.tokens[3].drawn.token)
    assert math.fsum(row.prob for row in table.rows) == pytest.approx(1)
    assert table.scale == max(max(row.prob, row.model_prob) for row in table.rows)


@pytest.mark.parametrize("seed", range(4))
def test_where_no_whole_sequence_is_possible_one_is_drawn_from_all_alike(seed: int) -> None:
    requests, sampling = ModelRequests(sampler_of(train("a\na", 2, "mle"))), Sampling(1.0, seed=seed)
    prompt = requests.sampler.model.tokens.encode("a")  # after it comes the end, and no two tokens
    lane = Lane(requests, prompt, sampling, {}, 2)
    for _ in range(2):
        lane.advance()
    drawn = known(requests.annealed(1.0, 2)).draw([BOS, prompt[0].id], seed)
    assert [token.drawn for token in lane.tokens] == drawn
    assert [token.prob for token in drawn] == pytest.approx([1.0, 0.5])


def test_after_a_token_taken_by_hand_the_rest_is_annealed_given_that_token() -> None:
    requests, sampling = ModelRequests(trained(FABLES).sampler), Sampling(0.0)
    model = requests.sampler.model
    taken = known(model.tokens.find("dog"))
    lane = Lane(requests, model.tokens.encode("the"), sampling, {2: taken}, 6)
    for _ in range(6):
        lane.advance()
    before = [*model.tokens.start, *(token.id for token in model.tokens.encode("the")), *ids(lane)[:3]]
    assert lane.tokens[2].chosen
    assert lane.tokens[2].drawn.prob == 0
    assert tuple(ids(lane)[3:]) == requests.searches.search(3).best(before)[0].tokens


def test_an_end_taken_by_hand_ends_a_whole_sequence() -> None:
    requests = ModelRequests(trained().sampler)
    lane = Lane(requests, [], Sampling(0.5), {1: EOS}, 6)
    lane.advance()
    assert known(table_at(lane, 1, 1, 1000)).left == 5
    lane.advance()
    assert lane.is_complete
