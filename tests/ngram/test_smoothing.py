"""Smoothing methods: what each gives on a corpus small enough for pencil and paper."""

from __future__ import annotations

import math

import numpy as np
import pytest
from support.corpora import train

from lmtui.errors import ModelError, SettingError
from lmtui.ngram.counts import Counts, count
from lmtui.ngram.kneser_ney import FALLBACK, adjusted_counts, discounts
from lmtui.ngram.model import Model
from lmtui.ngram.smoothing import smoothing_named
from lmtui.ngram.training import corpus_of, train_on
from lmtui.recipe import METHODS, Recipe, parse_smoothing
from lmtui.text.encoding import encode
from lmtui.text.sources import Document
from lmtui.text.tokenizers import tokenizer_named

# Eleven tokens in three units. V = <unk> <s> </s> a b c, of which five can follow something (all but <s>).
#   unigrams   a 5   b 4   c 2   </s> 3   together 14
#   bigrams    <s> a 2   <s> b 1   a b 3   a c 2   b a 3   b </s> 1   c </s> 2
CORPUS = "a b a b\na c\nb a b a c\n"


def prob(model: Model, context: str, token: str) -> float:
    state = model.match(model.vocabulary.encode(context.split()))
    return model.prob(state, model.vocabulary.id(token))[0]


def served_by(model: Model, context: str, token: str) -> int:
    state = model.match(model.vocabulary.encode(context.split()))
    return model.prob(state, model.vocabulary.id(token))[1]


def agrees(model: Model, context: str, worked: dict[str, float]) -> None:
    for token, expected in worked.items():
        assert prob(model, context, token) == pytest.approx(expected, rel=1e-12), (context, token)


def test_maximum_likelihood_by_hand() -> None:
    model = train(CORPUS, 2, "mle")
    agrees(model, "a", {"b": 3 / 5, "c": 2 / 5, "a": 0, "</s>": 0, "<unk>": 0, "<s>": 0})
    agrees(model, "b", {"a": 3 / 4, "</s>": 1 / 4, "b": 0, "c": 0})
    agrees(model, "c", {"</s>": 1})
    agrees(model, "<s>", {"a": 2 / 3, "b": 1 / 3, "c": 0})
    # Nothing ever followed <unk>, which therefore borrows the unigrams.
    unigrams = {"a": 5 / 14, "b": 4 / 14, "c": 2 / 14, "</s>": 3 / 14, "<unk>": 0, "<s>": 0}
    agrees(model, "<unk>", unigrams)
    agrees(train(CORPUS, 1, "mle"), "", unigrams)
    assert (served_by(model, "a", "b"), served_by(model, "<unk>", "b")) == (2, 1)


def test_maximum_likelihood_borrows_the_longest_context_that_was_seen() -> None:
    model = train(CORPUS, 3, "mle")
    # "c a" never occurred, "a" did: b 3/5, c 2/5.
    agrees(model, "c a", {"b": 3 / 5, "c": 2 / 5, "a": 0})
    assert served_by(model, "c a", "b") == 2
    # "b a" was followed by b once and by c once (a b a b, b a b, b a c: the second is in the third unit).
    agrees(model, "b a", {"b": 2 / 3, "c": 1 / 3})
    assert served_by(model, "b a", "b") == 3


def test_witten_bell_by_hand() -> None:
    # Four kinds of token occur 14 times: p(w) = (c + 4 · 1/5) / (14 + 4).
    unigrams = {"a": 5.8 / 18, "b": 4.8 / 18, "c": 2.8 / 18, "</s>": 3.8 / 18, "<unk>": 0.8 / 18, "<s>": 0}
    agrees(train(CORPUS, 1, "witten-bell"), "", unigrams)
    model = train(CORPUS, 2, "witten-bell")
    # Two kinds follow a, five times in all: p(w|a) = (c + 2 p(w)) / 7.
    agrees(model, "a", {"b": (3 + 2 * 4.8 / 18) / 7, "c": (2 + 2 * 2.8 / 18) / 7, "a": 2 * 5.8 / 18 / 7})
    # One kind follows c, twice: p(w|c) = (c + p(w)) / 3.
    agrees(model, "c", {"</s>": (2 + 3.8 / 18) / 3, "<unk>": 0.8 / 18 / 3, "<s>": 0})
    agrees(model, "<unk>", unigrams)


def test_witten_bell_by_hand_at_order_three() -> None:
    model = train(CORPUS, 3, "witten-bell")
    # a b was followed by a twice and by </s> once: p(w|a b) = (c + 2 p(w|b)) / 5, where p(w|b) = (c + 2 p(w)) / 6.
    agrees(model, "a b", {"a": (2 + 2 * (3 + 2 * 5.8 / 18) / 6) / 5, "c": 2 * (2 * 2.8 / 18) / 6 / 5})


def test_jelinek_mercer_by_hand() -> None:
    model = train(CORPUS, 2, "jelinek-mercer:0.25")
    # p(w) = c/14 / 4 + 3/4 / 5, p(w|a) = c/5 / 4 + 3/4 p(w).
    a, b, unknown = 5 / 56 + 0.15, 4 / 56 + 0.15, 0.15
    agrees(model, "<unk>", {"a": a, "b": b, "<unk>": unknown, "<s>": 0})
    agrees(model, "a", {"b": 3 / 20 + 0.75 * b, "a": 0.75 * a, "<unk>": 0.75 * unknown})
    agrees(train(CORPUS, 1, "jelinek-mercer:0.25"), "", {"a": a, "b": b})


def test_add_k_by_hand() -> None:
    model = train(CORPUS, 2, "add-k:0.5")
    # p = (c + 0.5) / (total + 0.5 · 5)
    agrees(model, "a", {"b": 3.5 / 7.5, "c": 2.5 / 7.5, "a": 0.5 / 7.5, "</s>": 0.5 / 7.5, "<unk>": 0.5 / 7.5})
    agrees(model, "b", {"a": 3.5 / 6.5, "</s>": 1.5 / 6.5, "c": 0.5 / 6.5})
    agrees(model, "<unk>", {"a": 1 / 5, "<unk>": 1 / 5, "</s>": 1 / 5, "<s>": 0})
    agrees(train(CORPUS, 1, "add-k:0.5"), "", {"a": 5.5 / 16.5, "<unk>": 0.5 / 16.5, "</s>": 3.5 / 16.5})
    assert (served_by(model, "a", "b"), served_by(model, "a", "a")) == (2, 0)


def test_add_k_gives_an_unseen_context_the_uniform_and_not_a_shorter_context() -> None:
    model = train(CORPUS, 3, "add-k:0.5")
    agrees(model, "c a", dict.fromkeys(("a", "b", "c", "</s>", "<unk>"), 1 / 5))
    # The beginning of a unit is a context of one token, whatever the order: <s> a 2, <s> b 1.
    agrees(model, "<s>", {"a": 2.5 / 5.5, "b": 1.5 / 5.5, "c": 0.5 / 5.5})


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
    adjusted = np.array([1] * 8 + [2] * 4 + [3] * 2 + [4] + [5, 70] + [0] * 9)
    assert discounts(adjusted).tolist() == pytest.approx([0, 0.5, 1.25, 2])


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
    assert discounts(np.array(adjusted, np.int64)).tolist() == [0, *FALLBACK]


def counts_of(text: str, order: int) -> Counts:
    source = encode([Document("test", text)], tokenizer_named("whitespace"))
    return count(source.ids, len(source.vocabulary), order)


def test_adjusted_counts_of_the_hand_worked_corpus() -> None:
    model_counts = counts_of(CORPUS, 3)
    unigrams, bigrams, trigrams = adjusted_counts(model_counts)
    assert unigrams.tolist() == [0, 0, 2, 2, 2, 1]  # <unk> <s> </s> a b c
    assert bigrams.tolist() == [2, 1, 2, 2, 1, 2, 1]  # <s>a <s>b ab ac b</s> ba c</s>
    assert np.array_equal(trigrams, model_counts.orders[2].count)


@pytest.mark.parametrize("name", ["", "kneser", "Kneser-Ney", "good-turing", "add_k", ":0.1"])
def test_unknown_smoothing_names_are_refused_in_one_line(name: str) -> None:
    with pytest.raises(
        SettingError, match="choose one of kneser-ney, witten-bell, jelinek-mercer, add-k, mle"
    ) as refused:
        smoothing_named(name)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", ["kneser-ney:0.75", "mle:1", "mle:"])
def test_a_parameter_where_none_is_taken_is_refused(name: str) -> None:
    with pytest.raises(SettingError, match="takes no parameter"):
        smoothing_named(name)


@pytest.mark.parametrize(
    "asked",
    [
        "kneser-ney",
        "witten-bell",
        "jelinek-mercer:0.3",
        "mle",
        "add-k:0.05",
        "add-k:3",
        "add-k:0.1234567",
        "add-k:1e-07",
    ],
)
def test_a_label_asks_for_the_same_method_again(asked: str) -> None:
    label = smoothing_named(asked).label
    assert parse_smoothing(label) == parse_smoothing(asked)
    assert train("a b", 2, asked).smoothing == label


def test_every_method_can_be_asked_for_by_its_name() -> None:
    for name in METHODS:
        assert smoothing_named(name).label.partition(":")[0] == name


@pytest.mark.parametrize(
    ("recipe", "kind"),
    [
        (Recipe(("test",), order=0), ModelError),
        (Recipe(("test",), order=17), ModelError),
        (Recipe(("test",), smoothing="none"), SettingError),
        (Recipe(("test",), smoothing="add-k:x"), SettingError),
        (Recipe(("test",), smoothing="jelinek-mercer:0.5,0.2"), SettingError),
        (Recipe(("test",), unit="page"), SettingError),
        (Recipe(("test",), tokenizer="bpe"), SettingError),
    ],
)
def test_an_unusable_recipe_is_refused_before_any_text_is_cut(recipe: Recipe, kind: type[Exception]) -> None:
    reported: list[str] = []
    with pytest.raises(kind) as refused:
        train_on(
            corpus_of(recipe, [Document("test", "a b c")]), recipe, lambda stage, fraction: reported.append(stage)
        )
    assert "\n" not in str(refused.value)
    assert reported == []


def test_a_bigger_k_flattens_the_distribution() -> None:
    flat = [prob(train(CORPUS, 2, f"add-k:{k}"), "a", "b") for k in (1e-9, 0.1, 1, 10, 1e9)]
    assert flat == sorted(flat, reverse=True)
    assert flat[0] == pytest.approx(3 / 5)
    assert flat[-1] == pytest.approx(1 / 5)
    assert math.isfinite(flat[-1])
