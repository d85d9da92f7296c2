"""What an option is: its name and its help, and how its values are read, checked and written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from lmtui.errors import SettingError
from lmtui.sampling import numbers

T = TypeVar("T")

LARGEST_NUMBER = 10**18
"""The largest whole number an option takes where people know no limit: a float does not overflow, nor does int64."""


@dataclass(frozen=True)
class Kind(Generic[T]):
    """How the values of an option are read, checked and written.

    Attributes:
        read: gives the value that a typed text means.
        check: returns a value as the option takes it; numbers may be of any type.
        write: gives a text that `read` takes for the value.

    `read` and `check` raise a `SettingError` that says what is wrong and what to give instead.
    """

    read: Callable[[str], T]
    check: Callable[[Any], T]
    write: Callable[[Any], str] = str


@dataclass(frozen=True)
class Option(Generic[T]):
    """Something that a person can set, wherever it is set.

    Attributes:
        name: on the command line, without the dashes: `top-k`.
        kind: how its values are read, checked and written.
        default: the value where none is given; of an option that may be repeated, a tuple of values.
        help: one line for `--help`.
        metavar: what stands for the value in `--help`; "" where the choices do, or where there is no value.
        choices: texts to choose from, each with what it means; of a flag, the text for False and that for True.
        label: what stands before its field in the settings screen; "" where it has none.
        hint: what an empty field shows.
        short: a second name of one letter, without the dash.
        is_flag: on the command line the option has no value: there it is given, or not.
        is_repeated: the option may be given several times on the command line.
        is_required: the option must be given on the command line.
        may_be_empty: an empty field means the default.
    """

    name: str
    kind: Kind[T]
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

    @property
    def key(self) -> str:
        """The name as an identifier: the attribute that holds the value in Python, and the field in files."""
        return self.name.replace("-", "_")

    @property
    def flag(self) -> str:
        """The name with its dashes, as it is typed on the command line."""
        return f"--{self.name}"

    def read_field(self, text: str) -> T:
        """The value that its field holds; a `SettingError` where the text is none."""
        if self.may_be_empty and not text.strip():
            value: T = self.default
            return value
        return self.kind.read(text)


def flag(name: str, help: str, choices: Mapping[str, str] | None = None, label: str = "") -> Option[bool]:
    """An option that is given, or not.

    Args:
        name: of the option.
        help: of the option.
        choices: what its field offers: the text for False and the text for True, each with what it means.
        label: of its field.
    """
    no, yes = choices or ("no", "yes")
    words = {no: False, yes: True}

    def write(value: bool) -> str:
        return yes if value else no

    kind = Kind(words.__getitem__, bool, write)
    return Option(name, kind, False, help, "", choices or {}, label, is_flag=True)


def one_of(name: str, choices: tuple[str, ...], default: object, help: str, is_repeated: bool = False) -> Option[str]:
    """An option whose values are some texts and no others."""

    def check(value: str) -> str:
        if value not in choices:
            raise SettingError(f"invalid choice: {value!r} (choose from {', '.join(map(repr, choices))})")
        return value

    described = dict.fromkeys(choices, "")
    return Option(name, text(check), default, help, choices=described, is_repeated=is_repeated)


def text(check: Callable[[str], str] = str) -> Kind[str]:
    """Texts, which `check` returns as the option takes them, or refuses."""
    return Kind(check, check)


def number(
    noun: str,
    parse: Callable[[str], float | None],
    check: Callable[[Any], T],
    advice: str,
    words: Mapping[str, Any] | None = None,
) -> Kind[T]:
    """Numbers, and words that stand for a value.

    Args:
        noun: what such a number is called, as in "'x' is no seed".
        parse: reads a number; None or NaN where the text is none.
        check: returns the number if it is in range, else raises a `SettingError`.
        advice: what to give where a text is no number.
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
        return texts.get(value) or (str(value) if isinstance(value, int) else numbers.written(value))

    def check_unless_none(value: Any) -> Any:
        return None if value is None and None in meanings.values() else check(value)

    return Kind(read, check_unless_none, write)


def whole(
    noun: str,
    lowest: int,
    highest: int | None = None,
    words: Mapping[str, int | None] | None = None,
    article: str = "the ",
    most: int = LARGEST_NUMBER,
) -> Kind[int]:
    """Whole numbers in a range.

    Args:
        noun: what such a number is called, as in "'x' is no order".
        lowest: the least number.
        highest: the greatest number; None where people know no limit.
        words: see `number`.
        article: what stands before the noun, as in "the order cannot be 17".
        most: the greatest number where people know no limit.
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
