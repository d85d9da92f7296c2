"""Annealed sequences: sums, probabilities and draws are those that all sequences, one after the other, give."""

from __future__ import annotations

import math
from collections import Counter, defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.chi_square import fits
from support.corpora import train
from support.every_sequence import Ids, log, models, of_length, prompts
from support.models import sampler_of

from lmtui.errors import Cancelled, ModelError, SettingError
from lmtui.ngram.model import NgramTrie
from lmtui.sampling.luck import luck
from lmtui.sequences.annealing import AnnealedSequences
from lmtui.sequences.automaton import Automaton
from lmtui.sequences.best import BestSearch
from lmtui.text.specials import EOS

TEMPERATURES = (0.01, 0.25, 0.5, 0.9, 1.0, 2.0, 10.0, math.inf)


def annealed(model: NgramTrie, temperature: float, length: int) -> AnnealedSequences:
    return AnnealedSequences(sampler_of(model), BestSearch(Automaton.of(model), length), temperature)


def weights(every: dict[Ids, float], temperature: float) -> dict[Ids, float]:
    """p^(1/T) of all sequences relative to the largest; all alike at T = ∞, and where all p are 0."""
    best = max(every.values())
    if temperature == math.inf or not best:
        return dict.fromkeys(every, 1.0)
    return {ids: math.exp((log(prob) - log(best)) / temperature) if prob else 0.0 for ids, prob in every.items()}


@given(st.data(), models(), st.integers(1, 5), st.sampled_from(TEMPERATURES))
def test_sums_and_probabilities_are_those_of_all_sequences(
    data: st.DataObject, model: NgramTrie, length: int, temperature: float
) -> None:
    context = data.draw(prompts(model))
    every = of_length(model, context, length)
    if not every:
        with pytest.raises(ModelError, match=r"knows no word|are unknown"):
            annealed(model, temperature, length)
        return
    sequences = annealed(model, temperature, length)
    expected = weights(every, temperature)
    total = math.fsum(expected.values())
    best = max(every.values())
    if best:
        reference = 0.0 if temperature == math.inf else log(best) / temperature
        assert sequences.log_sum(context) - reference == pytest.approx(math.log(total), abs=1e-9)
    elif temperature != math.inf:
        assert sequences.log_sum(context) == -math.inf
    for ids in data.draw(st.lists(st.sampled_from(list(every)), max_size=20)):
        probability = math.exp(sequences.logprob(context, ids))
        assert probability == pytest.approx(expected[ids] / total, rel=1e-9, abs=1e-300)


@given(st.data(), models(), st.integers(1, 4), st.sampled_from(TEMPERATURES), st.integers(0, 1 << 32))
def test_each_token_is_drawn_with_the_share_of_the_sequences_that_go_on_so(
    data: st.DataObject, model: NgramTrie, length: int, temperature: float, seed: int
) -> None:
    context = data.draw(prompts(model))
    every = of_length(model, context, length)
    if not every:
        return
    drawn = annealed(model, temperature, length).draw(context, seed)
    assert tuple(token.token for token in drawn) in every
    left = weights(every, temperature)
    before = list(context)
    for index, token in enumerate(drawn):
        shares: dict[int, float] = defaultdict(float)
        for ids, weight in left.items():
            shares[ids[index]] += weight
        total = math.fsum(shares.values())
        ranked = sorted(shares, key=lambda w: (-model.prob(model.match(before), w)[0], w))
        assert token.luck == luck(seed, index)
        assert token.prob == pytest.approx(shares[token.token] / total, rel=1e-9)
        # All of the mass of the ranks before it is at most u, and with its own it is more.
        ahead = math.fsum(shares[w] for w in ranked[: ranked.index(token.token)]) / total
        close = any(
            math.isclose(model.prob(model.match(before), w)[0], token.model_prob, rel_tol=1e-12)
            for w in ranked
            if w != token.token
        )
        if not close:  # else floats may rank them either way
            assert ahead - 1e-9 <= token.luck <= ahead + token.prob + 1e-9
        before.append(token.token)
        left = {ids: weight for ids, weight in left.items() if ids[index] == token.token}


def test_where_no_sequence_is_possible_all_are_alike_to_their_last_token() -> None:
    model = train("a\na", 2, "mle")  # after "a" comes </s>, which is the last token of a sequence
    end, a = model.vocabulary.encode(["</s>", "a"])
    for temperature in (0.01, 1.0, math.inf):
        sequences = annealed(model, temperature, 2)
        assert {ids: sequences.logprob([1, a], ids) for ids in ((a, a), (a, end))} == {
            (a, a): pytest.approx(-math.log(2)),
            (a, end): pytest.approx(-math.log(2)),
        }
        drawn = [sequences.draw([1, a], seed) for seed in range(40)]
        assert {tuple(token.token for token in tokens) for tokens in drawn} == {(a, a), (a, end)}
        assert all([token.prob for token in tokens] == pytest.approx([1.0, 0.5]) for tokens in drawn)


@pytest.mark.parametrize("temperature", [0.3, 1.0, 3.0, math.inf])
def test_sequences_come_as_often_as_they_should(temperature: float) -> None:
    model = train("a b a c\nb a\nc c a b b", 3, "witten-bell")
    sequences, every = annealed(model, temperature, 3), of_length(model, [1], 3)
    expected = weights(every, temperature)
    total = math.fsum(expected.values())
    drawn = Counter(tuple(token.token for token in sequences.draw([1], seed)) for seed in range(2000))
    assert set(drawn) <= set(every)
    assert fits([drawn[ids] for ids in every], [expected[ids] / total for ids in every])


@settings(max_examples=60)
@given(st.data(), models(), st.integers(1, 4))
def test_at_zero_the_best_sequence_is_drawn(data: st.DataObject, model: NgramTrie, length: int) -> None:
    context = data.draw(prompts(model))
    if not (every := of_length(model, context, length)):
        return
    sequences = annealed(model, 0.0, length)
    drawn = tuple(token.token for token in sequences.draw(context, 3))
    best = BestSearch(Automaton.of(model), length).best(context)
    assert drawn == (best[0].tokens if best else min(every))
    assert sequences.logprob(context, drawn) == (0.0 if best else -math.inf)


@pytest.mark.parametrize("temperature", [1e-3, 1e-8, 1e-100, 5e-324])
def test_next_to_zero_only_the_best_and_its_equals_are_left(temperature: float) -> None:
    model = train("a b\na c\nd e e", 2, "mle")
    sequences = annealed(model, temperature, 3)
    drawn = {tuple(model.vocabulary.decode(t.token for t in sequences.draw([1], seed))) for seed in range(40)}
    assert drawn == {("a", "b", "</s>"), ("a", "c", "</s>")}
    for ids in [model.vocabulary.encode(words) for words in drawn]:
        assert math.exp(sequences.logprob([1], ids)) == pytest.approx(0.5, rel=1e-9)


def test_below_one_the_whole_sequence_chooses_another_beginning_than_token_by_token() -> None:
    # After a anything may come, after b only c. Token by token a is the favourite, and sequences are best with b.
    text = "a d\na e\na f\na g\na h\nb c\nb c\nb c\nb c"
    model = train(text, 2, "mle")
    a, b = model.vocabulary.encode(["a", "b"])
    assert model.prob(model.match([1]), a)[0] > model.prob(model.match([1]), b)[0]
    cold = annealed(model, 0.2, 3)
    assert cold.draw([1], 0)[0].token == b


def test_a_sequence_of_another_length_or_another_word_has_probability_zero() -> None:
    model = train("a b\na c", 2)
    sequences = annealed(model, 1.0, 2)
    a, b = model.vocabulary.encode(["a", "b"])
    assert sequences.logprob([1], (a, b)) > -math.inf
    for ids in ((a,), (a, b, a), (0, a), (EOS, a), (1, a)):
        assert sequences.logprob([1], ids) == -math.inf


def test_what_makes_no_sense_is_refused_and_it_can_be_stopped() -> None:
    model = train("a b\na c", 2)
    with pytest.raises(SettingError):
        annealed(model, -1.0, 2)
    with pytest.raises(SettingError):
        annealed(model, 1.0, 0)
    with pytest.raises(SettingError, match="one length"):
        AnnealedSequences(sampler_of(model), BestSearch(Automaton.of(model), 2, ends=True), 1.0)

    def stop(stage: str, fraction: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        AnnealedSequences(sampler_of(model), BestSearch(Automaton.of(model), 2), 1.0, stop)
