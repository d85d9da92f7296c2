"""Kneser-Ney here is Kneser-Ney in KenLM: the same n-grams, probabilities and backoff weights."""

from __future__ import annotations

import math

import pytest
from support.golden import Ngram, heldout, kenlm_scores, read_arpa, trained

from lmtui.ngram.model import Model
from lmtui.sequences.scoring import score, summarise

# KenLM writes 8 digits and computes in float32; nothing finer can be asked of the comparison.
LOG10_TOLERANCE = 2e-6

ARPA_FILES = [("meadow", 2), ("meadow", 3), ("toy", 2), ("toy", 3)]


def ngrams_of(model: Model) -> list[list[Ngram]]:
    """The n-grams of each order, spelled, in the order in which the model stores them."""
    spelled = model.vocabulary.decode(range(len(model.vocabulary)))
    orders: list[list[Ngram]] = [[(token,) for token in spelled]]
    for shorter, longer in zip(model.levels, model.levels[1:], strict=False):
        ngrams = []
        for prefix in range(len(shorter.token)):
            for index in range(int(shorter.first[prefix]), int(shorter.first[prefix + 1])):
                ngrams.append((*orders[-1][prefix], spelled[longer.token[index]]))
        orders.append(ngrams)
    return orders


@pytest.mark.parametrize(("corpus", "order"), ARPA_FILES)
def test_the_ngrams_of_every_order_are_exactly_kenlms(corpus: str, order: int) -> None:
    ours = ngrams_of(trained(f"{corpus}.txt", order))
    arpa = read_arpa(f"{corpus}.o{order}.arpa")
    for k, ngrams in enumerate(ours, 1):
        assert len(ngrams) == len(set(ngrams))
        assert set(ngrams) == {ngram for ngram in arpa.prob if len(ngram) == k}


@pytest.mark.parametrize(("corpus", "order"), ARPA_FILES)
def test_stored_probabilities_are_kenlms(corpus: str, order: int) -> None:
    model = trained(f"{corpus}.txt", order)
    arpa = read_arpa(f"{corpus}.o{order}.arpa")
    compared = 0
    for level, ngrams in zip(model.levels, ngrams_of(model), strict=True):
        for ngram, prob in zip(ngrams, level.prob.tolist(), strict=True):
            if ngram == ("<s>",):  # the file prints a placeholder for what is never predicted
                assert prob == 0
                continue
            assert math.log10(prob) == pytest.approx(arpa.prob[ngram], abs=LOG10_TOLERANCE), ngram
            compared += 1
    assert compared == len(arpa.prob) - 1


@pytest.mark.parametrize(("corpus", "order"), ARPA_FILES)
def test_stored_backoff_weights_are_kenlms(corpus: str, order: int) -> None:
    model = trained(f"{corpus}.txt", order)
    arpa = read_arpa(f"{corpus}.o{order}.arpa")
    compared = 0
    for level, ngrams in zip(model.levels[:-1], ngrams_of(model), strict=False):
        for ngram, weight in zip(ngrams, level.backoff.tolist(), strict=True):
            assert math.log10(weight) == pytest.approx(arpa.backoff[ngram], abs=LOG10_TOLERANCE), ngram
            compared += 1
    assert compared == sum(weight is not None for weight in arpa.backoff.values())


@pytest.mark.parametrize("order", [2, 3, 4, 5])
def test_every_heldout_token_scores_as_in_kenlm(order: int) -> None:
    model = trained("meadow.txt", order)
    sentences = kenlm_scores(order)["sentences"]
    assert len(sentences) == len(heldout())
    for line, golden in zip(heldout(), sentences, strict=True):
        ours = score(model, line).tokens
        assert [token.token for token in ours] == [word for word, _, _ in golden]
        assert [token.order for token in ours] == [matched for _, matched, _ in golden], line
        for token, (_, _, log10) in zip(ours, golden, strict=True):
            assert token.logprob / math.log(10) == pytest.approx(log10, abs=LOG10_TOLERANCE), line


@pytest.mark.parametrize("order", [2, 3, 4, 5])
def test_heldout_perplexities_are_kenlms_to_six_digits(order: int) -> None:
    model = trained("meadow.txt", order)
    golden = kenlm_scores(order)
    summary = summarise(score(model, line) for line in heldout())
    assert (summary.texts, summary.tokens, summary.unknown) == (154, golden["tokens"], golden["oovs"])
    assert summary.perplexity == pytest.approx(golden["perplexity_including_oov"], rel=5e-7)
    assert summary.perplexity_known == pytest.approx(golden["perplexity_excluding_oov"], rel=5e-7)
