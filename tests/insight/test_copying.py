"""What stands word for word in the training text, in runs of 5 tokens or more."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.corpora import corpora

from lmtui.errors import Cancelled
from lmtui.insight.copying import RUN, CopyIndex
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
    copied = CopyIndex(source).copied(ids)
    return "".join(token if known else "-" for token, known in zip(text, copied, strict=True))


def naively(training: list[int], ids: list[int]) -> list[bool]:
    """The definition: a token is copied if it lies in 5 consecutive ones that the training text has, too."""
    drawable = [token for token in training if token != BOS]
    windows = {tuple(drawable[start : start + 5]) for start in range(len(drawable) - 4)}
    return [
        any(tuple(ids[start : start + 5]) in windows for start in range(max(0, place - 4), place + 1))
        for place in range(len(ids))
    ]


@settings(max_examples=300)
@given(st.data(), corpora())
def test_it_is_what_the_definition_says(data: st.DataObject, text: str) -> None:
    source = encoded(text)
    training = source.ids.tolist()
    # Stretches of the training text, `<s>` left out as in what is drawn, between tokens at random.
    start = st.integers(0, len(training))
    stretch = st.builds(lambda at, length: training[at : at + length], start, st.integers(0, 12))
    noise = st.lists(st.integers(2, len(source.vocabulary) - 1), max_size=3)
    pieces = data.draw(st.lists(st.one_of(stretch, noise), max_size=8))
    ids = [token for piece in pieces for token in piece if token != BOS]
    copied = CopyIndex(source).copied(ids)
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


def test_the_beginning_of_a_unit_is_none_of_the_five() -> None:
    source = encoded("a b c d\ne f g h")
    ids = source.vocabulary.encode("abcd")
    # With `<s>` these would be five; but it was never drawn.
    assert not CopyIndex(source).copied(ids).any()
    assert not CopyIndex(source).copied([BOS, *ids]).any()


def test_the_share_is_that_of_copied_tokens() -> None:
    source = encoded("a b c d e f")
    index = CopyIndex(source)
    assert index.share(source.vocabulary.encode("abcdebca")) == 5 / 8
    assert index.share(source.vocabulary.encode("abcdef")) == 1.0
    assert index.share(source.vocabulary.encode("ab")) == 0.0
    assert math.isnan(index.share([]))


@pytest.mark.parametrize("text", ["a b", "a b c", "a b c d"])
def test_of_a_training_text_hardly_longer_than_a_run_little_can_be_copied(text: str) -> None:
    source = encoded(text)
    whole = source.ids[1:].tolist()  # with `</s>`
    assert CopyIndex(source).share(whole) == (1.0 if len(whole) >= RUN else 0.0)
    assert CopyIndex(source).share([3] * 10) == 0.0


def test_no_id_is_too_large() -> None:
    # Five ids of 31 bits do not fit in any integer numpy has.
    most = 2**31 - 1
    nothing = np.zeros(0, np.uint8)
    vocabulary = Vocabulary(nothing, np.broadcast_to(np.int64(0), (most,)), nothing.astype(np.int32))
    dice = np.random.default_rng(0)
    ids = dice.integers(most - 40, most, 2_000).astype(np.int32)
    text = dice.integers(most - 40, most, 500).astype(np.int32)
    text[100:120], text[300:304] = ids[700:720], ids[5:9]
    copied = CopyIndex(EncodedText(ids, vocabulary)).copied(text)
    assert copied.tolist() == naively(ids.tolist(), text.tolist())
    assert copied[100:120].all()


def test_making_the_index_tells_how_far_it_is_and_can_be_stopped() -> None:
    told: list[float] = []
    CopyIndex(encoded("a b c d e"), lambda stage, fraction: told.append(fraction))
    assert told == sorted(told)
    assert all(0 <= fraction <= 1 for fraction in told)

    def stop(stage: str, fraction: float) -> None:
        if fraction > 0:
            raise Cancelled

    with pytest.raises(Cancelled):
        CopyIndex(encoded("a b c d e"), stop)
