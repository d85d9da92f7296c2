"""A model whose probabilities do not sum to 1 is found out, and one that rounding alone has changed is not blamed."""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.corpora import ORDERS, SMOOTHINGS, corpora, train
from support.golden import GOLDEN
from support.models import SENTENCES

from lmtui.ngram.arpa import read_arpa
from lmtui.ngram.arpa_writer import write_arpa
from lmtui.ngram.model import Base, NgramTrie
from lmtui.ngram.normalisation import check_sums, warning_of
from lmtui.text.specials import EOS
from lmtui.text.tokenizers import tokenizer_named

WHITESPACE = tokenizer_named("whitespace")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "model.arpa"


def read(path: Path, text: str) -> NgramTrie:
    path.write_text(text, encoding="utf-8")
    return read_arpa(path, WHITESPACE)


def with_prob(model: NgramTrie, k: int, place: int, prob: float) -> NgramTrie:
    """The model with another p for one of its k-grams."""
    level = model.levels[k - 1]
    probs = level.prob.copy()
    probs[place] = prob
    levels = (*model.levels[: k - 1], replace(level, prob=probs), *model.levels[k:])
    base = Base.of(levels[0].prob, 1) if model.base.order else model.base
    return replace(model, levels=levels, base=base)


def contexts_of(model: NgramTrie) -> list[list[int]]:
    """Every context the model has seen, as token ids."""
    found: list[list[int]] = [[]]
    names = [[token] for token in range(len(model.vocabulary))]
    for k in range(1, model.order):
        found += [name for name in names if name[-1] != EOS]
        first = model.levels[k - 1].first
        names = [
            [*names[place], int(model.levels[k].token[index])]
            for place in range(len(names))
            for index in range(int(first[place]), int(first[place + 1]))
        ]
    return found


def total_after(model: NgramTrie, context: list[int]) -> float:
    """The sum of p over V, asked word by word."""
    state = model.match(context)
    return math.fsum(model.prob(state, token)[0] for token in range(len(model.vocabulary)))


# A model that sums to 1.


@given(text=corpora(), order=st.sampled_from(ORDERS), smoothing=st.sampled_from(SMOOTHINGS))
@settings(max_examples=80)
def test_a_model_trained_here_sums_to_1(text: str, order: int, smoothing: str) -> None:
    model = train(text, order, smoothing)
    sums = check_sums(model)
    assert (sums.wrong, warning_of(model)) == (0, "")
    assert sums.contexts == len(contexts_of(model))


@pytest.mark.parametrize("name", ["meadow.o2", "meadow.o3", "toy.o2", "toy.o3"])
def test_a_model_made_by_kenlm_sums_to_1(name: str) -> None:
    assert warning_of(read_arpa(GOLDEN / f"{name}.arpa", WHITESPACE)) == ""


@pytest.mark.parametrize("decimals", [4, 5, 6, 7])
@pytest.mark.parametrize("smoothing", ["kneser-ney", "witten-bell", "jelinek-mercer:0.9"])
def test_numbers_printed_with_few_decimals_are_no_fault(smoothing: str, decimals: int, path: Path) -> None:
    """SRILM prints seven digits, older programs four decimals."""
    write_arpa(train((GOLDEN / "meadow.txt").read_text(encoding="utf-8"), 3, smoothing), path)
    printed = re.sub(
        r"(?m)^-[0-9.]+(?=\t)|(?<=\t)-[0-9.]+$",
        lambda number: f"{float(number[0]):.{decimals}f}",
        path.read_text(encoding="utf-8"),
    )
    assert warning_of(read(path, printed)) == ""


def test_a_closed_model_and_one_without_an_unknown_word_are_no_fault(path: Path) -> None:
    """p(<unk>) may be 0, or missing from the file: the words that were seen share all there is."""
    closed = """\\data\\\nngram 1=5\nngram 2=3\n\n\\1-grams:\n-99\t<unk>\n-99\t<s>\t-99\n-0.60206\t</s>
-0.30103\ta\t-99\n-0.60206\tb\t-99\n\n\\2-grams:\n0\t<s> a\n0\ta b\n0\tb </s>\n\n\\end\\\n"""
    assert warning_of(read(path, closed)) == ""
    without = closed.replace("-99\t<unk>\n", "").replace("ngram 1=5", "ngram 1=4")
    assert without != closed
    assert warning_of(read(path, without)) == ""


# A model that does not.


@given(data=st.data(), text=corpora(), order=st.sampled_from(ORDERS), smoothing=st.sampled_from(SMOOTHINGS))
def test_every_sum_is_what_asking_for_every_word_gives(
    data: st.DataObject, text: str, order: int, smoothing: str
) -> None:
    model = train(text, order, smoothing)
    k = data.draw(st.integers(1, order))
    place = data.draw(st.integers(0, len(model.levels[k - 1].token) - 1)) if len(model.levels[k - 1].token) else 0
    if len(model.levels[k - 1].token):
        model = with_prob(model, k, place, data.draw(st.sampled_from([0.0, 0.01, 0.3, 0.999, 1.0])))
    totals = {tuple(context): total_after(model, context) for context in contexts_of(model)}
    off = {context: total for context, total in totals.items() if abs(total - 1) > 1e-9}
    sums = check_sums(model)
    assert sums.contexts == len(totals)
    if all(abs(total - 1) > 0.01 for total in off.values()):  # what is less may be rounding
        assert sums.wrong == len(off)
    if sums.wrong:
        assert sums.total == pytest.approx(totals[sums.context], rel=1e-9)
        assert abs(sums.total - 1) == pytest.approx(max(abs(total - 1) for total in off.values()), rel=1e-6)


OFF = """\\data\\
ngram 1=5
ngram 2=1

\\1-grams:
-0.60206\t<unk>
-99\t<s>
-0.60206\t</s>
-0.60206\ta\t-0.2
-0.60206\tb

\\2-grams:
-0.35\ta b

\\end\\
"""


def test_the_warning_names_the_context_that_is_farthest_off(path: Path) -> None:
    # The unigrams are 1/4 each. After "a": p(b|a) = 10^-0.35, and 10^-0.2 of p(<unk>), p(</s>) and p(a).
    after_a = 10**-0.35 + 10**-0.2 * 0.75
    model = read(path, OFF)
    sums = check_sums(model)
    assert (sums.contexts, sums.wrong) == (5, 1)  # none, <unk>, <s>, a, b
    assert model.vocabulary.decode(sums.context) == ["a"]
    assert sums.total == pytest.approx(after_a, rel=1e-6)
    assert warning_of(model) == (
        f"this model does not sum to 1: after 'a' its probabilities sum to {after_a:.6g} "
        "(1 of 5 contexts are off by more than rounding explains)"
    )


def test_unigrams_that_are_off_spoil_every_context_that_backs_off_to_them(path: Path) -> None:
    model = read(path, OFF.replace("-0.60206\t<unk>", "-0.3\t<unk>"))
    unigrams = 0.75 + 10**-0.3
    assert f"without a context its probabilities sum to {unigrams:.6g} (5 of 5 contexts" in warning_of(model)


@pytest.mark.parametrize("factor", [0.9, 0.99, 0.999, 1.001, 1.1])
def test_one_number_of_a_real_model_that_is_off_is_found(factor: float) -> None:
    model = read_arpa(GOLDEN / "meadow.o3.arpa", WHITESPACE)
    for k in (1, 2, 3):
        place = int(np.argmax(model.levels[k - 1].prob * (model.levels[k - 1].prob < 0.9)))
        changed = with_prob(model, k, place, float(model.levels[k - 1].prob[place] * factor))
        sums = check_sums(changed)
        assert sums.wrong
        assert (sums.total > 1) == (factor > 1) or k < 3  # a shorter one that grows makes what backs off to it shrink


def test_weights_beyond_all_floats_are_a_sum_like_any(path: Path) -> None:
    """Nothing is printed, and nothing raised, where sums are infinite or no number at all."""
    chain = ["<s>", *(f"w{k}" for k in range(12)), "</s>"]
    order = 5
    lines = ["\\data\\", f"ngram 1={len(chain) + 1}"]
    lines += [f"ngram {k}={len(chain) + 1 - k}" for k in range(2, order + 1)]
    for k in range(1, order + 1):
        lines.append(f"\\{k}-grams:")
        ngrams = [" ".join(chain[start : start + k]) for start in range(len(chain) + 1 - k)]
        lines += [f"-0.5\t{ngram}" + ("\t98" if k < order else "") for ngram in ngrams] + ["-1\t<unk>"] * (k == 1)
    with np.errstate(all="raise"):
        model = read(path, "\n".join([*lines, "\\end\\"]))
        assert check_sums(model).wrong > 20
        assert "does not sum to 1" in warning_of(model)


@pytest.mark.parametrize("word", ["x\x1b[31m", "x" * 500, "caf\udce9"])
def test_the_warning_is_one_short_line_that_can_do_no_harm(word: str, path: Path) -> None:
    text = f"""\\data\\\nngram 1=4\nngram 2=1\n\n\\1-grams:\n-0.30103\t<unk>\n-99\t<s>\n-0.60206\t</s>
-0.60206\t{word}\t0\n\n\\2-grams:\n-0.1\t{word} {word}\n\n\\end\\\n"""
    path.write_bytes(text.encode(errors="surrogateescape"))
    warning = warning_of(read_arpa(path, WHITESPACE))
    assert warning.isprintable()
    assert "after 'x" in warning or "after 'caf\ufffd'" in warning
    assert len(warning) < 300


def test_the_base_of_a_model_that_does_not_back_off_counts_for_every_context() -> None:
    model = train(SENTENCES, 3, "add-k")
    prob = model.base.prob * 0.9
    sums = check_sums(replace(model, base=Base.of(prob, 0)))
    assert sums.wrong == sums.contexts
    assert sums.total == pytest.approx(0.9)


def test_one_bigram_that_is_off_spoils_one_context() -> None:
    model = with_prob(train(SENTENCES, 2), 2, 3, 0.9)
    sums = check_sums(model)
    assert sums.wrong == 1
    assert total_after(model, list(sums.context)) == pytest.approx(sums.total)
    others = [context for context in itertools.islice(contexts_of(model), 50) if tuple(context) != sums.context]
    assert all(total_after(model, context) == pytest.approx(1) for context in others)
