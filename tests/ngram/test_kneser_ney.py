"""Kneser-Ney here is Kneser-Ney in KenLM: the same n-grams, probabilities and backoff weights."""

from __future__ import annotations

import math

import numpy as np
import pytest
from support.by_hand import CORPUS, agrees
from support.corpora import train
from support.golden import Ngram, heldout, kenlm_scores, read_arpa, trained
from support.models import score_words, summarise

from lmtui.ngram.counts import Counts, count
from lmtui.ngram.kneser_ney import FALLBACK, KneserNey, discounts
from lmtui.ngram.model import NgramTrie
from lmtui.text.document import Document
from lmtui.text.encoding import encode
from lmtui.text.tokenizers import tokenizer_named

# KenLM writes 8 digits and computes in float32; nothing finer can be asked of the comparison.
LOG10_TOLERANCE = 2e-6


ARPA_FILES = [("meadow", 2), ("meadow", 3), ("toy", 2), ("toy", 3)]


def ngrams_of(model: NgramTrie) -> list[list[Ngram]]:
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
        ours = score_words(model, line).tokens
        assert [token.token for token in ours] == [word for word, _, _ in golden]
        assert [token.order for token in ours] == [matched for _, matched, _ in golden], line
        for token, (_, _, log10) in zip(ours, golden, strict=True):
            assert token.logprob / math.log(10) == pytest.approx(log10, abs=LOG10_TOLERANCE), line


@pytest.mark.parametrize("order", [2, 3, 4, 5])
def test_heldout_perplexities_are_kenlms_to_six_digits(order: int) -> None:
    model = trained("meadow.txt", order)
    golden = kenlm_scores(order)
    summary = summarise(score_words(model, line) for line in heldout())
    assert (summary.texts, summary.tokens, summary.unknown) == (154, golden["tokens"], golden["oovs"])
    assert summary.perplexity == pytest.approx(golden["perplexity_including_oov"], rel=5e-7)
    assert summary.perplexity_known == pytest.approx(golden["perplexity_excluding_oov"], rel=5e-7)


def test_kneser_ney_by_hand() -> None:
    model = train(CORPUS, 2)
    # Unigrams count the tokens that precede them: a 2 (<s> b), b 2 (<s> a), c 1 (a), </s> 2 (b c): 7 in all.
    # One of them has count 1 and three have 2, none 3, so discounts fall back to 0.5, 1, 1.5. What they take,
    # 3 · 1 + 0.5 = 3.5, is half of 7, and goes to the five tokens in equal parts of 0.1.
    unigrams = {
        "a": 1 / 7 + 0.1,
        "b": 1 / 7 + 0.1,
        "c": 0.5 / 7 + 0.1,
        "</s>": 1 / 7 + 0.1,
        "<unk>": 0.1,
        "<s>": 0,
    }
    agrees(model, "", unigrams)
    # Bigrams keep their counts: two are 1, three are 2, two are 3, none 4. Y = 2 / (2 + 2·3) = 1/4;
    # D1 = 1 − 2·(1/4)·3/2 = 1/4, D2 = 2 − 3·(1/4)·2/3 = 3/2, D3 = 3 − 4·(1/4)·0/2 = 3.
    # After a: b (3 − 3)/5, c (2 − 3/2)/5 = 0.1, and (3 + 3/2)/5 = 0.9 for the unigrams.
    after_a = {token: 0.9 * p for token, p in unigrams.items()}
    after_a["c"] += 0.1
    agrees(model, "a", after_a)
    # After b: a (3 − 3)/4, </s> (1 − 1/4)/4 = 0.1875, and (3 + 1/4)/4 = 0.8125 for the unigrams.
    after_b = {token: 0.8125 * p for token, p in unigrams.items()}
    after_b["</s>"] += 0.1875
    agrees(model, "b", after_b)
    agrees(model, "<unk>", unigrams)


def test_kneser_ney_counts_what_precedes_save_at_the_top_and_after_the_beginning_of_a_unit() -> None:
    model = train(CORPUS, 3)
    # The middle order of a trigram model: a b is preceded by <s> and b, a c by <s> and b, b a by <s> and a,
    # b </s> by a, c </s> by a; but <s> a is counted as it stands (2), and so is <s> b (1).
    # Counts: 1 1 1 (b </s>, c </s>, <s> b) and 2 2 2 2; no 3, so discounts are 0.5, 1, 1.5.
    unigrams = {"a": 1 / 7 + 0.1, "b": 1 / 7 + 0.1, "c": 0.5 / 7 + 0.1, "</s>": 1 / 7 + 0.1, "<unk>": 0.1}
    # After a: b (2 − 1)/4, c (2 − 1)/4, and 2/4 for the unigrams. "c a" was never seen, so "a" answers.
    expected = {token: 0.5 * p + (0.25 if token in "bc" else 0) for token, p in unigrams.items()}
    agrees(model, "c a", expected)
    # After <s>: a (2 − 1)/3, b (1 − 0.5)/3, and 1.5/3 for the unigrams.
    expected = {token: 0.5 * p for token, p in unigrams.items()}
    expected["a"] += 1 / 3
    expected["b"] += 0.5 / 3
    agrees(model, "<s>", expected)


def test_discounts_follow_equation_26() -> None:
    # n1 = 8, n2 = 4, n3 = 2, n4 = 1: Y = 8/16 = 1/2; D1 = 1 − 2·Y·4/8 = 1/2; D2 = 2 − 3·Y·2/4 = 5/4;
    # D3 = 3 − 4·Y·1/2 = 2. Counts of 0 and above 4 say nothing.
    assert discounts(np.array([9, 8, 4, 2, 1, 2])).tolist() == pytest.approx([0, 0.5, 1.25, 2])


@pytest.mark.parametrize(
    "adjusted",
    [
        [],
        [0, 0],
        [2, 2, 3],  # no 1
        [1, 1, 3],  # no 2
        [1, 1, 2, 4, 4],  # no 3
        [1] + [2] * 9 + [3] + [4] * 20,  # D3 = 3 − 4·(1/19)·20 < 0
    ],
)
def test_discounts_that_counts_cannot_tell_fall_back(adjusted: list[int]) -> None:
    assert discounts(np.bincount(np.array(adjusted, np.int64), minlength=5)).tolist() == [0, *FALLBACK]


def counts_of(text: str, order: int) -> Counts:
    source = encode([Document("test", text)], tokenizer_named("whitespace"))
    return count(source.ids, len(source.vocabulary), order)


def test_adjusted_counts_of_the_hand_worked_corpus() -> None:
    model_counts = counts_of(CORPUS, 3)
    unigrams, bigrams, trigrams = (
        KneserNey().counted(model_counts, order, 0, len(model_counts.levels[order - 1])) for order in (1, 2, 3)
    )
    assert unigrams.tolist() == [0, 0, 2, 2, 2, 1]  # <unk> <s> </s> a b c
    assert bigrams.tolist() == [2, 1, 2, 2, 1, 2, 1]  # <s>a <s>b ab ac b</s> ba c</s>
    assert np.array_equal(trigrams, model_counts.orders[2].count)
