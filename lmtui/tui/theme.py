"""The colours of the screen, all of them; widgets name them by what they mean.

The dark theme's colours are taken from the 256-colour palette, so that it looks the same in 24 bit and in 256. The
plain theme uses the terminal's own 16, and with NO_COLOR sends no colour at all; nothing on the screen is said by
colour alone.
"""

from __future__ import annotations

from textual.theme import BUILTIN_THEMES, Theme

DARK = Theme(
    name="lmtui-dark",
    dark=True,
    primary="#5fafff",
    secondary="#87afaf",
    accent="#ffaf5f",
    warning="#ffaf5f",
    error="#ff5f5f",
    success="#87d787",
    foreground="#d0d0d0",
    background="#1c1c1c",
    surface="#1c1c1c",
    panel="#303030",
    boost="#262626",
    variables={
        "faint": "#808080",
        "strong": "#eeeeee",
        "line": "#4e4e4e",
        "focus": "#ffaf5f",
        "raised": "#262626",
        "picked": "#3a3a3a",
        # Temperature, from 0 to infinity: blue to red over yellow, which colour-blind readers can tell apart.
        "heat-0": "#5fafff",
        "heat-1": "#87d7d7",
        "heat-2": "#d7d787",
        "heat-3": "#ffaf5f",
        "heat-4": "#ff5f5f",
        "stripe-0": "#5f87d7",
        "stripe-1": "#5fafaf",
        "stripe-2": "#afaf5f",
        "stripe-3": "#d7875f",
        "stripe-4": "#d75f5f",
        # Tokens, from probable to improbable.
        "token-likely": "#87afaf",
        "token-plain": "#eeeeee",
        "token-unlikely": "#ffd75f",
        "token-rare": "#ff875f",
        "tick": "#d0d0d0",
        # Curves that are compared; the one of the present context is `strong`.
        "curve-1": "#5fafff",
        "curve-2": "#ffaf5f",
        "curve-3": "#d787d7",
        "input-cursor-background": "#d0d0d0",
        "input-cursor-foreground": "#1c1c1c",
        "input-selection-background": "#5f87af",
        "input-selection-foreground": "#eeeeee",
    },
)

PLAIN = Theme(
    name="lmtui-plain",
    ansi=True,
    dark=True,
    primary="ansi_blue",
    secondary="ansi_cyan",
    accent="ansi_yellow",
    warning="ansi_yellow",
    error="ansi_red",
    success="ansi_green",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    variables=BUILTIN_THEMES["ansi-dark"].variables
    | {
        "faint": "ansi_bright_black",
        "strong": "ansi_bright_white",
        "line": "ansi_bright_black",
        "focus": "ansi_yellow",
        "raised": "ansi_default",
        "picked": "ansi_default",
        "heat-0": "ansi_bright_blue",
        "heat-1": "ansi_bright_cyan",
        "heat-2": "ansi_bright_green",
        "heat-3": "ansi_bright_yellow",
        "heat-4": "ansi_bright_red",
        "stripe-0": "ansi_blue",
        "stripe-1": "ansi_cyan",
        "stripe-2": "ansi_green",
        "stripe-3": "ansi_yellow",
        "stripe-4": "ansi_red",
        "token-likely": "ansi_cyan",
        "token-plain": "ansi_default",
        "token-unlikely": "ansi_bright_yellow",
        "token-rare": "ansi_bright_red",
        "tick": "ansi_default",
        "curve-1": "ansi_bright_cyan",
        "curve-2": "ansi_bright_yellow",
        "curve-3": "ansi_bright_magenta",
        "input-cursor-background": "ansi_white",
        "input-cursor-foreground": "ansi_black",
        "input-cursor-text-style": "reverse",
        "input-selection-background": "ansi_bright_blue",
        "input-selection-foreground": "ansi_black",
    },
)

THEMES = {"dark": DARK, "plain": PLAIN}
"""The themes by the names that people give them; the names are the choices of `lmtui.options.playground.THEME`."""

HEATS = 5
"""How many colours stand for temperatures, from cold to hot."""


def heat_of(position: float) -> int:
    """The number of the colour for a slider position of 0 to 1: 0 (cold) to 4 (hot); that of T = 1 is 2."""
    return min(int(position * HEATS), HEATS - 1)
