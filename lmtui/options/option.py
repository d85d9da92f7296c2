"""An option: its name, its help, and how its values are read, checked and written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from lmtui import numbers
from lmtui.errors import SettingError

T = TypeVar("T")

LARGEST_NUMBER = 10**18
"""The largest whole number of an option without a limit of its own; neither a float nor an int64 overflows."""


@dataclass(frozen=True)
class ValueKind(Generic[T]):
    """How the values of an option are read, checked and written.

    Attributes:
        read: turns a typed text into a value.
        check: returns a value in the option's own type; numbers may be given in any type.
        write: turns a value into a text that `read` reads; None that stands for no value into "".
        range: what can be given: "a whole number from 1 up, or off"; "" where `check` alone knows.

    `read` and `check` raise a `SettingError` that says what is wrong and what to give instead.
    """

    read: Callable[[str], T]
    check: Callable[[Any], T]
    write: Callable[[Any], str] = str
    range: str = ""


@dataclass(frozen=True)
class Option(Generic[T]):
    """An option of the command line, the settings screen, or both.

    Attributes:
        name: on the command line, without the dashes: `top-k`.
        kind: how its values are read, checked and written.
        default: the value where none is given; of an option that may be repeated, a tuple of values.
        help: one line for `--help`.
        metavar: stands for the value in `--help`; "" where the choices stand there, or where there is no value.
        choices: the texts to choose from, each with its meaning; of a flag, the texts for False and for True.
        label: stands before the field of the option in the settings screen; "" for an option without a field.
        hint: is shown in an empty field.
        short: a second name of one letter, without the dash.
        is_flag: the option has no value on the command line; giving the option means True.
        is_repeated: the option may be given several times on the command line.
        is_required: the option must be given on the command line.
        may_be_empty: an empty field means the default.
        is_path: the value is the path of a file or folder, or the name of a corpus.
        in_config: the configuration file can set the option; else the command line alone can.
        may_be_bare: the value may be left out on the command line, and is "" then.
        is_positional: the value stands there without the name.
        may_be_words: the value may stand there in several words on the command line, as `0 0 1`.
    """

    name: str
    kind: ValueKind[T]
    default: Any
    help: str
    metavar: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    label: str = ""
    hint: str = ""
    short: str = ""
    is_flag: bool = False
    is_repeated: bool = False
    is_required: bool = False
    may_be_empty: bool = False
    is_path: bool = False
    in_config: bool = True
    may_be_bare: bool = False
    is_positional: bool = False
    may_be_words: bool = False

    @property
    def key(self) -> str:
        """The name as an identifier: the attribute that holds the value in Python, and the field in files."""
        return self.name.replace("-", "_")

    @property
    def flag(self) -> str:
        """The name with its dashes, as people type it on the command line."""
        return f"--{self.name}"

    @property
    def off_flag(self) -> str:
        """Of a flag that the configuration file can set: what says on the command line that it is off; else ""."""
        if not (self.is_flag and self.in_config):
            return ""
        return f"--{self.name.removeprefix('no-')}" if self.name.startswith("no-") else f"--no-{self.name}"

    def read_field(self, text: str) -> T:
        """The value that the text of the option's field means; a `SettingError` where the text means none."""
        if self.may_be_empty and not text.strip():
            value: T = self.default
            return value
        return self.kind.read(text)


def flag(
    name: str,
    help: str,
    choices: Mapping[str, str] | None = None,
    label: str = "",
    in_config: bool = True,
) -> Option[bool]:
    """An option without a value: True where it is given, else False.

    Args:
        name: of the option.
        help: of the option.
        choices: what the field offers: the texts for False and for True, each with its meaning.
        label: of the field.
        in_config: whether the configuration file can set the option.
    """
    no, yes = choices or ("no", "yes")
    words = {no: False, yes: True}

    def write(value: bool) -> str:
        return yes if value else no

    kind = ValueKind(words.__getitem__, bool, write)
    return Option(name, kind, False, help, "", choices or {}, label, is_flag=True, in_config=in_config)


def one_of(name: str, choices: tuple[str, ...], default: object, help: str, is_repeated: bool = False) -> Option[str]:
    """An option whose values are some texts and no others."""

    def check(value: str) -> str:
        if value not in choices:
            raise SettingError(f"invalid choice: {value!r} (choose from {', '.join(map(repr, choices))})")
        return value

    described = dict.fromkeys(choices, "")
    return Option(name, text(check), default, help, choices=described, is_repeated=is_repeated)


def text(check: Callable[[str], str] = str) -> ValueKind[str]:
    """How texts are read, checked and written; `check` returns the option's own form, or raises a `SettingError`."""
    return ValueKind(check, check, lambda value: "" if value is None else value)


def number(
    noun: str,
    parse: Callable[[str], float | None],
    check: Callable[[Any], T],
    advice: str,
    words: Mapping[str, Any] | None = None,
) -> ValueKind[T]:
    """How numbers are read, checked and written, and words that stand for a value.

    Args:
        noun: the noun for such a number, as in "'x' is no seed".
        parse: reads a number; None or NaN where the text is none.
        check: returns the number if it is in range, else raises a `SettingError`.
        advice: what to give where a text is no number: "give " and the range.
        words: the values of texts that are no numbers, in small letters; a value is written as its first text.
    """
    meanings = words or {}
    texts = {value: word for word, value in reversed(list(meanings.items()))}

    def read(typed: str) -> T:
        asked = typed.strip().lower()
        if asked in meanings:
            meant: T = meanings[asked]
            return meant
        value = parse(typed)
        if value is None or value != value:  # NaN
            raise SettingError(f"'{typed}' is no {noun}; {advice}")
        return check(value)

    def write(value: Any) -> str:
        if value is None or value in texts:
            return str(texts.get(value, ""))
        return str(value) if isinstance(value, int) else numbers.written(value)

    def check_unless_none(value: Any) -> Any:
        return None if value is None and None in meanings.values() else check(value)

    return ValueKind(read, check_unless_none, write, advice.removeprefix("give "))


def whole(
    noun: str,
    lowest: int,
    highest: int | None = None,
    words: Mapping[str, int | None] | None = None,
    article: str = "the ",
    most: int = LARGEST_NUMBER,
) -> ValueKind[int]:
    """How whole numbers in a range are read, checked and written.

    Args:
        noun: the noun for such a number, as in "'x' is no order".
        lowest: the least number.
        highest: the greatest number; None for a number without a limit that messages name.
        words: see `number`.
        article: stands before the noun, as in "the order cannot be 17".
        most: the greatest number where `highest` is None.
    """
    subject = article + noun
    advice = f"give a whole number from {lowest} {'up' if highest is None else f'to {highest}'}"
    advice += "".join(f", or {word}" for word in words or ())

    def check(value: object) -> int:
        given = numbers.whole(value, subject, advice)
        if given < lowest or (highest is not None and given > highest):
            raise numbers.refusal(subject, value, advice)
        return check_not_huge(given, subject, most)

    return number(noun, numbers.parse_whole, check, advice, words)


def check_not_huge(value: int, subject: str, most: int = LARGEST_NUMBER) -> int:
    """Return a whole number unless it is larger than makes any sense, else raise a `SettingError`."""
    if value > most:
        raise numbers.refusal(subject, value, "give a smaller whole number")
    return value
