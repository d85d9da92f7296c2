"""Numbers of every type are taken for what they are, and what is none ends in one clear error."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from support.golden import GOLDEN
from support.models import SENTENCES

import lmtui
from lmtui.errors import SettingError

NO_NUMBERS: tuple[Any, ...] = ("1", b"1", True, [1], (1,), 1j, math.nan, np.bool_(True), np.array([1]), {})

NOT_WHOLE: tuple[Any, ...] = (1.5, math.inf, Fraction(1, 2), Decimal("1.5"), np.float32(1.5))

NUMBERS: dict[str, tuple[Callable[[lmtui.NgramModel, Any], object], tuple[Any, ...]]] = {
    "next(temperature)": (lambda model, value: model.next(temperature=value), (None, -1, -math.inf)),
    "next(top_k)": (lambda model, value: model.next(top_k=value), (*NOT_WHOLE, 0, -1)),
    "next(top_p)": (lambda model, value: model.next(top_p=value), (None, 0, 2, math.inf)),
    "next(min_p)": (lambda model, value: model.next(min_p=value), (None, -1, 2, math.inf)),
    "next(top_n_sigma)": (lambda model, value: model.next(top_n_sigma=value), (0, -1, math.inf, "x")),
    "next(typical)": (lambda model, value: model.next(typical=value), (None, 0, 1.5)),
    "generate(temperature)": (lambda model, value: model.generate(temperature=value), (None, -1)),
    "generate(top_k)": (lambda model, value: model.generate(top_k=value), (*NOT_WHOLE, 0, -1)),
    "generate(top_p)": (lambda model, value: model.generate(top_p=value), (None, 0, 2)),
    "generate(min_p)": (lambda model, value: model.generate(min_p=value), (None, -1, 2)),
    "generate(seed)": (lambda model, value: model.generate(seed=value), (*NOT_WHOLE, None, -1, 1 << 64, 10**5000)),
    "generate(tokens)": (lambda model, value: model.generate(tokens=value), (*NOT_WHOLE, None, -1)),
    "best(tokens)": (lambda model, value: model.best(tokens=value), (*NOT_WHOLE, None, 0, 1001)),
    "best(count)": (lambda model, value: model.best(count=value), (*NOT_WHOLE, None, 0, 101)),
    "sample(count)": (lambda model, value: model.sample(count=value), (*NOT_WHOLE, None, 0, 10**7)),
    "sample(tokens)": (lambda model, value: model.sample(tokens=value), (*NOT_WHOLE, None, 0)),
    "sample(temperature)": (lambda model, value: model.sample(temperature=value), (None, -1)),
    "top": (lambda model, value: model.next().top(value), (*NOT_WHOLE, None, -1)),
    "draw": (lambda model, value: model.next().draw(value), (None, -1, 1, math.inf, 10**5000)),
    "train(order)": (lambda _, value: lmtui.train("mouse", order=value), (*NOT_WHOLE, None)),
    "train_on_text(order)": (lambda _, value: lmtui.train_on_text(SENTENCES, order=value), (*NOT_WHOLE, None)),
}

TEXTS: dict[str, Callable[[lmtui.NgramModel, Any], object]] = {
    "next": lambda model, value: model.next(value),
    "generate": lambda model, value: model.generate(value),
    "score": lambda model, value: model.score(value),
    "best": lambda model, value: model.best(value),
    "sample": lambda model, value: model.sample(value),
    "of": lambda model, value: model.next().of(value),
    "save": lambda model, value: model.save(value),
    "load": lambda _, value: lmtui.load(value),
    "load(tokenizer)": lambda _, value: lmtui.load(GOLDEN / "toy.o2.arpa", tokenizer=value),
    "train": lambda _, value: lmtui.train(value),
    "train(smoothing)": lambda _, value: lmtui.train("mouse", smoothing=value),
    "train(tokenizer)": lambda _, value: lmtui.train("mouse", tokenizer=value),
    "train_on_text": lambda _, value: lmtui.train_on_text(value),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_what_is_no_number_is_one_clear_error(name: str, small: lmtui.NgramModel) -> None:
    take, also_wrong = NUMBERS[name]
    for value in (*NO_NUMBERS, *also_wrong):
        with pytest.raises(SettingError, match=r"cannot be .*; give a") as caught:
            take(small, value)
        assert str(caught.value).isprintable()


@pytest.mark.parametrize("name", TEXTS)
def test_what_is_no_text_is_one_clear_error(name: str, small: lmtui.NgramModel) -> None:
    for value in (None, 1, 1.5, b"mouse", ["mouse"], np.str_):
        with pytest.raises(SettingError, match=r"cannot be .*; give a") as caught:
            TEXTS[name](small, value)
        assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    "settings",
    [
        {"temperature": Fraction(7, 10), "top_k": np.int64(3), "top_p": Decimal("0.9"), "min_p": np.float32(0.05)},
        {"temperature": np.float32(0.7), "top_k": 3.0, "top_p": Fraction(9, 10), "min_p": Decimal("0.05")},
        {"temperature": Decimal("0.7"), "top_k": Fraction(3), "top_p": np.float64(0.9), "min_p": Fraction(1, 20)},
    ],
    ids=["fraction", "numpy", "decimal"],
)
def test_numbers_of_every_type_are_the_same_numbers(settings: dict[str, Any], small: lmtui.NgramModel) -> None:
    plain: dict[str, Any] = {"temperature": 0.7, "top_k": 3, "top_p": 0.9, "min_p": 0.05}
    following, expected = small.next("the", **settings), small.next("the", **plain)
    assert following.top(np.int32(99)) == expected.top(99.0) == expected.top(99)  # type: ignore[arg-type]
    assert following.entropy_bits == expected.entropy_bits
    assert following.draw(Fraction(1, 4)) == following.draw(Decimal("0.25")) == expected.draw(float(np.float32(0.25)))
    drawn = small.generate("the", tokens=np.uint8(30), seed=np.uint64(7), **settings)  # type: ignore[arg-type]
    assert list(drawn) == list(small.generate("the", tokens=30, seed=7, **plain))


def test_t_as_a_fraction_is_exactly_that_fraction(small: lmtui.NgramModel) -> None:
    tokens = small.next("the", temperature=Fraction(1, 3)).top(99)
    cubes = [token.model_prob**3 for token in tokens]
    assert [token.prob for token in tokens] == pytest.approx([cube / math.fsum(cubes) for cube in cubes], rel=1e-14)
