"""What stands word for word in the training text, in runs of 5 tokens or more."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.corpora import corpora

from lmtui.errors import Cancelled
from lmtui.insight.copying import RUN, are_copied, copied_runs, index_of, share_copied
from lmtui.text.document import Document
from lmtui.text.encoding import EncodedText, encode
from lmtui.text.specials import BOS
from lmtui.text.tokenizers import tokenizer_named
from lmtui.text.vocabulary import Vocabulary


def encoded(text: str) -> EncodedText:
    return encode([Document("test", text)], tokenizer_named("whitespace"))


def marked(training: str, text: str) -> str:
    """The text, a token a character, with `-` for each token that is not copied; `/` ends a unit."""
    source = encoded("\n".join(" ".join(line) for line in training.split("/")))
    ids = source.vocabulary.encode("</s>" if token == "/" else token for token in text)
    copied = are_copied(index_of(source), ids)
    return "".join(token if known else "-" for token, known in zip(text, copied, strict=True))


def naively(training: list[int], ids: list[int]) -> list[bool]:
    """The definition: a token is copied if it lies in 5 consecutive ones that the training text has, too."""
    drawable = [token for token in training if token != BOS]
    windows = {tuple(drawable[start : start + 5]) for start in range(len(drawable) - 4)}
    return [
        any(tuple(ids[start : start + 5]) in windows for start in range(max(0, place - 4), place + 1))
        for place in range(len(ids))
    ]


@given(st.data(), corpora())
def test_it_is_what_the_definition_says(data: st.DataObject, text: str) -> None:
    source = encoded(text)
    training = source.ids.tolist()
    ids = data.draw(stretches(training, len(source.vocabulary)))
    copied = are_copied(index_of(source), ids)
    assert copied.dtype == np.bool_
    assert copied.tolist() == naively(training, ids)


@pytest.mark.parametrize(
    ("text", "copied"),
    [
        ("abcde", "abcde"),
        ("abcd", "----"),  # four are no run
        ("bcdefg", "bcdefg"),
        ("xabcdex", "-abcde-"),
        ("abcdxefgh", "---------"),  # two fours
        ("abcdeabcd", "abcde----"),
        ("defghdefgh", "defghdefgh"),  # two runs that touch; what lies across them is no matter
        ("abcdefgh/", "abcdefgh/"),  # the end of a unit is a token like others
        ("fgh/x", "-----"),
        ("fgh/i", "fgh/i"),  # after this unit the training text has that one, too
        ("gh/ijk/", "gh/ijk/"),
        ("ijk/a", "-----"),  # the training text ends here, and does not begin again
        ("", ""),
    ],
)
def test_runs_by_hand(text: str, copied: str) -> None:
    assert marked("abcdefgh/ijk/xxxx", text) == copied


@given(st.data(), corpora())
def test_the_runs_are_the_longest_and_are_all_that_is_copied(data: st.DataObject, text: str) -> None:
    source = encoded(text)
    training = [token for token in source.ids.tolist() if token != BOS]
    ids = data.draw(stretches(training, len(source.vocabulary)))
    index = index_of(source)
    runs = copied_runs(index, ids)
    copied = np.zeros(len(ids), np.bool_)
    for run in runs:
        assert run.stop - run.start >= RUN
        assert stands_in(training, ids[run])
        assert run.start == 0 or not stands_in(training, ids[run.start - 1 : run.stop])
        assert run.stop == len(ids) or not stands_in(training, ids[run.start : run.stop + 1])
        copied[run] = True
    assert copied.tolist() == are_copied(index, ids).tolist()


def stands_in(training: list[int], run: list[int]) -> bool:
    """Whether a run of tokens stands in a text, by brute force."""
    return any(training[start : start + len(run)] == run for start in range(len(training) - len(run) + 1))


def stretches(training: list[int], vocabulary: int) -> st.SearchStrategy[list[int]]:
    """Texts made of stretches of a training text, `<s>` left out as in what is drawn, between tokens at random."""
    start = st.integers(0, len(training))
    stretch = st.builds(lambda at, length: training[at : at + length], start, st.integers(0, 12))
    noise = st.lists(st.integers(2, vocabulary - 1), max_size=3)
    pieces = st.lists(st.one_of(stretch, noise), max_size=8)
    return pieces.map(lambda drawn: [token for piece in drawn for token in piece if token != BOS])


def test_the_beginning_of_a_unit_is_none_of_the_five() -> None:
    source = encoded("a b c d\ne f g h")
    ids = source.vocabulary.encode("abcd")
    # With `<s>` these would be five; but it was never drawn.
    assert not are_copied(index_of(source), ids).any()
    assert not are_copied(index_of(source), [BOS, *ids]).any()


def test_the_share_is_that_of_copied_tokens() -> None:
    source = encoded("a b c d e f")
    index = index_of(source)
    assert share_copied(index, source.vocabulary.encode("abcdebca")) == 5 / 8
    assert share_copied(index, source.vocabulary.encode("abcdef")) == 1.0
    assert share_copied(index, source.vocabulary.encode("ab")) == 0.0
    assert math.isnan(share_copied(index, []))


@pytest.mark.parametrize("text", ["a b", "a b c", "a b c d"])
def test_of_a_training_text_hardly_longer_than_a_run_little_can_be_copied(text: str) -> None:
    source = encoded(text)
    whole = source.ids[1:].tolist()  # with `</s>`
    assert share_copied(index_of(source), whole) == (1.0 if len(whole) >= RUN else 0.0)
    assert share_copied(index_of(source), [3] * 10) == 0.0


def test_no_id_is_too_large() -> None:
    # Five ids of 31 bits do not fit in any integer numpy has.
    most = 2**31 - 1
    nothing = np.zeros(0, np.uint8)
    vocabulary = Vocabulary(nothing, np.broadcast_to(np.int64(0), (most,)), nothing.astype(np.int32))
    dice = np.random.default_rng(0)
    ids = dice.integers(most - 40, most, 2_000).astype(np.int32)
    text = dice.integers(most - 40, most, 500).astype(np.int32)
    text[100:120], text[300:304] = ids[700:720], ids[5:9]
    copied = are_copied(index_of(EncodedText(ids, vocabulary)), text)
    assert copied.tolist() == naively(ids.tolist(), text.tolist())
    assert copied[100:120].all()


def test_making_the_index_tells_how_far_it_is_and_can_be_stopped() -> None:
    told: list[float] = []
    index_of(encoded("a b c d e"), lambda stage, fraction: told.append(fraction))
    assert told == sorted(told)
    assert all(0 <= fraction <= 1 for fraction in told)

    def stop(stage: str, fraction: float) -> None:
        if fraction > 0:
            raise Cancelled

    with pytest.raises(Cancelled):
        index_of(encoded("a b c d e"), stop)
