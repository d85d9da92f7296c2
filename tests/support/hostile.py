"""Text that would act on a terminal, and a strict reader of what a terminal received.

Each payload carries a canary, a number or a name that the program has no use for, so that what leaks can be told from
what the program says itself. `leaks` takes a stream apart into text, line ends and sequences, and lists everything in
it that is neither harmless text nor one of the few sequences that the program is known to send.
"""

from __future__ import annotations

import base64
import os
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

CANARY = "lmtui-canary"
_NUMBER = "31337"
_CODED = base64.b64encode(CANARY.encode()).decode()


@dataclass(frozen=True)
class Payload:
    """Bytes that must not reach a terminal as they are."""

    name: str
    data: bytes

    @property
    def text(self) -> str:
        """As Python reads it from an argument, a file name or the environment."""
        return os.fsdecode(self.data)


_SEQUENCES = {
    "reset": "\x1bc",
    "soft reset": "\x1b[!p",
    "save and restore the cursor": "\x1b7\x1b8",
    "line drawing characters": "\x1b(0",
    "screen full of E": "\x1b#8",
    "C1 controls of 8 bits": "\x1b G",
    "erase the screen": "\x1b[2J",
    "erase what was scrolled": "\x1b[3J",
    "alternate screen": f"\x1b[?1049h\x1b[?1049l\x1b[?{_NUMBER}l",
    "private mode": f"\x1b[?{_NUMBER}h",
    "where is the cursor": f"\x1b[6n\x1b[{_NUMBER}n",
    "what are you": "\x1b[c\x1b[>c\x1b[=c",
    "report the title": "\x1b[21t",
    "resize": "\x1b[8;77;77t",
    "colour": f"\x1b[{_NUMBER};7m",
    "colour with colons": "\x1b[38:2::3:1:3m",
    "conceal": "\x1b[8m",
    "blink": "\x1b[5m",
    "move far": "\x1b[777;777H",
    "move right": f"\x1b[{_NUMBER}C",
    "repeat": f"x\x1b[{_NUMBER}b",
    "scroll region": "\x1b[7;9r",
    "print": "\x1b[5i",
    "modified keys": "\x1b[>4;2m",
    "keyboard flags": "\x1b[>31u\x1b[=7u",
    "intermediate characters": '\x1b[1"q',
    "end of a paste": f"\x1b[201~{CANARY}",
    "unfinished CSI": f"\x1b[{_NUMBER}",
    "lone ESC": "\x1b",
    "two ESC": f"\x1b\x1b[{_NUMBER}m",
}
_STRINGS = {
    "title": f"]0;{CANARY}",
    "window title": f"]2;{CANARY}",
    "palette": "]4;1;?",
    "folder": f"]7;file://{CANARY}/",
    "link": f"]8;;http://{CANARY}/",
    "notification": f"]9;{CANARY}",
    "ask for the colour": "]11;?",
    "clipboard": f"]52;c;{_CODED}",
    "ask for the clipboard": "]52;c;?",
    "notify": f"]777;notify;{CANARY}",
    "file": f"]1337;File=inline=1:{_CODED}",
    "DCS": f"P1$r{CANARY}",
    "ask for a setting": "P$qm",
    "sixel": "Pq#0;2;0;0;0~-",
    "tmux": f"Ptmux;\x1b\x1b]0;{CANARY}\x07",
    "APC": f"_G{CANARY}",
    "PM": f"^{CANARY}",
    "SOS": f"X{CANARY}",
}
_BACK = 9 * "\b"  # in an app, which takes the shortest way, a few are its own
_TERMINATORS = {"BEL": "\x07", "ST": "\x1b\\", "C1 ST": "\x9c", "nothing": ""}
_IN_EIGHT_BITS = {"[": 0x9B, "]": 0x9D, "P": 0x90, "X": 0x98, "^": 0x9E, "_": 0x9F}
_FORMATS = (
    0x061C,
    0x200B,
    0x200E,
    0x200F,
    *range(0x2028, 0x202F),
    *range(0x2066, 0x206A),
    0xFEFF,
    *range(0xFFF9, 0xFFFC),
    0xE0001,
    0xE0041,
    0xE007F,
)
_NO_UTF8 = {
    "Latin-1": b"caf\xe9",
    "truncated, two of three": b"\xe2\x82",
    "truncated, three of four": b"\xf0\x9f\xa6",
    "truncated before a sequence": b"\xe2\x1b[31337;7m",
    "truncated before a title": b"\xc2\x1b]0;lmtui-canary\x07",
    "continuation": b"\x80\xbf",
    "overlong ESC, two bytes": b"\xc0\x9b[31337;7m",
    "overlong ESC, three bytes": b"\xe0\x80\x9b[31337;7m",
    "overlong ESC, four bytes": b"\xf0\x80\x80\x9b[31337;7m",
    "overlong NUL": b"\xc0\x80",
    "a surrogate": b"\xed\xa0\x80",
    "a pair of surrogates": b"\xed\xa0\xbd\xed\xb8\x80",
    "beyond Unicode": b"\xf4\x90\x80\x80",
    "no byte of UTF-8": b"\xfe\xff",
    "old mouse report": b"\x1b[M \xff\xfe",
}


def _all() -> Iterable[Payload]:
    for name, text in _SEQUENCES.items():
        yield Payload(name, text.encode())
    for name, text in _STRINGS.items():
        for end, terminator in _TERMINATORS.items():
            yield Payload(f"{name}, {end}", f"\x1b{text}{terminator}".encode())
        c1, rest = _IN_EIGHT_BITS[text[0]], text[1:]
        yield Payload(f"{name}, raw C1", bytes([c1]) + rest.encode() + b"\x9c")
        yield Payload(f"{name}, UTF-8 C1", f"{chr(c1)}{rest}\x9c".encode())
    for end in ("31337;7m", "2J", "777;777H", "?31337h"):
        yield Payload(f"CSI {end}, raw C1", b"\x9b" + end.encode())
        yield Payload(f"CSI {end}, UTF-8 C1", b"\xc2\x9b" + end.encode())
    for code in (*range(0x20), 0x7F):
        if chr(code) not in "\t\n":  # which are text
            yield Payload(f"C0 {code:02X}", b"a%cb" % code if code != 8 else b"a" + _BACK.encode() + b"b")
    for code in range(0x80, 0xA0):
        yield Payload(f"raw C1 {code:02X}", b"a%cb" % code)
        yield Payload(f"UTF-8 C1 {code:02X}", f"a{chr(code)}b".encode())
    for code in _FORMATS:
        yield Payload(f"U+{code:04X}", f"a{chr(code)}b".encode())
    for name, data in _NO_UTF8.items():
        yield Payload(f"no UTF-8: {name}", data)


PAYLOADS = tuple(_all())
"""What must come out as something else. (In an app, which goes back to the start of a line, CR cannot be told.)"""

DEPRECATED = tuple(Payload(f"U+{code:04X}", f"a{chr(code)}b".encode()) for code in range(0x206A, 0x2070))
"""Format characters that Unicode once gave to swap and to shape characters with."""

NO_UTF8 = tuple(payload for payload in PAYLOADS if payload.name.startswith("no UTF-8"))

WITHOUT_NUL = tuple(payload for payload in PAYLOADS if b"\0" not in payload.data)
"""Those that an argument, an environment variable or a text can hold."""

MARKUP = (
    "[/x]",
    "[/]",
    "[@click=app.quit]x[/]",
    "[@click='app.bell']x[/@click]",
    f"[link=http://{CANARY}/]x[/link]",
    "[bold",
    "[red]x[/red]",
    "\\[b]",
    "[$error on $primary]x",
    ":smile:",
    "%s%n{0}",
)
"""Must come out as it is: it is text, but not to Rich and Textual."""


def names(longest: int = 200) -> list[str]:
    """File names that hold all payloads that a file name can hold, as many in each as there is room for."""
    pieces = [payload.data for payload in WITHOUT_NUL if b"/" not in payload.data]
    packed = [b""]
    for piece in (*pieces, *(text.encode() for text in MARKUP if "/" not in text)):
        if len(packed[-1]) + len(piece) > longest:
            packed.append(b"")
        packed[-1] += piece
    return [os.fsdecode(name) for name in packed]


@dataclass(frozen=True)
class Own:
    """What a program may send besides text and line ends.

    Attributes:
        screen: columns and rows of the screen it draws; None is a program that sends no sequence.
        returns: it goes back to the start of a line, to draw it again.
    """

    screen: tuple[int, int] | None = None
    returns: bool = False


ONLY_TEXT = Own()

_TOKEN = re.compile(
    r"(?P<sequence>\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_].*?(?:\x07|\x1b\\|\Z)|[ -/]*[0-~]?))"
    r"|(?P<plain>[ -~]+)|\r*\n|.",
    re.DOTALL,
)
_MODES = frozenset(("7", "25", "1000", "1003", "1004", "1006", "1015", "1016", "1049", "2004", "2026", "2048"))
_ONCE = frozenset(("\x1b[?1049h", "\x1b[?1049l"))
_ERASE = "\x1b[m\x1b[2J"  # the one that is never without the other
_STEPS = frozenset(("\r", "\b", "\x1bM"))
_ASKED = frozenset(("\x1b[6n", "\x1b[?2026$p", "\x1b[?2048$p", "\x1b[>25u", "\x1b[<u"))
_ATTRIBUTES = frozenset((0, 1, 2, 3, 4, 7, 9, 22, 23, 24, 27, 29, 39, 49)).union(
    range(30, 38), range(40, 48), range(90, 98), range(100, 108)
)
# Of the format characters (Cf) those that belong to the spelling of some script, or are no more than invisible.
_SPELLING = frozenset(
    "\u00ad\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\u180e"
    "\u200c\u200d\u2060\u2061\u2062\u2063\u2064\U000110bd\U000110cd"
)


def leaks(received: bytes | bytearray, own: Own = ONLY_TEXT) -> list[str]:
    """Everything in a stream that acts on a terminal and is none of the program's own, spelled as Python would.

    Args:
        received: all that the terminal received.
        own: what the program may send.
    """
    found: list[str] = []
    once: set[str] = set()
    text = ""
    if _BACK in received.decode("utf-8", "replace"):
        found.append(repr(_BACK))
    for token in _TOKEN.finditer(received.decode("utf-8", "surrogateescape")):
        before, text = text, token[0]
        if token["plain"]:
            continue
        if token["sequence"]:
            known = own.screen is not None and text not in once
            known = known and (_is_own(text, own.screen) or before + text == _ERASE)
            once |= _ONCE & {text}
        else:
            known = not (acts(text) if len(text) == 1 else text.strip("\r\n"))
            known = known or (text == "\r" and own.returns) or (text in _STEPS and own.screen is not None)
        if not known:
            found.append(repr(text[:60]))
    return list(dict.fromkeys(found))


@cache
def acts(char: str) -> bool:
    """Whether a character is anything but text to some terminal: a control, a separator, half of something."""
    if char in "\t\n":
        return False
    category = unicodedata.category(char)
    return category in ("Cc", "Cs", "Zl", "Zp") or (category == "Cf" and char not in _SPELLING)


@lru_cache(100_000)
def _is_own(sequence: str, screen: tuple[int, int]) -> bool:
    """Whether a sequence is one that the program sends to a screen of so many columns and rows."""
    columns, rows = screen
    if sequence in _ASKED | _STEPS:
        return True
    if mode := re.fullmatch(r"\x1b\[\?(\d+)[hl]", sequence):
        return mode[1] in _MODES
    if place := re.fullmatch(r"\x1b\[(?:(\d+)(?:;(\d+))?)?H", sequence):
        return 1 <= int(place[1] or 1) <= rows and 1 <= int(place[2] or 1) <= columns
    if steps := re.fullmatch(r"\x1b\[(\d*)[ABCD]", sequence):
        return 1 <= int(steps[1] or 1) <= max(columns, rows)
    look = re.fullmatch(r"\x1b\[([0-9;]*)m", sequence)
    return look is not None and _is_look([int(part or 0) for part in look[1].split(";")])


def _is_look(parameters: list[int]) -> bool:
    while parameters:
        first, *parameters = parameters
        if first in (38, 48):
            taken = {5: 2, 2: 4}.get(parameters[0] if parameters else -1, 0)
            colour, parameters = parameters[:taken], parameters[taken:]
            if not taken or len(colour) < taken or max(colour) > 255:
                return False
        elif first not in _ATTRIBUTES:
            return False
    return True
