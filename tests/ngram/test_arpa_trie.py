"""The n-grams of an ARPA file as a trie, also where the file lacks some of them."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.arpa import SMALL, log10, read
from support.corpora import train
from support.models import Plain, differences

from lmtui.errors import ModelError
from lmtui.ngram import arpa_missing, arpa_trie
from lmtui.ngram.arpa_writer import write_arpa


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "model.arpa"


# A pruned model: "b c" was taken away, and so "a b c" lacks its suffix; "b c d" would lack its prefix.
PRUNED = """\
\\data\\
ngram 1=7
ngram 2=4
ngram 3=2

\\1-grams:
-1.5\t<unk>
-99\t<s>\t-0.3
-0.9\t</s>
-0.5\ta\t-0.2
-0.6\tb\t-0.4
-0.7\tc\t-0.25
-0.8\td\t-0.35

\\2-grams:
-0.25\t<s> a\t-0.1
-0.35\ta b\t-0.15
-0.45\tc d\t-0.12
-0.55\td </s>

\\3-grams:
-0.05\ta b c
-0.06\t<s> a d

\\end\\
"""


def test_a_pruned_model_is_read_by_the_backoff_rule(path: Path) -> None:
    model = read(path, PRUNED)
    assert log10(model, "a", "b", "c") == pytest.approx(-0.05)
    # b c is not in the file: bow(b) p(c): -0.4 - 0.7
    assert log10(model, "b", "c") == pytest.approx(-1.1)
    # c after d b: the context d b is unknown, so the same
    assert log10(model, "d", "b", "c") == pytest.approx(-1.1)
    # d after b c: the context b c is not in the file, so its weight is 1 and p(d|c) is left
    assert log10(model, "b", "c", "d") == pytest.approx(-0.45)
    # a after b c: bow(c) p(a): -0.25 - 0.5
    assert log10(model, "b", "c", "a") == pytest.approx(-0.75)
    # a d is not in the file: bow(a) p(d): -0.2 - 0.8; after it, </s>: p(</s>|d)
    assert log10(model, "a", "d") == pytest.approx(-1.0)
    assert log10(model, "a", "d", "</s>") == pytest.approx(-0.55)


@pytest.mark.parametrize("text", [PRUNED, SMALL])
def test_every_probability_is_that_of_an_independent_backoff_reader(text: str, path: Path) -> None:
    plain, model = Plain.of(text), read(path, text)
    words = [ngram[0] for ngram in plain.prob if len(ngram) == 1]
    for length in (0, 1, 2):
        for context in itertools.product(words, repeat=length):
            for word in words:
                if word != "<s>":
                    assert log10(model, *context, word) == pytest.approx(plain.log10(context, word), abs=1e-12)


def test_ngrams_with_a_beginning_that_is_not_first_are_left_out(path: Path) -> None:
    """A program that counted across the ends of texts writes these; no text has them, and <s> is never drawn."""
    odd = PRUNED.replace("ngram 2=4", "ngram 2=6").replace("ngram 3=2", "ngram 3=4")
    odd = odd.replace("-0.35\ta b", "-0.2\ta <s>\t-0.1\n-0.2\t<s> <s>\t-0.1\n-0.35\ta b")
    odd = odd.replace("-0.05\ta b c", "-0.1\ta <s> b\n-0.1\t<s> <s> a\n-0.05\ta b c")
    assert differences(read(path, odd), read(path, PRUNED)) == []
    with pytest.raises(ModelError, match="line 27: this n-gram came before"):
        read(path, odd.replace("-0.06\t<s> a d", "-0.05\ta b c"))


@given(data=st.data())
@settings(max_examples=80)
def test_any_pruning_that_keeps_prefixes_is_read_by_the_backoff_rule(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Every n-gram but the unigrams may go, if those that begin with it go too; suffixes go missing at all orders."""
    path = tmp_path_factory.getbasetemp() / "pruned.arpa"
    write_arpa(train("a b c a b d\nb c a b\nc d a b c d\n", 4), path)
    plain = Plain.of(path.read_text(encoding="utf-8"))
    kept: list[tuple[str, ...]] = []
    dice = data.draw(st.randoms(use_true_random=False))
    for ngram in plain.prob:
        if len(ngram) == 1 or (ngram[:-1] in kept and dice.random() < 0.7):
            kept.append(ngram)
    lines = ["\\data\\", *(f"ngram {k}={sum(len(ngram) == k for ngram in kept)}" for k in (1, 2, 3, 4))]
    for k in (1, 2, 3, 4):
        lines.append(f"\\{k}-grams:")
        lines += [f"{plain.prob[n]}\t{' '.join(n)}\t{plain.backoff[n]}" for n in kept if len(n) == k]
    text = "\n".join([*lines, "\\end\\"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arpa_trie, "PIECE", 2)
        patch.setattr(arpa_missing, "PIECE", 2)
        pruned, model = Plain.of(text), read(path, text)
    for context in itertools.product(("<s>", "a", "b", "c", "d"), repeat=3):
        for word in ("a", "b", "c", "d", "</s>", "<unk>"):
            assert log10(model, *context, word) == pytest.approx(pruned.log10(context, word), abs=1e-9)
