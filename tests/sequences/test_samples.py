"""Samples: each is the very text that one generation gives, and they come as often as their probabilities say."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.chi_square import fits
from support.corpora import ORDERS, SMOOTHINGS, corpora, scrambled, train, zipf_text
from support.every_sequence import models, support
from support.models import sampler_of

from lmtui.errors import Cancelled, ModelError, SettingError
from lmtui.ngram.model import NgramTrie
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.generation import generate
from lmtui.sampling.settings import SEEDS, Sampling
from lmtui.sequences.automaton import Automaton
from lmtui.sequences.samples import DistinctSample, Samples, sample
from lmtui.text.specials import EOS

LATER = (Cuts(typical=0.5), Cuts(top_n_sigma=1.2), Cuts(3, typical=0.6, temperature_last=True))
CUTS = (NO_CUTS, NO_CUTS, Cuts(top_k=2), Cuts(top_p=0.8), Cuts(min_p=0.2), Cuts(5, 0.9, 0.1), *LATER)
TEMPERATURES = (0.0, 1e-5, 1e-3, 0.5, 1.0, 3.0, math.inf)


def samples_of(
    model: NgramTrie, words: list[str], sampling: Sampling, tokens: int, count: int, stop: bool
) -> Samples:
    context = [*model.start, *model.vocabulary.encode(words)]
    return sample(sampler_of(model), Automaton.of(model), context, sampling, tokens, count, stop)


def check_against_generation(
    model: NgramTrie, words: list[str], sampling: Sampling, tokens: int, count: int, stop: bool
) -> None:
    samples = samples_of(model, words, sampling, tokens, count, stop)
    sampler = sampler_of(model)
    for index in range(count):
        alone = Sampling(sampling.temperature, sampling.cuts, (sampling.seed + index) % SEEDS)
        drawn = list(generate(sampler, model.vocabulary.encode(words), alone, tokens, stop))
        assert samples.sequence(index) == tuple(token.token for token in drawn)
        logprob = math.fsum(math.log(token.prob) for token in drawn)
        assert samples.logprob[index] == pytest.approx(logprob, abs=1e-8)


@given(
    st.one_of(
        models().filter(support), st.builds(train, corpora(), st.sampled_from(ORDERS), st.sampled_from(SMOOTHINGS))
    ),
    st.lists(st.sampled_from(("a", "b", "c", "w0", "w1", "w5")), max_size=3),
    st.sampled_from(TEMPERATURES),
    st.sampled_from(CUTS),
    st.sampled_from((0, 17, SEEDS - 2)),
    st.booleans(),
)
def test_each_is_what_one_generation_gives(
    model: NgramTrie, words: list[str], temperature: float, cuts: Cuts, seed: int, stop: bool
) -> None:
    check_against_generation(model, words, Sampling(temperature, cuts, seed), 6, 8, stop)


@pytest.mark.parametrize("smoothing", ["kneser-ney", "witten-bell", "add-k:0.5", "mle"])
@pytest.mark.parametrize("temperature", [0.3, 1.0, 2.0, math.inf])
def test_many_are_what_generations_give(smoothing: str, temperature: float) -> None:
    model = train(zipf_text(2, types=200, tokens=3000), 4, smoothing)
    check_against_generation(model, ["w0", "w1"], Sampling(temperature), 10, 60, True)
    check_against_generation(scrambled(model, 3), ["w0", "w1"], Sampling(temperature), 10, 60, False)


def test_a_longer_sampling_begins_with_the_shorter_one_and_more_go_on_where_fewer_ended() -> None:
    model = train(zipf_text(2, types=50, tokens=500), 3)
    few, more = (samples_of(model, [], Sampling(1.0), 5, count, False) for count in (10, 30))
    assert more.tokens[:10].tolist() == few.tokens.tolist()
    longer = samples_of(model, [], Sampling(1.0), 9, 10, False)
    assert longer.tokens[:, :5].tolist() == few.tokens.tolist()


@pytest.mark.parametrize(("temperature", "cuts"), [(0.5, NO_CUTS), (1.0, NO_CUTS), (2.0, Cuts(top_k=3))])
def test_they_come_as_often_as_their_probabilities_say(temperature: float, cuts: Cuts) -> None:
    model = train("a b a c\nb a\nc c a b b", 3, "witten-bell")
    distinct = samples_of(model, ["a"], Sampling(temperature, cuts), 3, 20_000, True).distinct()
    assert sum(each.count for each in distinct) == 20_000
    assert len({each.tokens for each in distinct}) == len(distinct)
    counts = [each.count for each in distinct]
    assert counts == sorted(counts, reverse=True)
    probs = [math.exp(each.logprob) for each in distinct]
    assert math.fsum(probs) <= 1 + 1e-9
    assert fits([*counts, 0], [*probs, max(1 - math.fsum(probs), 0.0)])
    assert all(abs(each.deviation) < 5 for each in distinct if each.expected > 20)
    assert all(EOS not in each.tokens[:-1] for each in distinct)


def test_at_zero_all_are_one() -> None:
    model = train("a b a c\nb a\nc c a b b", 3)
    (only,) = samples_of(model, ["a"], Sampling(0.0), 3, 7, True).distinct()
    assert (only.count, only.logprob, only.deviation) == (7, 0.0, 0.0)


def test_the_deviation_is_in_standard_errors() -> None:
    each = DistinctSample((3,), 60, math.log(0.5), 100)
    assert each.expected == pytest.approx(50)
    assert each.deviation == pytest.approx(2)


def test_what_makes_no_sense_is_refused_and_it_can_be_stopped() -> None:
    model = train("a b\na c", 2)
    with pytest.raises(ModelError, match=r"knows no word|are unknown"):
        samples_of(train("<unk> <unk>", 1, unit="stream"), [], Sampling(1.0), 1, 1, True)
    for tokens, count in ((0, 1), (1, 0)):
        with pytest.raises(SettingError):
            samples_of(model, [], Sampling(1.0), tokens, count, True)

    def stop(stage: str, fraction: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        sample(sampler_of(model), Automaton.of(model), [1], Sampling(1.0), 3, 2, progress=stop)
