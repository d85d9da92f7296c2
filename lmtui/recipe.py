"""What a model is made from: texts, an order, a smoothing method; nothing here imports numpy or any model."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from lmtui.errors import SettingError
from lmtui.text.units import AUTO

ORDERS = range(1, 17)
"""The orders n a model may have."""

DEFAULT_SMOOTHING = "kneser-ney"
SMOOTHING_METHODS = ("kneser-ney", "witten-bell", "jelinek-mercer", "add-k", "mle")
"""The smoothing methods by name."""

SMOOTHING_PARAMETERS = {"jelinek-mercer": (0.7, 1.0), "add-k": (0.05, math.inf)}
"""The methods that take a parameter (as in `add-k:0.1`), its default, and what it stays below.

Jelinek-Mercer takes several, too: a weight for each order."""

Parameters = tuple[float, ...]


@dataclass(frozen=True)
class Recipe:
    """What a model is made from; two equal recipes give equal models.

    Attributes:
        corpora: names of bundled corpora, files or folders, read one after another.
        order: n.
        smoothing: `NAME` or `NAME:PARAMETER`.
        tokenizer: its name.
        model: a trained folder or an ARPA file to use instead of training; "" is none.
        unit: the rule by which text is cut into units; see `lmtui.text.units`.
        closed: V is the words seen, without `<unk>`.
        min_count: words seen less often are `<unk>`.
        exact_text: text is taken as it is, and not in its normal form.
        encoding: of the corpora; "" is UTF-8, or what a byte-order mark says.
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

    @property
    def source(self) -> str:
        """Where the model comes from."""
        return self.model or " + ".join(self.corpora)


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
    parameter = _number(given)
    if not 0 < parameter < limit:
        bounds = "above 0" if limit == math.inf else f"between 0 and {limit:g}"
        raise SettingError(f"'{given}' is no parameter for {name}; give a number {bounds}, as in {name}:{default}")
    return name, (parameter,)


def check_smoothing(text: str, order: int | None) -> tuple[str, Parameters]:
    """As `parse_smoothing`, for models of an order, if one is given: of several weights there is one for each order.

    Raises:
        SettingError: as there, or there are too many weights or too few.
    """
    name, parameters = parse_smoothing(text)
    if order is not None and len(parameters) not in (0, 1, order):
        raise SettingError(
            f"'{text}' has {len(parameters)} weights for a model of order {order}; give one for each order, or a "
            "single λ"
        )
    return name, parameters


def smoothing_label(name: str, parameters: Parameters) -> str:
    """How a method with its parameters is asked for: the inverse of `parse_smoothing`."""
    return f"{name}:{','.join(map(repr, parameters))}" if parameters else name


def _weights(given: str) -> Parameters:
    """Several weights, none below 0, that sum to 1 at most, each meaning the decimal it was typed as."""
    weights = tuple(map(_number, given.split(",")))
    if not all(weight >= 0 for weight in weights) or sum(Fraction(repr(weight)) for weight in weights) > 1:
        raise SettingError(
            f"'{given}' are no weights for jelinek-mercer; give one an order, the highest first, from 0 up, which "
            "sum to 1 at most, as in jelinek-mercer:0.6,0.3,0.1"
        )
    return weights


def _number(text: str) -> float:
    """A finite number, or NaN."""
    try:
        number = float(text)
    except ValueError:
        return math.nan
    return number if math.isfinite(number) else math.nan
