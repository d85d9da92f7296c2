"""The options of the playground: how a text runs, the table, the terminal, and the limits of a kiosk."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

from lmtui import numbers
from lmtui.options.option import Option, flag, number, one_of, text, whole

UNLIMITED = "max"
"""The word for the speed ∞, as people read and type it."""

IDLE, SESSION_TIME, MEMORY = 15.0, 120.0, 512
"""The default limits of a kiosk: minutes without a key, minutes in all, MB of memory."""

_SPEED = f"give 1 to 60 tokens a second, or {UNLIMITED}"
_MINUTES = "give a number above 0"


def _check_speed(value: object) -> float:
    speed = numbers.real(value, "the speed", _SPEED)
    if not (1 <= speed <= 60 or speed == math.inf):
        raise numbers.refusal("the speed", value, _SPEED)
    return speed


def _check_minutes(value: object) -> float:
    minutes = numbers.real(value, "the number of minutes", _MINUTES)
    if not 0 < minutes < math.inf:
        raise numbers.refusal("the number of minutes", value, _MINUTES)
    return minutes


SPEED: Final = Option(
    "speed",
    number("speed", numbers.parse, _check_speed, _SPEED, {UNLIMITED: math.inf, "inf": math.inf, "∞": math.inf}),
    10.0,
    f"{_SPEED.removeprefix('give ')} for as fast as it goes",
    "RATE",
    label="Speed",
    hint=_SPEED.removeprefix("give "),
)
STOP: Final = flag(
    "stop",
    "end with the unit instead of beginning a new one",
    {"go on": "after </s> a new unit begins", "stop": "the text stops with its unit"},
    "At unit end",
)
ROWS: Final = Option(
    "rows",
    whole("number of table rows", 1, words={"fit": None}),
    None,
    "how many rows the table has at most, or fit for all there is room for",
    "K",
    label="Table rows",
    hint="a whole number, or fit",
    may_be_empty=True,
)

SESSION: Final = Option(
    "session",
    text(),
    None,
    "open a session that was saved ({save-session}); other options win over it",
    "FILE",
    is_path=True,
)

TOUR: Final = Option(
    "tour",
    text(),
    None,
    "begin with the tour ({tour}), or with the one in a file",
    "FILE",
    is_path=True,
    in_config=False,
    may_be_bare=True,
)

MOUSE: Final = one_of("mouse", ("on", "off"), None, "whether the mouse works (default: on; over SSH off)")
ANIMATION: Final = one_of(
    "animation", ("none", "basic", "full"), None, "how much moves by itself (default: basic; over SSH none)"
)
FPS: Final = Option(
    "fps", whole("number of frames a second", 1), None, "frames a second (default: 60; over SSH 20)", "N"
)
ASCII: Final = flag("ascii", "draw bars, borders and marks in ASCII")
_THEMES = {
    "dark": "for most terminals",
    "projector": "light, high contrast",
    "colour-blind": "cold is blue, warm is orange",
    "plain": "the terminal's own colours",
}
THEME: Final = replace(
    one_of(
        "theme",
        tuple(_THEMES),
        "dark",
        "the colours: dark (default), projector (light, high contrast), colour-blind, or plain (the terminal's own)",
    ),
    choices=_THEMES,
    label="Theme",
)
KEYMAP: Final = one_of("keymap", ("default", "vi"), "default", "which keys do what")

KIOSK: Final = flag("kiosk", "for a shared account: no way out, no files but the cache", in_config=False)
ROOT: Final = Option(
    "root",
    text(),
    None,
    "in a kiosk, texts under this folder may be opened, too",
    "FOLDER",
    is_path=True,
    in_config=False,
)
_MINUTE: Final = number("number of minutes", numbers.parse, _check_minutes, _MINUTES)
IDLE_LIMIT: Final = Option(
    "idle-limit", _MINUTE, None, f"close after so long without a key (kiosk: {IDLE:g})", "MINUTES"
)
SESSION_LIMIT: Final = Option(
    "session-limit", _MINUTE, None, f"close after so long (kiosk: {SESSION_TIME:g})", "MINUTES"
)
MEMORY_LIMIT: Final = Option(
    "memory-limit", whole("number of MB", 100), None, f"use no more memory (kiosk: {MEMORY:g})", "MB"
)
