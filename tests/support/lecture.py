"""What somebody presses who takes the tour: for each step, the keys that its text asks for."""

from __future__ import annotations

WAIT = "wait"
"""Stands where the reader waits for the text to grow."""

KEYS: tuple[tuple[str, ...], ...] = (
    ("f10", "f9"),
    ("escape",),
    tuple("the mouse ate"),
    ("f6",),
    ("f9", "f9"),
    ("escape", "home"),
    ("end",),
    ("=",),
    ("enter", WAIT, "f5"),
    ("escape", "2", "enter"),
    (*"0.2", "enter"),
    ("f10", "f10"),
    ("escape", "f12"),
    ("enter", WAIT, "f5", "escape", "f"),
)
