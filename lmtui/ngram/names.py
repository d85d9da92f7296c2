"""The smoothing methods by name; kept apart from their mathematics so that a name can be checked without numpy."""

from __future__ import annotations

import math

from lmtui.errors import SettingError

ORDERS = range(1, 6)
"""The orders n a model may have."""

DEFAULT = "kneser-ney"
METHODS = {
    "kneser-ney": ("lmtui.ngram.kneser_ney", "KneserNey"),
    "witten-bell": ("lmtui.ngram.witten_bell", "WittenBell"),
    "jelinek-mercer": ("lmtui.ngram.jelinek_mercer", "JelinekMercer"),
    "add-k": ("lmtui.ngram.add_k", "AddK"),
    "mle": ("lmtui.ngram.mle", "MaximumLikelihood"),
}
"""The methods by name, and where each lives."""

PARAMETERS = {"jelinek-mercer": (0.7, 1.0), "add-k": (0.05, math.inf)}
"""The methods that take a parameter (as in `add-k:0.1`), its default, and what it stays below."""


def parse_smoothing(text: str) -> tuple[str, float | None]:
    """Split `NAME` or `NAME:PARAMETER`, the parameter's default filled in.

    Raises:
        SettingError: an unknown name, a parameter that is none, or one where none is taken.
    """
    name, colon, given = text.partition(":")
    if name not in METHODS:
        raise SettingError(f"no smoothing is called '{name}'; choose one of {', '.join(METHODS)}")
    if name not in PARAMETERS:
        if colon:
            raise SettingError(f"'{name}' takes no parameter; leave out ':{given}'")
        return name, None
    default, limit = PARAMETERS[name]
    if not colon:
        return name, default
    try:
        parameter = float(given)
    except ValueError:
        parameter = math.nan
    if not 0 < parameter < limit:
        bounds = "above 0" if limit == math.inf else f"between 0 and {limit:g}"
        raise SettingError(f"'{given}' is no parameter for {name}; give a number {bounds}, as in {name}:{default}")
    return name, parameter
