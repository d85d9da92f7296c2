"""The best continuations are those that trying all of them finds, in the same order."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.corpora import train, zipf_text
from support.every_sequence import Ids, log, models, of_length, prompts, that_end

from lmtui.errors import Cancelled, SettingError
from lmtui.ngram.model import NgramTrie
from lmtui.sequences.automaton import Automaton
from lmtui.sequences.best import BestSearch
from lmtui.text.specials import EOS

CLOSE = 1e-10


def ranked(model: NgramTrie, context: list[int], length: int, ends: bool) -> list[tuple[float, Ids]]:
    """All sequences of a probability above 0, the best first."""
    every = (that_end if ends else of_length)(model, context, length)
    return sorted((-log(prob), ids) for ids, prob in every.items() if prob)


@given(st.data(), models(), st.integers(1, 5), st.booleans())
def test_the_k_best_are_those_of_all_sequences_in_order(
    data: st.DataObject, model: NgramTrie, length: int, ends: bool
) -> None:
    ends = ends and model.has_end
    context = data.draw(prompts(model))
    every = ranked(model, context, length, ends)
    found = BestSearch(Automaton.of(model), length, ends).best(context, 100)
    assert len(found) == min(len(every), 100)
    assert len({each.tokens for each in found}) == len(found)
    costs = {ids: cost for cost, ids in every}
    for each, (cost, _) in zip(found, every, strict=False):
        assert each.logprob == pytest.approx(-cost, abs=CLOSE)
        assert costs[each.tokens] == pytest.approx(cost, abs=CLOSE)


@settings(max_examples=60)
@given(st.data(), models(), st.integers(1, 4))
def test_equals_come_by_token_ids(data: st.DataObject, model: NgramTrie, length: int) -> None:
    context = data.draw(prompts(model))
    found = BestSearch(Automaton.of(model), length).best(context, 100)

    def factors(ids: Ids) -> list[tuple[float, int]]:
        every = [*context, *ids]
        return sorted(model.prob(model.match(every[:i]), every[i]) for i in range(len(context), len(every)))

    for better, worse in pairwise(found):
        if factors(better.tokens) == factors(worse.tokens):
            assert better.tokens < worse.tokens


def test_one_search_serves_all_contexts_of_a_model() -> None:
    model = train(zipf_text(3, types=30, tokens=300), 3)
    search = BestSearch(Automaton.of(model), 3)
    for word in range(3, 12):
        assert search.best([1, word])[0].logprob == pytest.approx(
            -ranked(model, [1, word], 3, False)[0][0], abs=CLOSE
        )


@given(st.data(), models(), st.integers(1, 5), st.booleans())
def test_what_the_detours_lose_is_what_a_sequence_is_worse_by(
    data: st.DataObject, model: NgramTrie, length: int, ends: bool
) -> None:
    ends = ends and model.has_end
    context = data.draw(prompts(model))
    search = BestSearch(Automaton.of(model), length, ends)
    best = search.best(context, 1)
    every = (that_end if ends else of_length)(model, context, length)
    if not best:
        assert not search.detours(context, next(iter(every), ()))
        return
    ids = data.draw(st.sampled_from(list(every)))
    detours = search.detours(context, ids)
    lost = best[0].logprob - log(every[ids])
    assert math.fsum(detour.loss for detour in detours) == pytest.approx(lost, abs=CLOSE)
    assert all(detour.loss > 0 and ids[detour.index] == detour.token for detour in detours)
    for detour in detours:
        before = ids[: detour.index]
        left = ranked(model, [*context, *before], length - detour.index, ends)
        assert any(rest[0] == detour.better for cost, rest in left if cost <= left[0][0] + CLOSE)
    assert not search.detours(context, best[0].tokens)


def test_what_makes_no_sense_is_refused() -> None:
    model = train("a b c a b", 2, unit="stream")
    automaton = Automaton.of(model)
    with pytest.raises(SettingError, match="has no end"):
        BestSearch(automaton, 3, ends=True)
    with pytest.raises(SettingError, match="the number of tokens cannot be 0"):
        BestSearch(automaton, 0)
    for count in (0, 101):
        with pytest.raises(SettingError, match="from 1 to 100"):
            BestSearch(automaton, 3).best([], count)


def test_it_can_be_stopped() -> None:
    model = train("a b c a b", 2)

    def stop(stage: str, fraction: float) -> None:
        assert 0 <= fraction <= 1
        raise Cancelled

    with pytest.raises(Cancelled):
        BestSearch(Automaton.of(model), 3, progress=stop)
    with pytest.raises(Cancelled):
        BestSearch(Automaton.of(model), 3).best([1], 5, progress=stop)


def test_a_sequence_that_ends_is_no_longer_than_it_may_be() -> None:
    model = train("a b c d e\na b", 2, "mle")
    found = BestSearch(Automaton.of(model), 3, ends=True).best([1], 10)
    assert [model.vocabulary.decode(each.tokens) for each in found] == [["a", "b", "</s>"]]
    assert found[0].tokens[-1] == EOS
