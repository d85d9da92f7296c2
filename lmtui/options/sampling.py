"""The options of sampling: how tokens are drawn, and how many."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from lmtui import numbers
from lmtui.errors import SettingError
from lmtui.options.option import Option, ValueKind, check_not_huge, flag, number, one_of, text, whole
from lmtui.sampling.cuts import check_min_p, check_top_k, check_top_n_sigma, check_top_p, check_typical
from lmtui.sampling.settings import check_seed
from lmtui.sampling.temperature import SWEPT, check_temperature, parse_temperature, parse_temperatures

MAX_PROMPT = 100_000
"""The most characters of a prompt."""

TOKEN, SEQUENCE = "token", "sequence"
"""What temperature anneals: each token, or the whole sequence."""

_TOP_K = "give a whole number from 1 up, or off"
_SHARE = "give a number from 0 to 1, or off"


def _check_prompt(prompt: str) -> str:
    if len(prompt) > MAX_PROMPT:
        raise SettingError(f"a prompt of {len(prompt):,} characters is too long; give at most {MAX_PROMPT:,}")
    return prompt


def _check_top_k(value: object) -> int | None:
    top_k = check_top_k(value)
    return top_k and check_not_huge(top_k, "top-k")


PROMPT: Final = Option("prompt", text(_check_prompt), "", "the beginning of the text", "TEXT")
TEMPERATURE: Final = Option(
    "temperature",
    ValueKind(parse_temperature, check_temperature, numbers.written),
    1.0,
    "0 (always the favourite) to inf (uniform); 1 (default) is the model itself",
    "T",
)
TEMPERATURES: Final = Option(
    "temperatures",
    ValueKind(parse_temperatures, tuple, lambda swept: ",".join(map(numbers.written, swept or ()))),
    SWEPT,
    f"with commas between them (default: {','.join(f'{temperature:g}' for temperature in SWEPT)})",
    "LIST",
)
TOP_K: Final = Option(
    "top-k",
    number("top-k", numbers.parse_whole, _check_top_k, _TOP_K, {"off": None}),
    None,
    "keep the K most probable tokens",
    "K",
    label="Top-k",
    hint="keep so many tokens, or off",
    may_be_empty=True,
)
TOP_P: Final = Option(
    "top-p",
    number("top-p", numbers.parse, check_top_p, _SHARE, {"off": 1.0}),
    1.0,
    "keep the fewest first tokens whose probability reaches P",
    "P",
    label="Top-p",
    hint="the first that make up this, or off",
    may_be_empty=True,
)
MIN_P: Final = Option(
    "min-p",
    number("min-p", numbers.parse, check_min_p, _SHARE, {"off": 0.0}),
    0.0,
    "keep tokens at least P times as probable as the first",
    "P",
    label="Min-p",
    hint="least share of the first one's, or off",
    may_be_empty=True,
)
TOP_N_SIGMA: Final = Option(
    "top-n-sigma",
    number("top-n-sigma", numbers.parse, check_top_n_sigma, "give a number above 0, or off", {"off": None}),
    None,
    "keep tokens with ln p at most N standard deviations below the first one's, the same at every T",
    "N",
    label="Top-n-sigma",
    hint="so many sigma below the first, or off",
    may_be_empty=True,
)
TYPICAL: Final = Option(
    "typical",
    number("typical", numbers.parse, check_typical, _SHARE, {"off": 1.0}),
    1.0,
    "keep the fewest tokens whose probability reaches P, those with -ln p nearest to the entropy first",
    "P",
    label="Typical",
    hint="nearest to the entropy, or off",
    may_be_empty=True,
)
TEMPERATURE_LAST: Final = flag(
    "temperature-last",
    "make the cuts before the temperature, in p, as llama.cpp does; else after it, in p_T",
    {"first": "temperature, then the cuts, in p_T", "last": "the cuts, in p, then temperature"},
    label="Temperature",
)
SEED: Final = Option(
    "seed",
    number("seed", numbers.parse_whole, check_seed, "give a whole number from 0 up"),
    0,
    "which luck to draw with (default: 0)",
    "N",
    label="Seed",
    hint="a whole number",
)
TOKENS: Final = Option("tokens", whole("number of tokens", 0), 100, "how many tokens to draw (default: 100)", "N")
SWEPT_TOKENS: Final = Option(
    "tokens",
    whole("number of tokens", 1),
    200,
    "how many tokens to draw at each temperature (default: 200)",
    "N",
)
ANNEAL: Final = replace(
    one_of(
        "anneal",
        (TOKEN, SEQUENCE),
        TOKEN,
        "what T anneals: each token (default), or the whole sequence of exactly so many tokens, p(x)^(1/T), with "
        "</s> only last",
    ),
    choices={TOKEN: "each token by itself", SEQUENCE: "the whole sequence, as p(x)^(1/T)"},
    label="T anneals",
)

CUTS: Final[tuple[Option[Any], ...]] = (TOP_N_SIGMA, TOP_K, TYPICAL, TOP_P, MIN_P, TEMPERATURE_LAST)
"""The options that cut the ranking, in the order of the cuts; each is a field of `lmtui.sampling.cuts.Cuts`."""
