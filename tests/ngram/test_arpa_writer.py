"""ARPA files that are written: what is read back, and what the format cannot say."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.arpa import BLANKS, SMALL, log10, read
from support.corpora import ORDERS, corpora, train
from support.models import SENTENCES, Plain, differences, ngrams_of

from lmtui.errors import Cancelled, ModelError
from lmtui.ngram import arpa_writer
from lmtui.ngram.arpa import read_arpa
from lmtui.ngram.arpa_writer import write_arpa
from lmtui.ngram.model import NgramTrie

BACKING_OFF = ("kneser-ney", "witten-bell", "jelinek-mercer", "jelinek-mercer:0.2", "mle")


# Printed with nine digits, a logarithm is off by half a unit of the ninth at most.
NINE_DIGITS = 1e-8


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "model.arpa"


# What is written comes back.


def assert_alike(logs: list[float | None], others: list[float | None]) -> None:
    for ours, theirs in zip(logs, others, strict=True):
        assert (ours is None) == (theirs is None)
        if ours is not None and theirs is not None:
            left, right = (math.log10(value) if value else -math.inf for value in (ours, theirs))
            # The few digits next to 1 that a float has not are nothing to ask for.
            assert right == pytest.approx(left, rel=NINE_DIGITS, abs=1e-15)


@given(text=corpora(), order=st.sampled_from(ORDERS), block=st.integers(1, 5))
def test_the_file_does_not_depend_on_how_many_lines_are_made_at_once(
    text: str, order: int, block: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "blocks.arpa"
    model = train(text, order, "kneser-ney")
    write_arpa(model, path)
    written = path.read_bytes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arpa_writer, "_BLOCK", block)
        write_arpa(model, path)
    assert path.read_bytes() == written


@given(
    text=corpora(),
    order=st.sampled_from(ORDERS),
    smoothing=st.sampled_from(BACKING_OFF),
)
def test_what_is_written_is_read_back_to_the_last_printed_digit(
    text: str, order: int, smoothing: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "roundtrip.arpa"
    model = train(text, order, smoothing)
    write_arpa(model, path)
    written = path.read_bytes()
    again = read_arpa(path, BLANKS)
    assert again.order == order
    for ours, theirs in zip(ngrams_of(model), ngrams_of(again), strict=True):
        assert list(ours) == list(theirs)
        assert_alike([prob for prob, _ in ours.values()], [prob for prob, _ in theirs.values()])
        assert_alike([backoff for _, backoff in ours.values()], [backoff for _, backoff in theirs.values()])
    for ours_level, theirs_level in zip(model.levels, again.levels, strict=True):
        assert np.array_equal(ours_level.suffix, theirs_level.suffix)
        assert np.array_equal(ours_level.first, theirs_level.first)
    write_arpa(again, path)
    assert path.read_bytes() == written


@pytest.mark.parametrize("smoothing", ["jelinek-mercer:0.9999999999", "jelinek-mercer:1e-12"])
def test_probabilities_next_to_1_and_to_0_come_back(smoothing: str, path: Path) -> None:
    model = train(SENTENCES, 3, smoothing)
    write_arpa(model, path)
    again = read_arpa(path, BLANKS)
    for ours, theirs in zip(ngrams_of(model), ngrams_of(again), strict=True):
        assert_alike([prob for prob, _ in ours.values()], [prob for prob, _ in theirs.values()])
        assert_alike([backoff for _, backoff in ours.values()], [backoff for _, backoff in theirs.values()])


@given(text=corpora(), order=st.sampled_from(ORDERS))
@settings(max_examples=40)
def test_the_written_file_says_what_the_model_says(
    text: str, order: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A reader that knows nothing of ours gets the model's probabilities from the file, by the backoff rule."""
    path = tmp_path_factory.getbasetemp() / "said.arpa"
    model = train(text, order)
    write_arpa(model, path)
    plain = Plain.of(path.read_text(encoding="utf-8"))
    words = model.vocabulary.decode(range(min(len(model.vocabulary), 8)))
    for context in itertools.islice(itertools.product(words, repeat=order - 1), 60):
        for word in words:
            if word != "<s>":
                assert log10(model, *context, word) == pytest.approx(plain.log10(context, word), abs=1e-7)


def test_the_file_has_the_form_other_programs_read(path: Path) -> None:
    # c(a) = 2, c(b) = 1, c(</s>) = 1 of 4, bigrams by relative frequency: "<s> a" 1 of 1, "a a" and "a b" 1 of 2,
    # "b </s>" 1 of 1. log10 1/4 = -0.602059991, log10 1/2 = -0.301029996. Nothing is left for the unseen: -99.
    # Nothing follows </s> and <unk>, so they keep a weight of 1.
    write_arpa(train("a a b", 2, "mle"), path)
    assert path.read_text(encoding="utf-8") == (
        "\\data\\\nngram 1=5\nngram 2=4\n\n\\1-grams:\n-99\t<unk>\t0\n-99\t<s>\t-99\n-0.602059991\t</s>\t0\n"
        "-0.301029996\ta\t-99\n-0.602059991\tb\t-99\n\n\\2-grams:\n0\t<s> a\n-0.301029996\ta a\n"
        "-0.301029996\ta b\n0\tb </s>\n\n\\end\\\n"
    )


@pytest.mark.parametrize("smoothing", ["add-k", "kneser-ney"])
def test_order_1_is_written_whatever_the_smoothing(smoothing: str, path: Path) -> None:
    model = train(SENTENCES, 1, smoothing)
    write_arpa(model, path)
    assert log10(read_arpa(path, BLANKS), "mouse") == pytest.approx(log10(model, "mouse"), rel=NINE_DIGITS)


def test_what_was_read_without_an_unknown_word_is_the_same_when_written_and_read_again(path: Path) -> None:
    model = read(path, SMALL.replace("ngram 1=5", "ngram 1=4").replace("-1.2\t<unk>\t0\n", ""))
    write_arpa(model, path)
    assert log10(read_arpa(path, BLANKS), "zebra") == log10(model, "zebra") == -100


def test_a_blank_that_separates_nothing_in_the_format_may_stand_in_a_token(path: Path) -> None:
    # KenLM and SRILM separate at ASCII blanks alone, and so does the reader. French has these before "!" and "?".
    model = train("bonjour\u00a0! le monde\nbonjour\u00a0! monde\n", 2)
    assert "bonjour\u00a0!" in model.vocabulary.decode(range(len(model.vocabulary)))
    write_arpa(model, path)
    assert differences(read_arpa(path, BLANKS), model)[:1] == ["smoothing"]
    assert log10(read_arpa(path, BLANKS), "<s>", "bonjour\u00a0!") == pytest.approx(
        log10(model, "<s>", "bonjour\u00a0!"), rel=NINE_DIGITS
    )


# What cannot be written.


def full_disk(stage: str, fraction: float) -> None:
    raise OSError(28, "No space left on device")


def stopped(stage: str, fraction: float) -> None:
    raise Cancelled


@pytest.mark.parametrize("before", [None, b"what was there"])
@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: train(SENTENCES, 2, "add-k"), "add-k"),
        (lambda: train(SENTENCES, 5, "add-k:3"), "add-k"),
        (lambda: train("a b c\n", 2, tokenizer="char"), "' '"),
        (lambda: train("ab\tc\n", 3, tokenizer="char"), "\\t"),
    ],
)
def test_what_the_format_cannot_say_is_refused_and_leaves_everything_as_it_was(
    make: Callable[[], NgramTrie], said: str, before: bytes | None, path: Path
) -> None:
    if before is not None:
        path.write_bytes(before)
    with pytest.raises(ModelError) as caught:
        write_arpa(make(), path)
    message = str(caught.value)
    assert said in message
    assert "folder" in message
    assert message.isprintable()
    assert [file.read_bytes() for file in path.parent.iterdir()] == ([] if before is None else [before])


@pytest.mark.parametrize("before", [None, b"what was there"])
@pytest.mark.parametrize(("progress", "error"), [(full_disk, ModelError), (stopped, Cancelled)])
def test_a_write_that_does_not_end_leaves_everything_as_it_was(
    progress: Callable[[str, float], None], error: type[Exception], before: bytes | None, path: Path
) -> None:
    if before is not None:
        path.write_bytes(before)
    with pytest.raises(error):
        write_arpa(train(SENTENCES, 3), path, progress)
    assert [file.read_bytes() for file in path.parent.iterdir()] == ([] if before is None else [before])


def test_places_where_nothing_can_be_written_are_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "folder.arpa").mkdir()
    model = train(SENTENCES, 2)
    for place in ("nowhere/m.arpa", "folder.arpa", "file/m.arpa", f"{'long' * 100}.arpa"):
        with pytest.raises(ModelError, match=r"cannot write") as caught:
            write_arpa(model, tmp_path / place)
        assert str(caught.value).isprintable()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["file", "folder.arpa"]


def test_an_ngram_that_was_added_with_more_than_1_is_not_written_and_is_added_again(tmp_path: Path) -> None:
    """The file lacks the suffix "a b" of its 3-gram, and bow(a) p(b) = 10^0.5."""
    text = SMALL.replace("-0.5\ta\t-0.2", "-0.5\ta\t1.1").replace("-0.35\ta b\t-0.15\n", "").replace("2=4", "2=3")
    model = read(tmp_path / "a.arpa", text.replace("-0.15\ta b </s>\n", "").replace("3=2", "3=1"))
    assert max(model.levels[1].prob) > 1
    write_arpa(model, tmp_path / "b.arpa")
    assert "ngram 2=3\n" in (tmp_path / "b.arpa").read_text(encoding="utf-8")
    again = read(tmp_path / "c.arpa", (tmp_path / "b.arpa").read_text(encoding="utf-8"))
    assert again.levels[1].prob == pytest.approx(model.levels[1].prob)


def test_what_a_process_that_was_killed_has_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / f".lmtui-unfinished-{'0' * 16}").write_bytes(b"half")
    write_arpa(train("a b a\n", 2), tmp_path / "model.arpa")
    assert [path.name for path in tmp_path.iterdir()] == ["model.arpa"]
