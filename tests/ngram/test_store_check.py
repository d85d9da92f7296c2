"""A folder that is named as a model may hold any arrays: what does not fit together is refused in one line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from support.arpa import SMALL, read
from support.corpora import SMOOTHINGS, train
from support.models import differences
from support.stores import Array, put, refused, vouch

from lmtui.errors import Cancelled
from lmtui.ngram import store_check
from lmtui.ngram.model import NgramTrie
from lmtui.ngram.store import open_store, save
from lmtui.text.specials import BOS, EOS


def at(place: int, value: float) -> Callable[[Array], Array]:
    def change(array: Array) -> Array:
        array[place] = value
        return array

    return change


def swapped(one: int, other: int) -> Callable[[Array], Array]:
    def change(array: Array) -> Array:
        array[[one, other]] = array[[other, one]]
        return array

    return change


def test_a_store_that_is_vouched_for_anew_opens(store: Path, model: NgramTrie) -> None:
    """What the tests below change is what they are refused for."""
    vouch(store)
    put(store, "level2.prob", lambda array: array)
    assert differences(open_store(store), model) == []


def test_a_check_can_be_stopped_before_each_of_its_steps(store: Path, model: NgramTrie) -> None:
    told: list[float] = []
    open_store(store, lambda stage, fraction: told.append(fraction))
    steps = sorted(set(told))
    assert steps == [k / (model.order + 1) for k in range(model.order + 1)]
    for last in steps:

        def stop(stage: str, fraction: float, last: float = last) -> None:
            if fraction == last:
                raise Cancelled

        with pytest.raises(Cancelled):
            open_store(store, stop)
    assert differences(open_store(store), model) == []


def test_a_check_does_not_depend_on_how_much_is_looked_at_at_once(
    store: Path, model: NgramTrie, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_check, "_BLOCK", 3)
    assert differences(open_store(store), model) == []
    put(store, "level3.token", swapped(0, 1))
    refused(store)


ANY_ARRAY = [
    *(f"vocabulary.{name}" for name in ("spelling", "ends", "alphabetical")),
    *(f"base.{name}" for name in ("prob", "ranked", "ranks", "starts", "values")),
    *(f"level{k}.{name}" for k in (1, 2, 3) for name in ("token", "prob", "suffix", "backoff", "first")),
]

NO_SUCH_ARRAY: dict[str, Callable[[Array], Array]] = {
    "two dimensions": lambda array: array.reshape(1, -1),
    "no dimension": lambda array: np.array(array.sum()),
    "one number more": lambda array: np.append(array, array[-1:] if len(array) else array.dtype.type(0)),
    "one number less, or one where there was none": lambda array: (
        array[:-1] if len(array) else np.zeros(1, array.dtype)
    ),
    "text": lambda array: np.array(["x"] * len(array)),
    "bytes": lambda array: np.array([b"x"] * len(array)),
    "complex": lambda array: array.astype(np.complex128),
    "truth values": lambda array: array.astype(np.bool_),
    "the other byte order": lambda array: array.astype(array.dtype.newbyteorder()),
    "half as wide": lambda array: array.astype({"f": np.float32, "i": np.int16, "u": np.int8}[array.dtype.kind]),
    "unsigned": lambda array: array.astype(np.uint64),
    "dates": lambda array: array.astype(np.int64).astype("datetime64[s]"),
    "records": lambda array: np.zeros(len(array), [("a", "i4"), ("b", "f8")]),
}


@pytest.mark.parametrize("name", ANY_ARRAY)
@pytest.mark.parametrize("what", NO_SUCH_ARRAY)
def test_an_array_of_another_kind_is_refused(what: str, name: str, store: Path) -> None:
    if what == "the other byte order" and name == "vocabulary.spelling":
        pytest.skip("bytes have no order")
    if what in ("text", "bytes") and not len(np.load(store / f"{name}.npy")):
        pytest.skip("nothing has no type")
    put(store, name, NO_SUCH_ARRAY[what])
    refused(store)


NAN, INFINITY = float("nan"), float("inf")
WRONG_NUMBERS = {
    "a word that begins in the middle of another": ("vocabulary.ends", at(3, 20)),
    "words that end before they begin": ("vocabulary.ends", at(4, -7)),
    "a word that ends beyond all": ("vocabulary.ends", at(-1, 1 << 40)),
    "an empty word": ("vocabulary.ends", lambda ends: at(3, ends[4])(ends)),
    "words out of order": ("vocabulary.alphabetical", swapped(2, 3)),
    "a word looked up that is not there": ("vocabulary.alphabetical", at(2, 99)),
    "a word looked up before the first": ("vocabulary.alphabetical", at(2, -1)),
    "a word twice": ("vocabulary.alphabetical", lambda ids: at(2, ids[3])(ids)),
    "another first special": ("vocabulary.spelling", at(1, ord("U"))),
    "a probability that is none": ("base.prob", at(3, NAN)),
    "a probability above 1": ("base.prob", at(3, 1.5)),
    "a probability below 0": ("base.prob", at(3, -0.1)),
    "a probability of <s>": ("base.prob", at(1, 0.1)),
    "an unranked probability": ("base.prob", at(3, 0.001)),
    "a rank of <unk>": ("base.ranked", at(0, 0)),
    "a ranked token that is not there": ("base.ranked", at(0, 99)),
    "a ranked token before the first": ("base.ranked", at(0, -2)),
    "ranks out of order": ("base.ranked", swapped(0, -1)),
    "a rank beyond the last": ("base.ranks", at(3, 99)),
    "a rank before the first": ("base.ranks", at(3, -2)),
    "a token without a rank": ("base.ranks", at(3, -1)),
    "a rank for <s>": ("base.ranks", at(1, 0)),
    "a run that begins nowhere": ("base.starts", at(-1, 99)),
    "runs that begin late": ("base.starts", at(0, 1)),
    "runs that go back": ("base.starts", swapped(0, 1)),
    "a run of another probability": ("base.values", at(0, 0.9)),
    "a run of no probability": ("base.values", at(0, NAN)),
    "unigrams out of order": ("level1.token", swapped(3, 4)),
    "unigrams unlike the base": ("level1.prob", at(3, 0.5)),
    "the suffix of a unigram": ("level1.suffix", at(3, 1)),
    "a weight that is none": ("level1.backoff", at(3, NAN)),
    "a weight below 0": ("level1.backoff", at(3, -1)),
    "a weight without end": ("level2.backoff", at(0, INFINITY)),
    "successors that begin late": ("level1.first", at(0, 1)),
    "successors beyond the last": ("level1.first", at(-1, 99)),
    "successors that go back": ("level1.first", lambda first: at(3, first[-1])(first)),
    "successors before the first": ("level2.first", at(2, -1)),
    "a token that is not there": ("level2.token", at(0, 99)),
    "a token before the first": ("level3.token", at(0, -1)),
    "another token": ("level2.token", at(0, 4)),
    "a probability of an n-gram above 1": ("level3.prob", at(0, 1.0000001)),
    "a probability of an n-gram that is none": ("level2.prob", at(0, NAN)),
    "a suffix that is not there": ("level2.suffix", at(0, 99)),
    "a suffix before the first": ("level3.suffix", at(0, -1)),
    "another suffix": ("level3.suffix", swapped(0, 1)),
}


@pytest.mark.parametrize("what", WRONG_NUMBERS)
def test_numbers_that_do_not_fit_are_refused(what: str, store: Path) -> None:
    name, change = WRONG_NUMBERS[what]
    put(store, name, change)
    refused(store)


def test_successors_out_of_order_are_refused(tmp_path: Path) -> None:
    """They are searched by halving, so the second half would not be found."""
    save(train("a b\na c\na d\n", 2), tmp_path / "store")
    put(tmp_path / "store", "level2.token", lambda token: token[::-1].copy())
    refused(tmp_path / "store")


@pytest.mark.parametrize("smoothing", ["", "\x1b[31m", "mle:2", "x" * 100_000])
def test_a_smoothing_that_is_none_is_refused_in_a_line_that_is_not_long(smoothing: str, store: Path) -> None:
    vouch(store, smoothing=smoothing)
    assert len(refused(store)) < 1000


def test_an_ngram_that_ends_with_a_token_that_is_never_drawn_is_refused(store: Path, tmp_path: Path) -> None:
    save(train("a b a b\n", 2, unit="stream"), tmp_path / "endless")
    for folder, never in ((store, BOS), (tmp_path / "endless", EOS)):
        first = int(np.load(folder / "level1.first.npy")[3])
        put(folder, "level2.token", at(first, never))
        put(folder, "level2.suffix", at(first, never))
        refused(folder)


@pytest.mark.parametrize("smoothing", SMOOTHINGS)
@pytest.mark.parametrize("order", [1, 2, 5])
def test_every_model_trained_here_passes(smoothing: str, order: int, tmp_path: Path) -> None:
    model = train("a b\nb\n\na a a\n", order, smoothing)
    save(model, tmp_path / "store")
    assert differences(open_store(tmp_path / "store"), model) == []


def test_words_alike_in_their_first_bytes_are_in_order_too(tmp_path: Path) -> None:
    words = ["abcdefgh", "abcdefghi", "abcdefgha", "abcdefg", "abcdefgh\u0101", "ab", "a", "ab\u0101", "é", "e\u0301"]
    model = train(" ".join(words) + "\n", 2)
    save(model, tmp_path / "store")
    assert differences(open_store(tmp_path / "store"), model) == []
    alphabetical = model.vocabulary.alphabetical
    for place in range(len(alphabetical) - 1):
        put(tmp_path / "store", "vocabulary.alphabetical", swapped(place, place + 1))
        refused(tmp_path / "store")
        put(tmp_path / "store", "vocabulary.alphabetical", swapped(place, place + 1))


def test_a_model_from_elsewhere_that_lacks_an_ngram_is_opened_as_it_was_read(tmp_path: Path) -> None:
    """The 2-gram "a b" that is added has p = 10^0.5 there: the 3-gram needs its suffix, and bow(a) is that large."""
    lines = SMALL.replace("-0.5\ta\t-0.2", "-0.5\ta\t1.1").replace("-0.35\ta b\t-0.15\n", "").replace("2=4", "2=3")
    model = read(tmp_path / "a.arpa", lines.replace("-0.15\ta b </s>\n", "").replace("3=2", "3=1"))
    assert max(model.levels[1].prob) > 1
    save(model, tmp_path / "store")
    assert differences(open_store(tmp_path / "store"), model) == []
