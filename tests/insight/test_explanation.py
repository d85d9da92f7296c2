"""The parts of a probability: they add up to it, and the counts are those of the text."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.corpora import SMOOTHINGS, contexts, corpora, model_probs, scrambled
from support.counted_texts import counted

from lmtui.insight.counts import counts_of
from lmtui.insight.explanation import Explainer
from lmtui.ngram.arpa import read_arpa
from lmtui.ngram.arpa_writer import write_arpa
from lmtui.ngram.model import NgramTrie
from lmtui.ngram.training import corpus_of, train_on
from lmtui.recipe import Recipe
from lmtui.text.document import Document
from lmtui.text.encoding import EncodedText
from lmtui.text.specials import BOS, EOS
from lmtui.text.tokenizers import tokenizer_named


def trained(
    text: str, order: int, smoothing: str, unit: str = "auto", closed: bool = False, min_count: int = 1
) -> tuple[NgramTrie, EncodedText]:
    recipe = Recipe(("test",), order, smoothing, "whitespace", "", unit, closed, min_count)
    corpus = corpus_of(recipe, [Document("test", text)])
    return train_on(corpus, recipe), corpus.encoded()


def smoothings(order: int) -> st.SearchStrategy[str]:
    weights = ",".join(["0.4", "0.3", "0.2", *["0"] * order][:order])
    return st.sampled_from([*SMOOTHINGS, f"jelinek-mercer:{weights}"] if order > 1 else SMOOTHINGS)


@st.composite
def models(draw: st.DrawFn) -> tuple[NgramTrie, EncodedText]:
    order = draw(st.one_of(st.integers(1, 5), st.integers(1, 16)))
    text = draw(corpora())
    min_count = draw(st.sampled_from((1, 1, 2)))
    words = Counter(text.split())
    if max(words[word] for word in words if word != "<unk>" or len(words) == 1) < min_count:
        min_count = 1
    unit, closed = draw(st.sampled_from(("line", "stream", "paragraph"))), draw(st.booleans())
    return trained(text, order, draw(smoothings(order)), unit, closed, min_count)


@given(st.data(), models())
def test_the_parts_add_up_to_the_probability(data: st.DataObject, made: tuple[NgramTrie, EncodedText]) -> None:
    model, text = made
    context = data.draw(contexts(model))
    explainer = Explainer(model, counts_of(model, text))
    for token, prob in enumerate(model_probs(model, context)):
        explained = explainer.explain(context, token)
        assert explained.prob == prob
        assert explained.total == pytest.approx(prob, rel=1e-12, abs=1e-300)
        assert all(part.own >= 0 and part.weight > 0 for part in explained.parts)
        orders = [part.order for part in explained.parts]
        assert orders == sorted(orders, reverse=True)


@given(st.data(), models())
def test_the_counts_are_those_of_the_text(data: st.DataObject, made: tuple[NgramTrie, EncodedText]) -> None:
    model, text = made
    context = data.draw(contexts(model))
    token = data.draw(st.integers(0, len(model.vocabulary) - 1))
    for part in Explainer(model, counts_of(model, text)).explain(context, token).parts:
        if not part.order:
            assert part.evidence is None
            continue
        assert part.evidence
        ngrams = counted(text, part.order)
        if part.order == 1:
            del ngrams[(BOS,)]
        following = {ngram[-1]: count for ngram, count in ngrams.items() if ngram[:-1] == part.context}
        assert part.evidence.context_count == sum(following.values())
        if token != BOS:
            assert part.evidence.count == following.get(token, 0)
        if not part.evidence.is_continuation:
            assert part.evidence.total == sum(following.values())
            assert part.evidence.kinds == len(following)
            continue
        before = {ngram[:1]: 0 for ngram in counted(text, 1)}
        longer = Counter(ngram[1:] for ngram in counted(text, part.order + 1))
        if text.unit == "stream":
            longer[tuple(text.ids[: part.order].tolist())] += 1
        assert before
        assert part.evidence.counted == longer[(*part.context, token)]


def test_a_probability_by_hand() -> None:
    model, text = trained("a b a b a c", 2, "witten-bell")
    ids = dict(zip("abc", model.vocabulary.encode("abc"), strict=True))
    explained = Explainer(model, counts_of(model, text)).explain([BOS, ids["a"]], ids["b"])
    two, one, none = explained.parts
    # After a stood b twice and c once, of two kinds.
    assert two.evidence
    assert (two.evidence.formula, two.own, two.backoff) == ("2 / (3 + 2)", 2 / 5, 2 / 5)
    assert two.evidence.backoff_formula == "2 / (3 + 2)"
    # Of 7 tokens, </s> counted, b is 2; there are 4 kinds.
    assert one.evidence
    assert (one.evidence.formula, one.weight, one.context) == ("2 / (7 + 4)", 2 / 5, ())
    # V without <s> has 5 tokens.
    assert (none.order, none.own) == (0, 1 / 5)
    assert none.weight == pytest.approx(2 / 5 * 4 / 11)
    assert explained.prob == pytest.approx(2 / 5 + 2 / 5 * (2 / 11 + 4 / 11 / 5), rel=1e-15)


def test_kneser_ney_counts_what_stands_before_below_the_highest_order() -> None:
    model, text = trained("a b\nc b\na b\nb a", 2, "kneser-ney")
    b = model.vocabulary.id("b")
    two, one, _ = Explainer(model, counts_of(model, text)).explain([BOS, model.vocabulary.id("a")], b).parts
    assert two.evidence
    assert one.evidence
    assert (two.evidence.count, two.evidence.counted, two.evidence.is_continuation) == (2, 2, False)
    assert (one.evidence.count, one.evidence.counted, one.evidence.is_continuation) == (4, 3, True)  # <s>, a, c


@given(st.data(), corpora(), st.integers(1, 4), st.sampled_from(SMOOTHINGS), st.integers(0, 9))
def test_of_a_model_without_its_text_the_stored_numbers_are_known(
    data: st.DataObject, text: str, order: int, smoothing: str, seed: int
) -> None:
    model = scrambled(trained(text, order, smoothing)[0], seed)
    context = data.draw(contexts(model))
    for token, prob in enumerate(model_probs(model, context)):
        explained = Explainer(model).explain(context, token)
        assert explained.total == pytest.approx(prob, rel=1e-12, abs=1e-300)
        assert not any(part.evidence for part in explained.parts)
        assert all(part.own == 0 for part in explained.parts[:-1])


def test_an_arpa_file_is_explained_by_its_backoff_weights(tmp_path: Path) -> None:
    write_arpa(trained("a b a b\na c", 3, "kneser-ney")[0], tmp_path / "small.arpa")
    model = read_arpa(tmp_path / "small.arpa", tokenizer_named("whitespace"))
    explained = Explainer(model).explain([BOS, *model.vocabulary.encode("ab")], EOS)
    assert [part.order for part in explained.parts] == [3]
    explained = Explainer(model).explain([BOS, *model.vocabulary.encode("ac")], model.vocabulary.id("b"))
    assert [part.order for part in explained.parts] == [3, 2, 1]
    assert explained.total == pytest.approx(explained.prob, rel=1e-12)


@given(st.data(), models())
def test_the_formulas_with_their_numbers_make_the_parts(
    data: st.DataObject, made: tuple[NgramTrie, EncodedText]
) -> None:
    model, text = made
    context = data.draw(contexts(model))
    token = data.draw(st.integers(0, len(model.vocabulary) - 1))
    for part in Explainer(model, counts_of(model, text)).explain(context, token).parts:
        if part.evidence and part.evidence.formula:
            # Six digits of a number are printed, and what is small may be the difference of two of them.
            assert eval(part.evidence.formula) == pytest.approx(part.own, rel=1e-4, abs=1e-5)
            assert eval(part.evidence.backoff_formula) == pytest.approx(part.backoff, rel=1e-4, abs=1e-5)
