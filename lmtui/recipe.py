"""What a model is made from: texts, an order, a smoothing method; nothing here imports numpy or any model."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction

from lmtui.errors import ModelError, SettingError
from lmtui.numbers import parse_exact, share
from lmtui.text.units import AUTO

ORDERS = range(1, 17)
"""The orders n a model may have."""

DEFAULT_SMOOTHING = "kneser-ney"
SMOOTHING_METHODS = ("kneser-ney", "witten-bell", "jelinek-mercer", "add-k", "mle")
"""The smoothing methods by name."""

SMOOTHING_PARAMETERS = {"jelinek-mercer": (0.7, 1.0), "add-k": (0.05, math.inf)}
"""The methods that take a parameter (as in `add-k:0.1`), with its default, and the number that it must stay below.

Jelinek-Mercer may also take several parameters: a weight for each order."""

READ_FROM_ARPA = "arpa"
"""Stands in the place of a smoothing's name for a model that was read from an ARPA file."""

ARPA_ENDINGS_WRITTEN = (".arpa", ".arpa.gz")
ARPA_ENDINGS_READ = (*ARPA_ENDINGS_WRITTEN, ".arpa.bz2", ".arpa.xz")
"""How names of ARPA files end, in lower case."""

Parameters = tuple[float | Fraction, ...]
"""The numbers that a method takes; a fraction is one of several weights that no float means."""


@dataclass(frozen=True)
class Recipe:
    """What a model is made from; two equal recipes give equal models.

    Attributes:
        corpora: names of bundled corpora, files or folders, read one after another.
        order: n.
        smoothing: `NAME` or `NAME:PARAMETER`.
        tokenizer: the name of the tokenizer.
        model: a trained folder or an ARPA file to use instead of training; or the name of a server's model; "" is
            none, or any.
        unit: the rule by which text is cut into units; see `lmtui.text.units`.
        closed: whether V is the words seen, without `<unk>`.
        min_count: words seen less often are `<unk>`.
        exact_text: whether text is cut as it was given, and not in its normal form.
        encoding: of the corpora; "" is UTF-8, or the encoding of a byte-order mark.
        server: the address of a server that has the model; "" is none.
        prune: thresholds of the orders with commas between these, as in `0,0,1`; "" prunes nothing. See
            `thresholds_of`.
        limit_vocab: the path of a file of words; n-grams with other words are pruned; "" is any word. See
            `lmtui.text.word_list`.
    """

    corpora: tuple[str, ...]
    order: int = 3
    smoothing: str = DEFAULT_SMOOTHING
    tokenizer: str = "word"
    model: str = ""
    unit: str = AUTO
    closed: bool = False
    min_count: int = 1
    exact_text: bool = False
    encoding: str = ""
    server: str = ""
    prune: str = ""
    limit_vocab: str = ""

    def in_full(self) -> Recipe:
        """The same recipe with all its defaults written out, so that equal models have equal recipes.

        Raises:
            SettingError: the smoothing, or what is to be pruned, makes no sense, or not for the order.
        """
        smoothing = smoothing_label(*check_smoothing(self.smoothing, self.order))
        thresholds = thresholds_of(self.prune, self.order)
        return replace(self, smoothing=smoothing, prune=",".join(map(str, thresholds)) if any(thresholds) else "")

    @property
    def source(self) -> str:
        """Where the model comes from."""
        return self.server or self.model or " + ".join(self.corpora)

    @property
    def is_trained_elsewhere(self) -> bool:
        """Whether the recipe leads to a model that was trained before, and not to a text."""
        return bool(self.model or self.server)

    @property
    def is_pruned(self) -> bool:
        """Whether the model lacks n-grams of its text."""
        return bool(self.prune or self.limit_vocab)


def parse_smoothing(text: str) -> tuple[str, Parameters]:
    """Split `NAME`, `NAME:PARAMETER` or `jelinek-mercer:WEIGHT,WEIGHT,..`, the default filled in.

    Returns:
        The name, and the parameters as they were typed; none for a method that takes none.

    Raises:
        SettingError: an unknown name, a parameter that is none, or one where none is taken.
    """
    name, colon, given = text.partition(":")
    if name not in SMOOTHING_METHODS:
        raise SettingError(f"no smoothing is called '{name}'; choose one of {', '.join(SMOOTHING_METHODS)}")
    if name not in SMOOTHING_PARAMETERS:
        if colon:
            raise SettingError(f"'{name}' takes no parameter; leave out ':{given}'")
        return name, ()
    default, limit = SMOOTHING_PARAMETERS[name]
    if not colon:
        return name, (default,)
    if name == "jelinek-mercer" and "," in given:
        return name, _weights(given)
    parameter = float((None if "," in given else parse_exact(given)) or math.nan)
    if not 0 < parameter < limit:
        bounds = "above 0" if limit == math.inf else f"between 0 and {limit:g}"
        raise SettingError(f"'{given}' is no parameter for {name}; give a number {bounds}, as in {name}:{default}")
    return name, (parameter,)


def check_order(order: int) -> None:
    """Raise a `ModelError` unless a model may have this order."""
    if order not in ORDERS:
        raise ModelError(f"order {order} is not available; choose one from {ORDERS[0]} to {ORDERS[-1]}")


def check_smoothing(text: str, order: int | None) -> tuple[str, Parameters]:
    """Split a smoothing as `parse_smoothing` does, and check it for an order; None is any order.

    Raises:
        SettingError: as from `parse_smoothing`; or there are several weights, and not one for each order.
    """
    name, parameters = parse_smoothing(text)
    if order is not None and len(parameters) not in (0, 1, order):
        raise SettingError(
            f"'{text}' has {len(parameters)} weights for a model of order {order}; give one for each order, or a "
            "single λ"
        )
    return name, parameters


def check_prune(text: str) -> str:
    """Thresholds as a recipe has them: `0,0,1` for `0, 0 1`; "" where nothing is pruned.

    Raises:
        SettingError: these are no whole numbers from 0 up that never decrease.
    """
    numbers = text.replace(",", " ").split()
    if not all(number.isascii() and number.isdecimal() and len(number) < _LONGEST_THRESHOLD for number in numbers):
        raise SettingError(f"'{text}' are no thresholds to prune by; give whole numbers from 0 up, as in 0,0,1")
    thresholds = [int(number) for number in numbers]
    if thresholds != sorted(thresholds):
        raise SettingError(f"'{text}' decreases; of longer n-grams as many must be pruned as of shorter ones")
    return ",".join(map(str, thresholds)) if any(thresholds) else ""


_LONGEST_THRESHOLD = 19  # digits


def thresholds_of(prune: str, order: int) -> tuple[int, ...]:
    """The threshold of each order: n-grams that occur so often, or less, are left out of the model.

    The last number counts for all higher orders, too, as with `lmplz --prune`.

    Raises:
        SettingError: as from `check_prune`; or there are more numbers than orders.
    """
    thresholds = [int(number) for number in check_prune(prune).split(",") if number] or [0]
    if len(thresholds) > max(order, 1):
        raise SettingError(
            f"'{prune}' has {len(thresholds)} thresholds for a model of order {order}; give one an order, or fewer"
        )
    return tuple(thresholds + thresholds[-1:] * (order - len(thresholds)))


def check_for_order(smoothing: str, prune: str, order: int) -> None:
    """Raise a `SettingError` where a smoothing, or the thresholds to prune by, make no sense for an order."""
    check_smoothing(smoothing, order)
    thresholds_of(prune, order)


def smoothing_label(name: str, parameters: Parameters) -> str:
    """A method with its parameters as people type it: the inverse of `parse_smoothing`."""
    return f"{name}:{','.join(map(str, parameters))}" if parameters else name


def _weights(given: str) -> Parameters:
    """Read several weights, none below 0, which sum to 1 at most as they were typed."""
    weights = [weight for weight in map(parse_exact, given.split(",")) if weight is not None and weight >= 0]
    if len(weights) <= given.count(",") or sum(weights) > 1:
        raise SettingError(
            f"'{given}' are no weights for jelinek-mercer; give one an order, the highest first, from 0 up, which "
            "sum to 1 at most, as in jelinek-mercer:0.6,0.3,0.1"
        )
    return tuple(share(weight, "a weight", "give a number") for weight in weights)
