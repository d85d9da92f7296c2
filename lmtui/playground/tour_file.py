"""Reads a tour from a TOML file, and says in one line what is wrong with the file, and where.

    title = "Temperature"

    [[step]]
    title = "T = 0"                             # in a few words
    text = "Press {slide-to-zero}."             # what to do; an action's id in braces stands for its key
    done = ["temperature = 0", "tokens >= 3"]   # what must hold; without it the step is only to be read
    look = "The favourite has it all."          # what to look at, once it is done
    set = { corpus = "mouse", prompt = "the" }  # what the step begins with: options of the command line

Paths of corpora are read from the folder of the file.
"""

from __future__ import annotations

import os
import re
import string
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from lmtui import numbers
from lmtui.errors import LmtuiError
from lmtui.files import quoted, read_file
from lmtui.options.config_file import value_in_file
from lmtui.options.model import CORPUS, TRAINING
from lmtui.options.option import Option
from lmtui.options.playground import SPEED, STOP
from lmtui.options.sampling import CUTS, PROMPT, SEED, TEMPERATURE
from lmtui.options.toml_lines import NoToml, parse
from lmtui.playground.settings import Pace
from lmtui.playground.tour import CHANGES, COMPARISONS, NUMBERS, TEXTS, Condition, Fact, Start, Tour, TourStep
from lmtui.recipe import Recipe, check_for_order
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.settings import Sampling
from lmtui.text.safety import visible
from lmtui.text.sources import STANDARD_INPUT

MOST_STEPS, LONGEST_TITLE, LONGEST_TEXT = 200, 50, 300
_LARGEST = 1_000_000  # bytes; no tour is larger
_SET = {option.name: option for option in (CORPUS, *TRAINING, PROMPT, TEMPERATURE, *CUTS, SEED, SPEED, STOP)}
_CONDITION = re.compile(rf"\s*([\w-]+)\s*({'|'.join((*COMPARISONS, CHANGES))})\s*(.*?)\s*")


@dataclass(frozen=True)
class ScreenWords:
    """What a tour can name of the screen.

    Attributes:
        actions: the ids of the actions, whose keys texts can name.
        values: of facts that have no other values, all that there are.
    """

    actions: Collection[str]
    values: Mapping[str, Collection[str]]


_SHOWN = 60
"""How many characters of a malformed condition a message shows."""


class _Fault(Exception):
    """Something is wrong with the file; says where, and what."""


def read_tour(path: str, words: ScreenWords) -> Tour:
    """Read a tour.

    Args:
        path: of the file.
        words: what it can name of the screen.

    Raises:
        LmtuiError: the file cannot be read, or is no tour; the message says where.
    """
    path = os.path.abspath(os.path.expanduser(path))
    data, stamp = read_file(path, _LARGEST)
    try:
        if stamp.size > _LARGEST:
            raise _Fault(f"it has more than {_LARGEST:,} bytes")
        return _tour(parse(data.decode("utf-8-sig")), os.path.dirname(path), words)
    except UnicodeDecodeError:
        raise LmtuiError(f"{quoted(path)} is no tour: it is not UTF-8; save it as UTF-8") from None
    except NoToml as error:
        place = f" (line {error.line}); mend that line" if error.line else "; mend it"
        raise LmtuiError(f"{quoted(path)} {visible(str(error))}{place}") from None
    except _Fault as fault:
        raise LmtuiError(f"{quoted(path)} is no tour: {visible(str(fault))}") from None


def _tour(record: dict[str, Any], folder: str, words: ScreenWords) -> Tour:
    _check_names(record, ("title", "step"), "")
    steps = record.get("step")
    if not isinstance(steps, list) or not steps or not all(isinstance(step, dict) for step in steps):
        raise _Fault("it has no [[step]]")
    if len(steps) > MOST_STEPS:
        raise _Fault(f"it has {len(steps)} steps, which is more than {MOST_STEPS}")
    made = [_step(step, f"step {number}", folder, words) for number, step in enumerate(steps, 1)]
    if made[0].start is None:
        made[0] = replace(made[0], start=_start({}, "step 1: set", folder))
    return Tour(_text(record, "title", "", LONGEST_TITLE, "Tour"), made)


def _step(record: dict[str, Any], where: str, folder: str, words: ScreenWords) -> TourStep:
    _check_names(record, ("title", "text", "done", "look", "set"), where)
    title = _text(record, "title", where, LONGEST_TITLE)
    text = _template(_text(record, "text", where, LONGEST_TEXT), f"{where}: text", words)
    done = record.get("done", [])
    if not isinstance(done, list):
        done = [done]
    conditions = [_condition(each, f"{where}: done", words) for each in done]
    look = _template(_text(record, "look", where, LONGEST_TEXT, ""), f"{where}: look", words)
    if look and not conditions:
        raise _Fault(f"{where}: look is shown when the step is done, and there is no done")
    start = _start(record["set"], f"{where}: set", folder) if "set" in record else None
    return TourStep(title, text, conditions, look, start)


def _check_names(record: Mapping[str, Any], known: Collection[str], where: str) -> None:
    for name in record:
        if name not in known:
            raise _Fault(f"{_before(where)}there is no '{name}'; there are {', '.join(known)}")


def _before(where: str) -> str:
    return f"{where}: " if where else ""


def _text(record: Mapping[str, Any], name: str, where: str, longest: int, default: str | None = None) -> str:
    value = record.get(name, default)
    if value is None:
        raise _Fault(f"{_before(where)}{name} is missing")
    if not isinstance(value, str):
        raise _Fault(f"{_before(where)}{name} is no text")
    value = visible(" ".join(value.split()))
    if len(value) > longest:
        raise _Fault(f"{_before(where)}{name} has {len(value)} characters; write at most {longest}")
    return value


def _template(text: str, where: str, words: ScreenWords) -> str:
    """The text, if all that stands in its braces are ids of actions."""
    try:
        fields = list(string.Formatter().parse(text))
    except ValueError:
        raise _Fault(f"{where}: a brace has no other one; write {{{{ for a brace") from None
    for _, name, form, conversion in fields:
        if name is not None and (name not in words.actions or form or conversion):
            near = get_close_matches(name, words.actions, 1)
            meant = f"do you mean {near[0]}?" if near else "the README says where they are listed"
            raise _Fault(f"{where}: there is no action '{name}'; {meant}")
    return text


def _condition(written: object, where: str, words: ScreenWords) -> Condition:
    match = _CONDITION.fullmatch(written) if isinstance(written, str) else None
    if not match:
        raise _Fault(f"{where}: '{str(written)[:_SHOWN]}' is no condition; write one like \"temperature = 0\"")
    fact, comparison, value = match.groups()
    if fact not in NUMBERS and fact not in TEXTS:
        raise _Fault(f"{where}: there is no fact '{fact}'; there are {', '.join((*NUMBERS, *TEXTS))}")
    if comparison == CHANGES:
        if value:
            raise _Fault(f"{where}: nothing stands behind '{CHANGES}'")
        return Condition(fact, comparison)
    return Condition(fact, comparison, _value(fact, comparison, value, where, words))


def _value(fact: str, comparison: str, written: str, where: str, words: ScreenWords) -> Fact:
    if fact in NUMBERS:
        number = numbers.parse(written)
        if number is None or number != number:  # NaN
            raise _Fault(f"{where}: {fact} is a number, and '{written}' is none")
        return number
    if comparison not in ("=", "!="):
        raise _Fault(f"{where}: {fact} is a text, which is = or != another one")
    known = words.values.get(fact, ())
    if known and written not in known:
        raise _Fault(f"{where}: there is no {fact} '{written}'; there are {', '.join(known)}")
    return " ".join(written.split())


def _start(record: object, where: str, folder: str) -> Start:
    if not isinstance(record, dict):
        raise _Fault(f'{where} is no table; write set = {{ corpus = "mouse" }}')
    _check_names(record, _SET, where)
    values = {option.key: _option(record, option, where, folder) for option in _SET.values()}
    try:
        check_for_order(values["smoothing"], values["prune"], values["order"])
    except LmtuiError as error:
        raise _Fault(f"{where}: {error}") from None
    return Start(
        Recipe(values[CORPUS.key], **{option.key: values[option.key] for option in TRAINING}),
        Sampling(
            values[TEMPERATURE.key], Cuts(**{option.key: values[option.key] for option in CUTS}), values[SEED.key]
        ),
        values[PROMPT.key],
        Pace(values[SPEED.key], values[STOP.key]),
    )


def _option(record: Mapping[str, Any], option: Option[Any], where: str, folder: str) -> Any:
    """The value of an option; its default where it is not set."""
    if option.name not in record:
        return option.default
    try:
        value = value_in_file(option, record[option.name], folder)
    except LmtuiError as error:
        raise _Fault(f"{where}: {option.name}: {error}") from None
    if option is CORPUS and STANDARD_INPUT in value:
        raise _Fault(f"{where}: {option.name}: standard input is the keyboard here; give the text as a file")
    return value
