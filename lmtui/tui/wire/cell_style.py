"""The style of a cell, and the shortest SGR sequence from one style to the next.

SGR is "select graphic rendition", ECMA-48 (5th edition) section 8.3.117: `ESC [ parameters m`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache

TRUE_COLOUR = 1 << 24

_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "8": "28", "9": "29", "53": "55"}
_SEEN_ON_BLANKS = frozenset({"4", "7", "9", "53"})  # underline, reverse, strike, overline


@dataclass(frozen=True, eq=False)
class CellStyle:
    """Attributes and colours of a cell. Equal styles are the same object: `style_after` gives them.

    Attributes:
        attributes: SGR parameters of bold, underline and the like.
        ink, ground: SGR parameters of the two colours; "" is the terminal's own.
        parameters: all of them, which make the style out of a plain one.
    """

    attributes: frozenset[str] = frozenset()
    ink: str = ""
    ground: str = ""
    parameters: tuple[str, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        parameters = (*sorted(self.attributes), *filter(None, (self.ink, self.ground)))
        object.__setattr__(self, "parameters", parameters)

    @cached_property
    def blank(self) -> CellStyle:
        """The style of a blank: neither ink nor weight is seen on it, unless it is underlined or reversed."""
        if self.attributes & _SEEN_ON_BLANKS:
            return self
        return _interned(frozenset(), "", self.ground)


@cache  # there are no more than the screen shows
def _interned(attributes: frozenset[str], ink: str, ground: str) -> CellStyle:
    return CellStyle(attributes, ink, ground)


PLAIN_STYLE = _interned(frozenset(), "", "")


@lru_cache(4096)
def style_after(parameters: str, before: CellStyle = PLAIN_STYLE, colours: int = TRUE_COLOUR) -> CellStyle:
    """The style after an SGR sequence.

    Args:
        parameters: what stands between `ESC [` and `m`.
        before: the style before it.
        colours: how many the terminal has: 0, 8, or more. With 8, bright colours are made plain, but for bright
            black, which becomes the terminal's own colour and not black.
    """
    attributes, ink, ground = set(before.attributes), before.ink, before.ground
    rest = [part or "0" for part in parameters.split(";")]
    while rest:
        first = rest.pop(0)
        code = int(first)
        first = "4" if code == 21 else first  # two lines below are shown as one
        if code == 0:
            attributes, ink, ground = set(), "", ""
        elif code in (38, 48):
            taken = 4 if rest[:1] == ["2"] else 2
            colour = ";".join((first, *rest[:taken]))
            del rest[:taken]
            ink, ground = (colour, ground) if code == 38 else (ink, colour)
        elif 30 <= code <= 37 or 90 <= code <= 97:
            ink = first
        elif 40 <= code <= 47 or 100 <= code <= 107:
            ground = first
        elif code == 39:
            ink = ""
        elif code == 49:
            ground = ""
        elif first in _OFF:
            attributes.add(first)
        else:
            attributes -= {on for on, off in _OFF.items() if off == first}
    return _interned(frozenset(attributes), _among(ink, colours), _among(ground, colours))


def _among(colour: str, colours: int) -> str:
    """The parameters of a colour on a terminal that has so many colours."""
    if not colour or not colours:
        return ""
    code = int(colour.partition(";")[0])
    if colours > 8 or code < 90:
        return colour
    return "" if code in (90, 100) else str(code - 60)


@lru_cache(4096)
def transition(before: CellStyle, after: CellStyle) -> str:
    """The shortest SGR sequence from a style to another."""
    if before is after:
        return ""
    anew = ";".join(("0", *after.parameters)) if after.parameters else ""
    dropped = before.attributes - after.attributes
    off = {_OFF[attribute] for attribute in dropped}
    kept = {attribute for attribute in before.attributes & after.attributes if _OFF[attribute] not in off}
    changes = [*sorted(off), *sorted(after.attributes - kept)]
    if before.ink != after.ink:
        changes.append(after.ink or "39")
    if before.ground != after.ground:
        changes.append(after.ground or "49")
    return min((f"\x1b[{anew}m", f"\x1b[{';'.join(changes)}m"), key=len)
